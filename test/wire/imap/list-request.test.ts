import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatListRequest } from '../../../src/wire/imap/list-request.js';
import { formatStatusItems } from '../../../src/wire/imap/status-items.js';
import type { ListRequest, StatusItem } from '../../../src/wire/imap/syntax.js';
import { assertRefused, parse } from './support.js';

const basic: ListRequest = {
  reference: '',
  patterns: [],
  select: [],
  returns: [],
  status: [],
  metadata: [],
  extended: false,
};
const statusItems: StatusItem[] = [
  'messages',
  'recent',
  'uidnext',
  'uidvalidity',
  'unseen',
  'deleted',
  'size',
  'highestmodseq',
  'appendlimit',
];

describe('wire/imap/list-request', () => {
  const rows: [text: string, out: Partial<ListRequest>][] = [
    ['"" *', { patterns: ['*'] }],
    ['"" ""', { patterns: [''] }],
    ['"~/Mail/" %', { reference: '~/Mail/', patterns: ['%'] }],
    ['a/ "Entw&APw-rfe/%"', { reference: 'a/', patterns: ['Entwürfe/%'] }],
    ['"" {3}\r\na *', { patterns: ['a *'] }],
    ['"" inbox]', { patterns: ['inbox]'] }],
    ['() "" %', { patterns: ['%'], extended: true }],
    ['(SUBSCRIBED remote) "" *', { patterns: ['*'], select: ['subscribed', 'remote'], extended: true }],
    ['(SUBSCRIBED RECURSIVEMATCH) "" %', { patterns: ['%'], select: ['subscribed', 'recursivematch'], extended: true }],
    ['"" (a "b" %)', { patterns: ['a', 'b', '%'], extended: true }],
    [
      '"" % RETURN (METADATA (/private/comment "/shared/a b") CHILDREN)',
      { patterns: ['%'], returns: ['children'], metadata: ['/private/comment', '/shared/a b'], extended: true },
    ],
    ['"" % RETURN (METADATA /private/comment)', { patterns: ['%'], metadata: ['/private/comment'], extended: true }],
    ['"" % RETURN ()', { patterns: ['%'], extended: true }],
    [
      '(SPECIAL-USE) "" % return (SUBSCRIBED STATUS (MESSAGES unseen) CHILDREN SPECIAL-USE)',
      {
        patterns: ['%'],
        select: ['special-use'],
        returns: ['subscribed', 'children', 'special-use'],
        status: ['messages', 'unseen'],
        extended: true,
      },
    ],
  ];
  for (const [text, out] of rows) {
    it(`reads LIST ${JSON.stringify(text)}`, () => {
      assert.deepEqual(
        parse(text, (p) => p.listRequest()),
        { ...basic, ...out },
      );
    });
  }

  for (const text of [
    '',
    '""',
    '"" ',
    '"" ()',
    '"" (a',
    '(FOO) "" *',
    '(RECURSIVEMATCH) "" *',
    '(RECURSIVEMATCH REMOTE) "" *',
    '("SUBSCRIBED") "" *',
    '"" * RETURN',
    '"" * RETURN (FOO)',
    '"" * RETURN (STATUS)',
    '"" * RETURN (STATUS ())',
    '"" * RETURN SUBSCRIBED',
    '"" * (SUBSCRIBED)',
    '"" a b',
  ]) {
    it(`refuses LIST ${JSON.stringify(text)}`, () => assertRefused(text, (p) => p.listRequest()));
  }

  it('limits the patterns, each of which is matched with every mailbox', () => {
    assertRefused(`"" (${'a '.repeat(100)}a)`, (p) => p.listRequest(), /at most 100 patterns/);
  });

  it('reads names in UTF-8 for those who enabled it', () => {
    assert.deepEqual(parse('"" "Entw&APw-rfe/ü"', (p) => p.listRequest(), { utf8: true }).patterns, ['Entw&APw-rfe/ü']);
  });

  it('reads LSUB, which has no extensions', () => {
    assert.deepEqual(
      parse('"#news." "comp.&AOQ-*"', (p) => p.lsubRequest()),
      { ...basic, reference: '#news.', patterns: ['comp.ä*'] },
    );
    assertRefused('"" (a b)', (p) => p.lsubRequest());
    assertRefused('"" a RETURN ()', (p) => p.lsubRequest());
  });

  it('reads STATUS items, and refuses none and unknown ones', () => {
    assert.deepEqual(
      parse(formatStatusItems(statusItems), (p) => p.statusItems()),
      statusItems,
    );
    for (const text of ['()', '', '(FOO)', 'MESSAGES', '(MESSAGES', '(MESSAGES  UNSEEN)'])
      assertRefused(text, (p) => p.statusItems());
  });

  it('reads the requests that it wrote', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\0', ''));
    const options = fc.subarray(['subscribed', 'children', 'special-use'] as const);
    const entries = fc.subarray(['/private/comment', '/shared/vendor/x/a b']);
    const extended: fc.Arbitrary<ListRequest> = fc
      .tuple(name, fc.array(name, { minLength: 1, maxLength: 3 }), options, options, fc.subarray(statusItems), entries)
      .map(([reference, patterns, selected, returns, status, metadata]) => {
        const select = selected.map((option) => (option === 'children' ? 'recursivematch' : option));
        const alone = select.every((option) => option === 'recursivematch');
        return { reference, patterns, select: alone ? [] : select, returns, status, metadata, extended: true };
      });
    const plain = fc.tuple(name, name).map(([reference, pattern]) => ({ ...basic, reference, patterns: [pattern] }));
    fc.assert(
      fc.property(fc.oneof(plain, extended), (request) => {
        assert.deepEqual(
          parse(formatListRequest(request), (p) => p.listRequest()),
          request,
        );
      }),
    );
  });
});
