import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CommandInput } from '../../../src/wire/imap/command-input.js';
import { formatGetMetadata, formatMetadata } from '../../../src/wire/imap/metadata.js';
import { CommandParser } from '../../../src/wire/imap/parser.js';
import type { GetMetadataRequest } from '../../../src/wire/imap/syntax.js';
import { assertRefused } from './support.js';

const get = (text: string): GetMetadataRequest => {
  const p = new CommandParser(CommandInput.ofLine(text));
  const request = p.getMetadata();
  p.end();
  return request;
};
const plain = { maxSize: undefined, depth: 0 as const };

describe('GETMETADATA and SETMETADATA arguments', () => {
  for (const [text, request] of [
    ['"" /shared/comment', { mailbox: '', entries: ['/shared/comment'], ...plain }],
    [
      'INBOX (/shared/comment "/private/a b")',
      { mailbox: 'INBOX', entries: ['/shared/comment', '/private/a b'], ...plain },
    ],
    [
      '(DEPTH infinity maxsize 10) INBOX /private',
      { mailbox: 'INBOX', entries: ['/private'], maxSize: 10, depth: Infinity },
    ],
    ['INBOX (DEPTH 1) (/private/a)', { mailbox: 'INBOX', entries: ['/private/a'], maxSize: undefined, depth: 1 }],
    ['Entw&APw-rfe /private/a', { mailbox: 'Entwürfe', entries: ['/private/a'], ...plain }],
  ] as const) {
    it(`takes ${text}`, () => assert.deepEqual(get(text), request));
  }

  for (const text of [
    'INBOX',
    'INBOX ()',
    'INBOX private',
    'INBOX /other/a',
    'INBOX /private/a/',
    'INBOX /private//a',
    'INBOX /private/*',
    'INBOX /private/50%',
    'INBOX "/private/ä"',
    `INBOX /private/${'x'.repeat(250)}`,
    '(DEPTH 2) INBOX /private/a',
    '(DEPTH) INBOX /private/a',
    '(SIZE 2) INBOX /private/a',
    '(DEPTH 1) INBOX (DEPTH 1) /private/a',
    'INBOX (/private/a',
    'INBOX (DEPTH 1)',
  ]) {
    it(`refuses ${text.slice(0, 40)}`, () => assertRefused(text, (p) => p.getMetadata()));
  }

  it('reads back what it formats', () => {
    const entry = fc.stringMatching(/^\/(private|shared)(\/[A-Za-z0-9 "(){}\\.-]{1,12}){0,3}$/);
    fc.assert(
      fc.property(
        fc.record(
          {
            mailbox: fc.string({ unit: 'grapheme', maxLength: 20 }).filter((name) => !/\p{Cc}/u.test(name)),
            entries: fc.array(entry, { minLength: 1, maxLength: 4 }),
            maxSize: fc.option(fc.nat(), { nil: undefined }),
            depth: fc.constantFrom(0 as const, 1 as const, Infinity),
          },
          { noNullPrototype: true },
        ),
        (request) => {
          const text = formatGetMetadata(request);
          fc.pre(!text.includes('\r\n'));
          assert.deepEqual(get(text), request);
        },
      ),
    );
  });

  it('takes values as strings and NIL', () => {
    const p = new CommandParser(CommandInput.ofLine('INBOX (/private/a "x" /shared/b NIL /private/vendor/x/y "")'));
    assert.deepEqual(p.setMetadata(), {
      mailbox: 'INBOX',
      entries: [
        { name: '/private/a', value: Buffer.from('x') },
        { name: '/shared/b', value: undefined },
        { name: '/private/vendor/x/y', value: Buffer.alloc(0) },
      ],
    });
  });

  for (const text of [
    'INBOX /private/a "x"',
    'INBOX (/private/a)',
    'INBOX (/private/a x)',
    'INBOX (/private "x")',
    'INBOX (/shared/vendor/x "y")',
  ]) {
    it(`refuses ${text} to be set`, () => assertRefused(text, (p) => p.setMetadata()));
  }

  it('writes values as short as they may be', () => {
    const shown = (value: string | Buffer) =>
      [...formatMetadata('INBOX', [{ name: '/private/a', value: Buffer.from(value as string) }])].join('');
    assert.equal(shown('a "b"'), '* METADATA INBOX (/private/a "a \\"b\\"")\r\n');
    assert.equal(shown('a\r\nb'), '* METADATA INBOX (/private/a {4}\r\na\r\nb)\r\n');
    assert.equal(shown('a\0b'), '* METADATA INBOX (/private/a ~{3}\r\na\0b)\r\n');
    assert.equal(shown(''), '* METADATA INBOX (/private/a "")\r\n');
  });
});
