/** Numbers printed in groups ("88 104 273"), which the engine's language model likes to close up. */
import type { Box, Word } from '../../mail/scan.js';

export interface Glyph {
  readonly text: string;
  readonly box: Box;
}

/** A blank is at least this wide, in heights of the digits, ... */
const leastGap = 0.3;
/** ... and the middles of the digits beside it are this much farther apart than usual. */
const leastPitch = 1.22;

/**
 * The word in its printed groups: a run of digits is parted where the digits, which are all equally wide, stand
 * farther apart; a percent or euro sign is parted from the digits before it. Others stay as they are.
 */
export function printedGroups(word: Word, glyphs: readonly Glyph[]): readonly Word[] {
  const text = glyphs.map((glyph) => glyph.text).join('');
  const match = /^(\d+)([%€]?)$/.exec(text);
  if (!match || text !== word.text || text.length < 2) return [word];
  const gaps = glyphs.slice(1).map((glyph, i) => glyph.box.x0 - glyphs[i]!.box.x1);
  // Boxes that overlap are guesses.
  if (gaps.some((gap) => gap < -2)) return [word];
  const middles = glyphs.map(({ box }) => (box.x0 + box.x1) / 2);
  const digits = match[1]!.length;
  const pitches = middles.slice(1, digits).map((middle, i) => middle - middles[i]!);
  const usual = pitches.toSorted((a, b) => a - b)[(pitches.length - 1) >> 1] ?? 0;
  const height = Math.max(...glyphs.slice(0, digits).map(({ box }) => box.y1 - box.y0));
  const cuts = gaps.flatMap((gap, i) => {
    if (gap < leastGap * height) return [];
    // A sign is broader than a digit: only its gap tells.
    if (i >= digits - 1) return [i + 1];
    return pitches.length >= 3 && pitches[i]! >= leastPitch * usual ? [i + 1] : [];
  });
  return [0, ...cuts].map((from, i) => {
    const part = glyphs.slice(from, cuts[i]);
    const [first, last] = [part[0]!.box, part.at(-1)!.box];
    return {
      text: part.map((glyph) => glyph.text).join(''),
      box: { x0: first.x0, y0: word.box.y0, x1: last.x1, y1: word.box.y1 },
      confidence: word.confidence,
    };
  });
}
