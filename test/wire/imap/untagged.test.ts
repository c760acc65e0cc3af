import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatIdParams } from '../../../src/wire/imap/id-params.js';
import type { StatusItem } from '../../../src/wire/imap/syntax.js';
import { untagged } from '../../../src/wire/imap/untagged.js';
import { assertRefused, parse } from './support.js';

const statusValues = new Map<StatusItem, number | bigint>([
  ['messages', 3],
  ['highestmodseq', 9n],
]);

describe('wire/imap/untagged', () => {
  const rows: [title: string, line: string, out: string][] = [
    ['CAPABILITY', untagged.capability(['IMAP4rev1', 'IDLE']), '* CAPABILITY IMAP4rev1 IDLE'],
    ['ENABLED', untagged.enabled(['IMAP4REV2']), '* ENABLED IMAP4REV2'],
    ['ENABLED with nothing', untagged.enabled([]), '* ENABLED'],
    ['ID', untagged.id(new Map([['name', 'x']])), '* ID ("name" "x")'],
    ['NAMESPACE', untagged.personalNamespace('/'), '* NAMESPACE (("" "/")) NIL NIL'],
    ['FLAGS', untagged.flags(['\\Seen', '$a']), '* FLAGS (\\Seen $a)'],
    ['EXISTS', untagged.exists(3), '* 3 EXISTS'],
    ['RECENT', untagged.recent(0), '* 0 RECENT'],
    ['EXPUNGE', untagged.expunge(2), '* 2 EXPUNGE'],
    ['SEARCH', untagged.search([2, 5]), '* SEARCH 2 5'],
    ['SEARCH without hits', untagged.search([]), '* SEARCH'],
    ['LIST', untagged.list({ attributes: ['\\HasNoChildren', '\\Drafts'], name: 'Entwürfe' }, '/', false), '* LIST (\\HasNoChildren \\Drafts) "/" "Entw&APw-rfe"'],
    ['LIST in UTF-8', untagged.list({ attributes: [], name: 'Entwürfe' }, '/', true), '* LIST () "/" "Entwürfe"'],
    [
      'LIST with extended data',
      untagged.list({ attributes: [], name: 'a"b', childInfo: ['SUBSCRIBED'], oldName: 'ü' }, '/', false),
      '* LIST () "/" "a\\"b" ("CHILDINFO" ("SUBSCRIBED") "OLDNAME" ("&APw-"))',
    ],
    ['LIST without extended data', untagged.list({ attributes: [], name: 'a', childInfo: [] }, '/', false), '* LIST () "/" "a"'],
    ['LSUB', untagged.lsub({ attributes: ['\\Noselect'], name: 'a' }, '/', false), '* LSUB (\\Noselect) "/" "a"'],
    ['STATUS', untagged.status('a', statusValues, false), '* STATUS "a" (MESSAGES 3 HIGHESTMODSEQ 9)'],
    ['ESEARCH', untagged.esearch({ tag: 'A2', uid: true, min: 2, max: 47, all: [2, 3, 4, 47], count: 4 }), '* ESEARCH (TAG "A2") UID MIN 2 MAX 47 ALL 2:4,47 COUNT 4'],
    ['ESEARCH without hits', untagged.esearch({ tag: 'A2', uid: false, all: [], count: 0 }), '* ESEARCH (TAG "A2") COUNT 0'],
  ]; // prettier-ignore
  for (const [title, line, out] of rows) {
    it(`writes ${title}`, () => assert.equal(line, `${out}\r\n`));
  }
});

describe('wire/imap/id-params', () => {
  it('reads NIL, pairs and NIL values', () => {
    assert.equal(
      parse('NIL', (p) => p.idParams()),
      undefined,
    );
    assert.deepEqual(
      parse('("name" "iPhone Mail" "os" nil {1}\r\na "")', (p) => p.idParams()),
      new Map([
        ['name', 'iPhone Mail'],
        ['os', undefined],
        ['a', ''],
      ]),
    );
  });

  for (const text of ['', '"a"', '("a")', '("a" "b" "c")', '(NIL NIL)', '(a b)', '("a" b)', '("a""b")']) {
    it(`refuses ${JSON.stringify(text)}`, () => assertRefused(text, (p) => p.idParams()));
  }

  it('takes 30 pairs', () => {
    const pairs = (count: number) => `(${Array.from({ length: count }, (_, i) => `"${i}" "x"`).join(' ')})`;
    assert.equal(parse(pairs(30), (p) => p.idParams())?.size, 30);
    assertRefused(pairs(31), (p) => p.idParams(), /at most 30 pairs/);
  });

  it('reads what it wrote', () => {
    const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\0', ''));
    const params = fc
      .array(fc.tuple(text, fc.option(text, { nil: undefined })), { maxLength: 5 })
      .map((pairs) => new Map(pairs));
    fc.assert(
      fc.property(fc.option(params, { nil: undefined }), (value) => {
        assert.deepEqual(
          parse(formatIdParams(value), (p) => p.idParams()),
          value,
        );
      }),
    );
  });
});
