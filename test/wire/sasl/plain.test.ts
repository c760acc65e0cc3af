import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatPlainMessage, parsePlainMessage } from '../../../src/wire/sasl/plain.js';

describe('wire/sasl/plain', () => {
  const rows: [octets: string | Buffer, out: [string, string, string] | undefined][] = [
    ['\0tim\0tanstaaftanstaaf', ['', 'tim', 'tanstaaftanstaaf']],
    ['Ursel\0Kurt\0xipj3plmq', ['Ursel', 'Kurt', 'xipj3plmq']],
    ['\0jürgen\0pä ß', ['', 'jürgen', 'pä ß']],
    [`\0u\0${'x'.repeat(255)}`, ['', 'u', 'x'.repeat(255)]],
    [`\0u\0${'x'.repeat(256)}`, undefined],
    [`\0${'ä'.repeat(128)}\0x`, undefined],
    ['', undefined],
    ['tim', undefined],
    ['\0tim', undefined],
    ['\0tim\0', undefined],
    ['\0\0secret', undefined],
    ['\0tim\0secret\0', undefined],
    ['a\0tim\0sec\0ret', undefined],
    [Buffer.from([0, 0xff, 0, 0x61]), undefined],
  ];
  for (const [octets, out] of rows) {
    it(`${out ? 'reads' : 'refuses'} ${JSON.stringify(octets.toString('latin1').slice(0, 30))}`, () => {
      const message = parsePlainMessage(Buffer.from(octets));
      assert.deepEqual(message && [message.authzid, message.authcid, message.password], out);
    });
  }

  it('reads what it wrote', () => {
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.option(part, { nil: '' }), part, part, (authzid, authcid, password) => {
        const message = { authzid, authcid, password };
        assert.deepEqual(parsePlainMessage(formatPlainMessage(message)), message);
      }),
    );
  });
});
