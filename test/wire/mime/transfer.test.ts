import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createTransferDecoding } from '../../../src/wire/mime/transfer.js';
import { cut, places } from './mime-tree.js';

function decoded(encoding: string, pieces: readonly Buffer[]): { text: string; damaged: boolean } {
  const decoding = createTransferDecoding(encoding)!;
  const out = pieces.map((piece) => Buffer.from(decoding.push(piece)));
  const octets = Buffer.concat([...out, decoding.end()]);
  return { text: octets.toString('latin1'), damaged: decoding.damaged };
}

const rows: readonly { encoding: string; in: string; out: string; damaged?: boolean }[] = [
  { encoding: 'base64', in: 'aGVsbG8=', out: 'hello' },
  { encoding: 'BASE64', in: 'aGVs\r\n bG8=\r\n', out: 'hello' },
  { encoding: 'base64', in: 'aGk=aGk=', out: 'hihi' },
  { encoding: 'base64', in: 'YQ==YWI=YWJj', out: 'aababc' },
  { encoding: 'base64', in: 'aGVsbG8', out: 'hello', damaged: true },
  { encoding: 'base64', in: 'aGVsbG8*=', out: 'hello', damaged: true },
  { encoding: 'base64', in: 'aGVsb', out: 'hel', damaged: true },
  { encoding: 'base64', in: 'YQ=YWI=', out: 'aab', damaged: true },
  { encoding: 'base64', in: '====', out: '', damaged: true },
  { encoding: 'base64', in: '', out: '' },
  { encoding: 'quoted-printable', in: 'Gr=FC=DFe', out: 'Gr\xfc\xdfe' },
  { encoding: 'quoted-printable', in: 'so=\r\nft =\nline', out: 'soft line' },
  { encoding: 'quoted-printable', in: 'soft= \t\r\nline', out: 'softline' },
  { encoding: 'quoted-printable', in: 'blanks \t \r\ngo', out: 'blanks\r\ngo' },
  { encoding: 'quoted-printable', in: 'at the end  ', out: 'at the end' },
  { encoding: 'quoted-printable', in: 'in  the middle', out: 'in  the middle' },
  { encoding: 'quoted-printable', in: 'lower =c3=bc', out: 'lower \xc3\xbc' },
  { encoding: 'quoted-printable', in: 'bad =GZ =', out: 'bad =GZ ', damaged: true },
  { encoding: 'quoted-printable', in: 'half =C', out: 'half =C', damaged: true },
  { encoding: '8bit', in: 'as\0it\xffis', out: 'as\0it\xffis' },
  { encoding: 'Binary', in: '\r', out: '\r' },
];

describe('transfer encodings', () => {
  for (const row of rows) {
    it(`${row.encoding} ${JSON.stringify(row.in)} is ${JSON.stringify(row.out)}${row.damaged ? ', damaged' : ''}`, () => {
      const octets = Buffer.from(row.in, 'latin1');
      const expected = { text: row.out, damaged: row.damaged ?? false };
      assert.deepEqual(decoded(row.encoding, [octets]), expected);
      assert.deepEqual(
        decoded(
          row.encoding,
          [...octets].map((octet) => Buffer.of(octet)),
        ),
        expected,
      );
    });
  }

  it('that nobody knows are told apart', () => assert.equal(createTransferDecoding('x-uuencode'), undefined));

  it('give back any octets, however they come', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), places, (octets, at) => {
        const original = Buffer.from(octets);
        const base64 = Buffer.from(original.toString('base64').replace(/.{76}/g, '$&\r\n'));
        const quoted = Buffer.from([...octets].map((octet) => `=${octet.toString(16).padStart(2, '0')}`).join(''));
        const expected = { text: original.toString('latin1'), damaged: false };
        assert.deepEqual(decoded('base64', cut(base64, at)), expected);
        assert.deepEqual(decoded('quoted-printable', cut(quoted, at)), expected);
      }),
    );
  });

  it('of damaged text are the same however it comes', () => {
    const text = fc.string({ unit: fc.constantFrom('=', '=\r\n', '=4', 'A', ' ', '\t', '\r', '\n', '*', 'YQ==') });
    fc.assert(
      fc.property(text, places, fc.constantFrom('base64', 'quoted-printable'), (value, at, encoding) => {
        const octets = Buffer.from(value);
        assert.deepEqual(decoded(encoding, cut(octets, at)), decoded(encoding, [octets]));
      }),
      { numRuns: 500 },
    );
  });
});
