/** Words the engine saw where there are none: dirt, lines, pictures, the other side shining through. */
import { boxAround, type RawBlock, type RawLine } from './raw-text.js';

/** Below this the engine itself does not believe the word. */
const leastConfidence = 12;

export function dropNoise(blocks: readonly RawBlock[]): readonly RawBlock[] {
  const kept: RawBlock[] = [];
  for (const block of blocks) {
    const lines: RawLine[] = [];
    for (const line of block.lines) {
      const words = line.words.filter((word) => word.confidence >= leastConfidence);
      const box = boxAround(words.map((word) => word.box));
      if (box) lines.push({ ...line, words, box });
    }
    const box = boxAround(lines.map((line) => line.box));
    if (box) kept.push({ lines, box });
  }
  return kept;
}
