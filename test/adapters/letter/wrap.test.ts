import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cut, wrap } from '../../../src/adapters/letter/wrap.js';

/** As in a typeface of fixed width: one for each character. */
const widthOf = (text: string) => Array.from(text).length;

describe('wrapping', () => {
  const rows: readonly { readonly text: string; readonly width: number; readonly lines: readonly string[] }[] = [
    { text: '', width: 5, lines: [] },
    { text: 'one two', width: 7, lines: ['one two'] },
    { text: 'one two', width: 6, lines: ['one', 'two'] },
    { text: 'mail.post.example', width: 10, lines: ['mail.post.', 'example'] },
    { text: 'at erika@post.example', width: 8, lines: ['at', 'erika@', 'post.', 'example'] },
    { text: 'abcdefghij', width: 4, lines: ['abcd', 'efgh', 'ij'] },
    { text: 'abcdef gh', width: 4, lines: ['abcd', 'ef', 'gh'] },
  ];
  for (const { text, width, lines } of rows) {
    it(`breaks "${text}" at ${width}`, () => assert.deepEqual(wrap(text, width, widthOf), lines));
  }

  it('loses no character, and no line is too wide', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab.-@/ ü') }),
        fc.integer({ min: 1, max: 20 }),
        (text, width) => {
          const lines = wrap(text, width, widthOf);
          assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
          for (const line of lines) assert.ok(widthOf(line) <= width);
        },
      ),
    );
  });

  it('says by "…" that there was more', () => {
    assert.deepEqual(cut(['one', 'two', 'three'], 2, 4, widthOf), ['one', 'two…']);
    assert.deepEqual(cut(['one', 'four', 'three'], 2, 4, widthOf), ['one', 'fou…']);
    assert.deepEqual(cut(['one', 'two'], 2, 4, widthOf), ['one', 'two']);
  });
});
