import assert from 'node:assert/strict';
import { greyImage } from '../../../src/adapters/images/grey.js';
import { secondLook } from '../../../src/adapters/reader/second-look.js';
import { lineText } from '../../../src/adapters/reader/reading-order.js';
import { bar } from '../images/drawn.js';
import { rawBlock, rawLine } from './lines.js';

/** Two "words" of bars at 300 dpi. */
function page() {
  const image = greyImage(1200, 800);
  for (const [x, y] of [
    [100, 100],
    [100, 400],
  ] as const)
    for (let k = 0; k < 10; k++) bar(image, { x: x + k * 20, y, width: 14, height: 26 });
  return image;
}
const at = (y: number, text: string, confidence: number) => {
  const line = rawLine(text, { x: 100, y, confidence });
  const box = { x0: 98, y0: y - 2, x1: 300, y1: y + 28 };
  return { ...line, box, words: [{ ...line.words[0]!, box }] };
};

describe('a second look', () => {
  it('goes only where no believable word is', async () => {
    const first = [rawBlock(at(100, 'Rechnung', 96))];
    let looked = 0;
    const blocks = await secondLook(page(), 300, first, async (piece) => {
      looked++;
      assert.ok(piece.width < 400 && piece.height < 120);
      return { blocks: [rawBlock(at(30, '51.629', 93))], confidence: 93 };
    });
    assert.equal(looked, 1);
    assert.deepEqual(
      blocks.map((block) => lineText(block.lines[0]!)),
      ['Rechnung', '51.629'],
    );
    const { y0 } = blocks[1]!.box;
    assert.ok(Math.abs(y0 - 400) < 20, `the new line is told in the page's pixels, not at ${y0}`);
  });

  it('replaces what was read badly', async () => {
    const first = [rawBlock(at(100, 'Rechnung', 96)), rawBlock(at(400, 'Zeh', 31))];
    const blocks = await secondLook(page(), 300, first, async () => ({
      blocks: [rawBlock(at(30, 'Zehntscheune', 91))],
      confidence: 91,
    }));
    assert.deepEqual(
      blocks.map((block) => lineText(block.lines[0]!)),
      ['Rechnung', 'Zehntscheune'],
    );
  });

  it('brings nothing that is not read well', async () => {
    const first = [rawBlock(at(100, 'Rechnung', 96)), rawBlock(at(400, 'Zeh', 31))];
    const blocks = await secondLook(page(), 300, first, async () => ({
      blocks: [rawBlock(at(30, 'Zchnt', 55)), rawBlock(at(30, '|_|', 97))],
      confidence: 55,
    }));
    assert.deepEqual(blocks, first);
  });
});
