import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatFlagList, formatStoreRequest } from '../../../src/wire/imap/flags.js';
import { assertRefused, parse } from './support.js';

const flag = fc.oneof(
  fc.constantFrom('\\Seen', '\\Answered', '\\Deleted', '$Forwarded', 'NonJunk', '\\X-Own'),
  fc.stringMatching(/^\\?[!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]{1,12}$/),
);

describe('wire/imap/flags', () => {
  it('reads the flag lists that it wrote', () => {
    fc.assert(
      fc.property(fc.array(flag), (flags) => {
        assert.deepEqual(
          parse(formatFlagList(flags), (p) => p.flagList()),
          flags,
        );
      }),
    );
  });

  for (const text of [
    '',
    '(',
    '(\\)',
    '(\\*)',
    '(\\\\Seen)',
    '("a")',
    '(a,)b',
    '({1}\r\na)',
    '(ä)',
    '(%)',
    '(a])',
    '(\\ Seen)',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => assertRefused(text, (p) => p.flagList()));
  }

  const rows: [text: string, mode: string, silent: boolean, flags: string[]][] = [
    ['FLAGS (\\Seen)', 'replace', false, ['\\Seen']],
    ['FLAGS ()', 'replace', false, []],
    ['+flags.silent (\\Deleted $a)', 'add', true, ['\\Deleted', '$a']],
    ['-FLAGS \\Seen \\Draft', 'remove', false, ['\\Seen', '\\Draft']],
    ['-FLAGS.SILENT b', 'remove', true, ['b']],
  ];
  for (const [text, mode, silent, flags] of rows) {
    it(`reads STORE ${text}`, () => {
      assert.deepEqual(
        parse(text, (p) => p.storeRequest()),
        { mode, silent, flags },
      );
    });
  }

  for (const text of [
    '',
    'FLAGS',
    'FLAGS ',
    '++FLAGS ()',
    'FLAGS.LOUD ()',
    'FLAG (a)',
    'FLAGS (a',
    'FLAGS a (b)',
    'FLAGS  (a)',
    '*FLAGS a',
  ]) {
    it(`refuses STORE ${JSON.stringify(text)}`, () => assertRefused(text, (p) => p.storeRequest()));
  }

  it('reads the STORE arguments that it wrote', () => {
    const mode = fc.constantFrom('add' as const, 'remove' as const, 'replace' as const);
    fc.assert(
      fc.property(mode, fc.boolean(), fc.array(flag), (change, silent, flags) => {
        const request = { mode: change, silent, flags };
        assert.deepEqual(
          parse(formatStoreRequest(request), (p) => p.storeRequest()),
          request,
        );
      }),
    );
  });
});
