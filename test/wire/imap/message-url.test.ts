import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatMessageUrl, parseMessageUrl } from '../../../src/wire/imap/message-url.js';
import type { MessageUrl } from '../../../src/wire/imap/syntax.js';
import { processorMs } from '../../support/processor-time.js';

const url: MessageUrl = {
  mailbox: 'INBOX',
  uidValidity: undefined,
  uid: 1,
  section: { part: [], what: 'all', fields: [] },
  partial: undefined,
};

describe('wire/imap/message-url', () => {
  for (const [text, expected] of [
    ['/INBOX/;UID=1', url],
    ['/INBOX;uidvalidity=7/;uid=1', { ...url, uidValidity: 7 }],
    ['/a/b%20c/%C3%BC/;UID=1', { ...url, mailbox: 'a/b c/ü' }],
    [';UID=1', { ...url, mailbox: undefined }],
    ['/INBOX/;UID=1/;SECTION=1.2.MIME', { ...url, section: { part: [1, 2], what: 'mime', fields: [] } }],
    [
      '/INBOX/;UID=1/;SECTION=HEADER.FIELDS%20(From)/;PARTIAL=5.10',
      { ...url, section: { part: [], what: 'header.fields', fields: ['From'] }, partial: { offset: 5, count: 10 } },
    ],
    ['/INBOX/;UID=1/;PARTIAL=5', { ...url, partial: { offset: 5, count: Number.MAX_SAFE_INTEGER } }],
  ] as const) {
    it(`reads ${text}`, () => assert.deepEqual(parseMessageUrl(text), expected));
  }

  for (const text of [
    '',
    '/',
    '/INBOX',
    '/INBOX;UID=1',
    '/INBOX/;UID=0',
    '/INBOX/;UID=4294967296',
    '/INBOX/;UID=1/;SECTION=HEADERS',
    '/INBOX/;UID=1/;SECTION=',
    '/INBOX/;UID=1/;PARTIAL=0.0',
    '/INBOX/;UID=1;URLAUTH=anonymous:internal:00',
    '/%ff/;UID=1',
    '//host/INBOX/;UID=1\n',
    'imap://erika@post.example/INBOX/;UID=1',
  ]) {
    it(`does not take ${JSON.stringify(text)}`, () => assert.equal(parseMessageUrl(text), undefined));
  }

  it('reads back what it writes', () => {
    const number = fc.integer({ min: 1, max: 0xffff_ffff });
    const part = fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 4 });
    const section = fc.oneof(
      part.map((each) => ({ part: each, what: 'all' as const, fields: [] })),
      part.map((each) => ({ part: each, what: 'text' as const, fields: [] })),
      part.map((each) => ({ part: each, what: 'header.fields' as const, fields: ['From', 'x/y;z'] })),
    );
    fc.assert(
      fc.property(
        fc.record({
          mailbox: fc.option(fc.string({ minLength: 1, unit: 'grapheme' }), { nil: undefined }),
          uidValidity: fc.option(number, { nil: undefined }),
          uid: number,
          section,
          partial: fc.option(fc.record({ offset: fc.nat(), count: number }, { noNullPrototype: true }), {
            nil: undefined,
          }),
        }),
        (each) => {
          const expected = { ...each, ...(each.mailbox === undefined && { uidValidity: undefined }) };
          assert.deepEqual(parseMessageUrl(formatMessageUrl(each)), expected);
        },
      ),
    );
  });

  it('takes no longer for a text that almost is one', () => {
    const costMs = processorMs(() => {
      parseMessageUrl(`/${'a;UIDVALIDITY=1/'.repeat(20_000)}`);
      parseMessageUrl(`/${'a'.repeat(300_000)}/;UID=`);
    });
    assert.ok(costMs < 500);
  });
});
