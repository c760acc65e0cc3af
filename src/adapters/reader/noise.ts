/** Words the engine saw where there are none: dirt, rules, signatures, the other side shining through. */
import type { Word } from '../../mail/scan.js';
import { boxAround, type RawBlock, type RawLine } from './raw-text.js';

/** Below this the engine itself does not believe the word. */
const leastConfidence = 20;
/** Letters and digits of the smallest print (5 point) are higher than this, in inches. */
const leastHeight = 0.022;
/** A line in which nothing is read better than this is no line. */
const leastBest = 40;

/** @param dpi of the page the boxes are told in */
export function dropNoise(blocks: readonly RawBlock[], dpi: number): readonly RawBlock[] {
  const kept: RawBlock[] = [];
  for (const block of blocks) {
    const lines: RawLine[] = [];
    for (const line of block.lines) {
      const words = withoutRules(line.words.filter((word) => isWord(word, dpi)));
      const box = boxAround(words.map((word) => word.box));
      if (box && isLine(words)) lines.push({ ...line, words, box });
    }
    const box = boxAround(lines.map((line) => line.box));
    if (box) kept.push({ lines, box });
  }
  return kept;
}

function isWord({ text, box, confidence }: Word, dpi: number): boolean {
  if (confidence < leastConfidence) return false;
  return !hasLetters(text) || box.y1 - box.y0 >= leastHeight * dpi;
}

/** A bar parts words; at the end of a line it is the frame of a table. */
function withoutRules(words: readonly Word[]): readonly Word[] {
  const isRule = ({ text }: Word): boolean => /^[|_¦[\]]+$/.test(text);
  let [from, to] = [0, words.length];
  while (from < to && isRule(words[from]!)) from++;
  while (to > from && isRule(words[to - 1]!)) to--;
  return words.slice(from, to);
}

function isLine(words: readonly Word[]): boolean {
  return words.some(({ text, confidence }) => hasLetters(text) && confidence >= leastBest);
}

function hasLetters(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
