/**
 * A recognised page in millimetres of the paper, cut into segments: runs of words without a wide gap. An engine may
 * give an address and the information block beside it as one line, or a label and its value as two; segments and
 * the rows they stand in do not depend on that.
 */
import type { Page, Word } from '../../../mail/scan.js';

export interface Segment {
  readonly text: string;
  /** Edges in mm from the upper left corner of the upright page. */
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  /** Estimated font size in mm; 12 point are 4.2 mm. */
  readonly size: number;
  /** Mean of the words, 0 to 1. */
  readonly confidence: number;
  /** Index of the row it stands in, top to bottom. */
  readonly row: number;
}

export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** By row, then left to right. */
  readonly segments: readonly Segment[];
  readonly rows: readonly (readonly Segment[])[];
  /** Median font size of the running text, weighted by its length. */
  readonly bodySize: number;
  /** Usual distance from one line to the next, in mm. */
  readonly pitch: number;
}

/** Enough for the densest page; what is beyond is no letterhead. */
const limits = { words: 5000, characters: 400 } as const;
const a4 = { short: 210, long: 297 } as const;

export function sheetOf(page: Page): Sheet {
  const scale = mmPerPixel(page);
  const lines = page.blocks.length > 0 ? page.blocks.flatMap((block) => block.lines) : linesOfText(page);
  const segments: Omit<Segment, 'row'>[] = [];
  let words = 0;
  for (const line of lines) {
    words += line.words.length;
    if (words > limits.words) break;
    for (const run of runs(line.words)) segments.push(segmentOf(run, scale));
  }
  const rows = inRows(segments.filter(({ text }) => /[\p{L}\p{N}]/u.test(text)));
  const all = rows.flat();
  return {
    width: page.widthPx * scale,
    height: page.heightPx * scale,
    segments: all,
    rows,
    bodySize: weightedMedian(all.map(({ size, text }) => [size, text.length])) ?? 4,
    pitch: usualPitch(rows),
  };
}

/**
 * The resolution a file claims is often wrong (photos, faxes). A page as high and wide as A4 is taken as such, since
 * letters nearly always are; for others the resolution is believed if it is one that scanners have.
 */
function mmPerPixel({ widthPx, heightPx, dpi }: Page): number {
  const width = Math.max(1, widthPx);
  const height = Math.max(1, heightPx);
  const claimed = 25.4 / dpi;
  const fits = (mm: number, paper: number) => Math.abs(mm - paper) < 0.08 * paper;
  if (dpi >= 72 && dpi <= 1200 && fits(width * claimed, a4.short)) return claimed;
  const ratio = height / width;
  if (ratio > 1.25 && ratio < 1.6) return a4.short / width;
  if (ratio > 1 / 1.6 && ratio < 1 / 1.25) return a4.long / width;
  if (dpi >= 72 && dpi <= 1200 && width * claimed < 450) return claimed;
  return (ratio > 1 ? a4.short : a4.long) / width;
}

/** A page of which only the text is known: a line below the other, at the left margin of an A4 sheet. */
function linesOfText(page: Page): readonly { readonly words: readonly Word[] }[] {
  const pitch = page.heightPx / 60;
  const letter = page.widthPx / 100;
  return page.text.split('\n', 60).map((line, index) => ({
    words: [...line.slice(0, limits.characters).matchAll(/\S+/gu)].map((match) => ({
      text: match[0],
      confidence: page.confidence,
      box: {
        x0: (10 + match.index) * letter,
        x1: (10 + match.index + match[0].length) * letter,
        y0: index * pitch,
        y1: index * pitch + 0.6 * pitch,
      },
    })),
  }));
}

/** Parts a line where the gap between two words is wider than any blank: twice the height of the letters. */
function runs(words: readonly Word[]): readonly (readonly Word[])[] {
  const found: Word[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  const heights = words.map(({ box }) => box.y1 - box.y0).toSorted((a, b) => a - b);
  const gap = 1.9 * Math.max(1, heights[Math.floor(heights.length / 2)] ?? 1);
  for (const word of words.toSorted((a, b) => a.box.x0 - b.box.x0)) {
    const run = found.at(-1);
    if (run === undefined || word.box.x0 - end > gap) found.push([word]);
    else run.push(word);
    end = Math.max(end, word.box.x1);
  }
  return found;
}

function segmentOf(words: readonly Word[], scale: number): Omit<Segment, 'row'> {
  const text = words
    .map((word) => word.text)
    .join(' ')
    .slice(0, limits.characters)
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim();
  const size = weightedMedian(words.map((word) => [(word.box.y1 - word.box.y0) / extent(word.text), word.text.length]));
  return {
    text,
    x0: Math.min(...words.map(({ box }) => box.x0)) * scale,
    x1: Math.max(...words.map(({ box }) => box.x1)) * scale,
    y0: (weightedMedian(words.map(({ box }) => [box.y0, 1])) ?? 0) * scale,
    y1: (weightedMedian(words.map(({ box }) => [box.y1, 1])) ?? 0) * scale,
    size: (size ?? 0) * scale,
    confidence: words.reduce((sum, word) => sum + word.confidence, 0) / words.length / 100,
  };
}

/** Share of the font size that a word's box is high: capitals or ascenders above small letters, descenders below. */
function extent(text: string): number {
  const above = /[\p{Lu}\p{N}bdfhijkltßäöü(/]/u.test(text) ? 0.72 : 0.5;
  return above + (/[gjpqy,;(/]/u.test(text) ? 0.21 : 0);
}

/** Segments whose middle lies within another's height stand in one row. */
function inRows(segments: readonly Omit<Segment, 'row'>[]): readonly (readonly Segment[])[] {
  const rows: Omit<Segment, 'row'>[][] = [];
  let bottom = Number.NEGATIVE_INFINITY;
  for (const segment of segments.toSorted((a, b) => a.y0 + a.y1 - b.y0 - b.y1)) {
    const row = rows.at(-1);
    if (row === undefined || (segment.y0 + segment.y1) / 2 > bottom) {
      rows.push([segment]);
      ({ y1: bottom } = segment);
    } else row.push(segment);
  }
  return rows.map((row, index) => row.toSorted((a, b) => a.x0 - b.x0).map((segment) => ({ ...segment, row: index })));
}

function usualPitch(rows: readonly (readonly Segment[])[]): number {
  const gaps: (readonly [number, number])[] = [];
  for (const [index, row] of rows.entries()) {
    const gap = (rows[index + 1]?.[0]?.y1 ?? 0) - (row[0]?.y1 ?? 0);
    if (gap > 1.5 && gap < 12) gaps.push([gap, 1]);
  }
  return weightedMedian(gaps) ?? 5;
}

function weightedMedian(values: readonly (readonly [value: number, weight: number])[]): number | undefined {
  const sorted = values.toSorted(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, weight]) => sum + weight, 0);
  let sum = 0;
  for (const [value, weight] of sorted) {
    sum += weight;
    if (sum * 2 >= total) return value;
  }
  return undefined;
}
