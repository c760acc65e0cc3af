import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineEndCheck } from '../../../src/wire/smtp/line-ends.js';

function check(pieces: readonly Buffer[]): boolean {
  const lineEnds = new LineEndCheck();
  return pieces.every((piece) => lineEnds.push(piece) === undefined) && lineEnds.end() === undefined;
}

describe('line ends of a message', () => {
  for (const [text, fault] of [
    ['a\r\nb\r\n', undefined],
    ['\r\n\r\n', undefined],
    ['a\nb', 'bare LF'],
    ['\na', 'bare LF'],
    ['a\r\n\nb', 'bare LF'],
    ['a\rb', 'bare CR'],
    ['a\r\r\n', 'bare CR'],
    ['a\0b', 'NUL'],
  ] as const) {
    it(`${JSON.stringify(text)}: ${fault ?? 'fine'}`, () =>
      assert.equal(new LineEndCheck().push(Buffer.from(text)), fault));
  }

  it('judges alike in pieces of any size', () => {
    const pieces = fc.array(fc.stringMatching(/^[a\r\n\0]{0,3}$/), { maxLength: 8 });
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        const fine = !/(?<!\r)\n|\r(?!\n)|\0/.test(text);
        assert.equal(check(parts.map((part) => Buffer.from(part))), fine, JSON.stringify(parts));
      }),
      { numRuns: 2_000 },
    );
  });
});
