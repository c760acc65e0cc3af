import assert from 'node:assert/strict';
import { printedGroups } from '../../../src/adapters/tesseract/number-groups.js';

/** Glyphs of 18 pixels on a pitch of 22; a blank in the text widens it by 8, `_` makes boxes overlap. */
function word(printed: string) {
  const glyphs: { text: string; box: { x0: number; y0: number; x1: number; y1: number } }[] = [];
  let x = 0;
  for (const text of printed) {
    if (text === ' ') x += 8;
    else if (text === '_') x -= 12;
    else {
      const width = text === '%' ? 26 : 18;
      glyphs.push({ text, box: { x0: x, y0: 0, x1: x + width, y1: 28 } });
      x += width + 4;
    }
  }
  const text = glyphs.map((glyph) => glyph.text).join('');
  return printedGroups({ text, box: { x0: 0, y0: 0, x1: x, y1: 28 }, confidence: 90 }, glyphs).map((part) => part.text);
}

describe('number groups', () => {
  for (const [printed, groups] of [
    ['88 104 273', ['88', '104', '273']],
    ['90213', ['90213']],
    ['29 %', ['29', '%']],
    ['7 %', ['7', '%']],
    ['29%', ['29%']],
    ['12', ['12']],
    ['Haus 5', ['Haus5']],
    ['88_104 273', ['88104273']],
  ] as const)
    it(`of ${JSON.stringify(printed)} are ${groups.join(' and ')}`, () => assert.deepEqual(word(printed), groups));

  it('keep the boxes of their own digits', () => {
    const parts = printedGroups({ text: '1234', box: { x0: 0, y0: 2, x1: 100, y1: 28 }, confidence: 90 }, [
      { text: '1', box: { x0: 0, y0: 4, x1: 18, y1: 28 } },
      { text: '2', box: { x0: 22, y0: 4, x1: 40, y1: 28 } },
      { text: '3', box: { x0: 60, y0: 4, x1: 78, y1: 28 } },
      { text: '4', box: { x0: 82, y0: 4, x1: 100, y1: 28 } },
    ]);
    assert.deepEqual(parts[1], { text: '34', box: { x0: 60, y0: 2, x1: 100, y1: 28 }, confidence: 90 });
  });
});
