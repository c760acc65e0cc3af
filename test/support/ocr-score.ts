/**
 * How well a text was read, as two figures that do not ask for the reading order of a letter's parts:
 *
 * - F1: of the words, as a bag;
 * - fCER: words that match are paired off, the rest paired greedily by edit distance, a word without a partner
 *   costing its whole length; errors in share of the truth's characters without blanks.
 *
 * Lenient: typographic variants of quotes, dashes, bullets and ligatures count as the same.
 */

export interface OcrScore {
  readonly truthWords: number;
  readonly gotWords: number;
  readonly hits: number;
  readonly errors: number;
  readonly truthChars: number;
}

export const noScore: OcrScore = { truthWords: 0, gotWords: 0, hits: 0, errors: 0, truthChars: 0 };

export function addScores(a: OcrScore, b: OcrScore): OcrScore {
  return {
    truthWords: a.truthWords + b.truthWords,
    gotWords: a.gotWords + b.gotWords,
    hits: a.hits + b.hits,
    errors: a.errors + b.errors,
    truthChars: a.truthChars + b.truthChars,
  };
}

/** 0 to 1, higher is better. */
export function f1({ truthWords, gotWords, hits }: OcrScore): number {
  return truthWords + gotWords === 0 ? 1 : (2 * hits) / (truthWords + gotWords);
}

/** 0 and up, lower is better. */
export function freeCharacterError({ errors, truthChars, gotWords }: OcrScore): number {
  if (truthChars === 0) return gotWords === 0 ? 0 : 1;
  return errors / truthChars;
}

const variants: readonly (readonly [RegExp, string])[] = [
  [/[\u201c-\u201f\u00ab\u00bb\u2033]/g, '"'],
  [/[\u2018\u2019\u201a\u201b\u2039\u203a\u00b4`\u2032]/g, "'"],
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/\u2026/g, '...'],
  [/[\u2022\u25cf\u00b7\u2219\u25aa]/g, '\u00b7'],
  [/\ufb00/g, 'ff'],
  [/\ufb01/g, 'fi'],
  [/\ufb02/g, 'fl'],
  [/\ufb03/g, 'ffi'],
  [/\ufb04/g, 'ffl'],
  [/\u2082/g, '2'],
  [/\u00d7/g, 'x'],
];

function words(text: string): readonly string[] {
  let folded = text.normalize('NFC').replaceAll('\u00ad', '');
  for (const [from, to] of variants) folded = folded.replace(from, to);
  return folded.split(/[\s\u00a0\u200b\ufeff]+/u).filter((word) => word !== '');
}

export function ocrScore(truth: string, got: string): OcrScore {
  const truthWords = words(truth);
  const gotWords = words(got);
  const bag = new Map<string, number>();
  for (const word of truthWords) bag.set(word, (bag.get(word) ?? 0) + 1);
  const extra: string[] = [];
  for (const word of gotWords) {
    const left = bag.get(word) ?? 0;
    if (left > 0) bag.set(word, left - 1);
    else extra.push(word);
  }
  const missed = [...bag].flatMap(([word, count]) => Array.from({ length: count }, () => word));
  return {
    truthWords: truthWords.length,
    gotWords: gotWords.length,
    hits: gotWords.length - extra.length,
    errors: pairedErrors(missed, extra),
    truthChars: truthWords.reduce((sum, word) => sum + [...word].length, 0),
  };
}

/** Cheapest pairs first; pairs that share little are none. */
function pairedErrors(missed: readonly string[], extra: readonly string[]): number {
  const pairs: { share: number; distance: number; i: number; j: number }[] = [];
  for (const [i, a] of missed.entries())
    for (const [j, b] of extra.entries()) {
      const [from, to] = [[...a], [...b]];
      const longer = Math.max(from.length, to.length);
      if (Math.abs(from.length - to.length) > longer * 0.6) continue;
      const distance = editDistance(from, to);
      if (distance < longer * 0.75) pairs.push({ share: distance / longer, distance, i, j });
    }
  pairs.sort((a, b) => a.share - b.share || a.distance - b.distance);
  const [usedMissed, usedExtra] = [new Set<number>(), new Set<number>()];
  let errors = 0;
  for (const { distance, i, j } of pairs) {
    if (usedMissed.has(i) || usedExtra.has(j)) continue;
    usedMissed.add(i);
    usedExtra.add(j);
    errors += distance;
  }
  for (const [i, word] of missed.entries()) if (!usedMissed.has(i)) errors += [...word].length;
  for (const [j, word] of extra.entries()) if (!usedExtra.has(j)) errors += [...word].length;
  return errors;
}

/** Levenshtein. */
export function editDistance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
