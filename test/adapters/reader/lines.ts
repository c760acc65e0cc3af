/** Lines for tests: words with boxes, each letter ten pixels wide, on a line twenty pixels high. */
import { boxAround, type RawBlock, type RawLine } from '../../../src/adapters/reader/raw-text.js';

export function rawLine(text: string, { x = 100, y = 100, confidence = 95 } = {}): RawLine {
  let at = x;
  const words = text.split(' ').map((word) => {
    const box = { x0: at, y0: y, x1: at + word.length * 10, y1: y + 20 };
    at = box.x1 + 10;
    return { text: word, box, confidence };
  });
  const box = boxAround(words.map((word) => word.box))!;
  return { words, box, baseline: { x0: box.x0, y0: y + 16, x1: box.x1, y1: y + 16 } };
}

export function rawBlock(...lines: readonly RawLine[]): RawBlock {
  return { lines, box: boxAround(lines.map((line) => line.box))! };
}
