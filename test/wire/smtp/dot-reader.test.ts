import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DotReader } from '../../../src/wire/smtp/dot-reader.js';

/** Pushes pieces until the end. */
function read(pieces: readonly string[]): { octets: string; rest: string | undefined } {
  const reader = new DotReader();
  let octets = '';
  for (const [index, piece] of pieces.entries()) {
    const got = reader.push(Buffer.from(piece, 'latin1'));
    octets += got.octets.toString('latin1');
    if (got.rest) return { octets, rest: got.rest.toString('latin1') + pieces.slice(index + 1).join('') };
  }
  return { octets, rest: undefined };
}

describe('what follows DATA', () => {
  for (const [sent, octets, rest] of [
    ['.\r\n', '', ''],
    ['.\r\nQUIT\r\n', '', 'QUIT\r\n'],
    ['a\r\n.\r\nQUIT\r\n', 'a\r\n', 'QUIT\r\n'],
    ['..\r\n.\r\n', '.\r\n', ''],
    ['...\r\n.\r\n', '..\r\n', ''],
    ['.a\r\n.\r\n', 'a\r\n', ''],
    ['a..b\r\n..\r\n..c\r\n.\r\n', 'a..b\r\n.\r\n.c\r\n', ''],
    ['a\r\n\r\n.\r\n', 'a\r\n\r\n', ''],
    // Ends that others take for one.
    ['a\n.\n', 'a\n.\n', undefined],
    ['a\n.\r\n', 'a\n.\r\n', undefined],
    ['a\r\n.\n', 'a\r\n\n', undefined],
    ['a\r.\r', 'a\r.\r', undefined],
    ['a\r\n.\r', 'a\r\n', undefined],
    ['a\r\n.\r.\r\n', 'a\r\n\r.\r\n', undefined],
    ['a\r\n.\r\r\n', 'a\r\n\r\r\n', undefined],
    ['.\n', '\n', undefined],
    ['a.\r\n', 'a.\r\n', undefined],
  ] as const) {
    it(`${JSON.stringify(sent)} is ${JSON.stringify(octets)}${rest === undefined ? ' and goes on' : ''}`, () => {
      assert.deepEqual(read([sent]), { octets, rest });
      assert.deepEqual(read([...sent]), { octets, rest });
    });
  }

  it('gives back what was sent with doubled dots, in pieces of any size', () => {
    const line = fc.stringMatching(/^[.a\r\n]{0,4}$/).map((text) => text.replace(/[\r\n]+/g, ''));
    const cuts = fc.array(fc.nat(60), { maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 10 }),
        cuts,
        fc.constantFrom('', 'QUIT\r\n', '.\r\n'),
        (lines, at, behind) => {
          const message = lines.map((each) => `${each}\r\n`).join('');
          const sent = `${message.replace(/^\./gm, '..')}.\r\n${behind}`;
          const places = [...new Set([0, ...at.filter((place) => place < sent.length), sent.length])].sort(
            (a, b) => a - b,
          );
          const pieces = places.slice(1).map((end, index) => sent.slice(places[index], end));
          assert.deepEqual(read(pieces), { octets: message, rest: behind });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('reads any octets in pieces as in one', () => {
    const octets = fc.array(fc.stringMatching(/^[.\r\na]{1,3}$/), { maxLength: 8 });
    fc.assert(
      fc.property(octets, (pieces) => assert.deepEqual(read(pieces), read([pieces.join('')]))),
      { numRuns: 2_000 },
    );
  });
});
