/** Letters that nobody sent, as they would lie on the scanner: what is printed where, and what a reader makes of it. */
import type { Page } from '../../../src/mail/scan.js';
import { printedPage, type PrintedLine } from '../pages.js';

/** Left edge (or middle, or right edge) in mm, top in mm, points, and the lines. */
export type Print = readonly [
  x: number,
  y: number,
  points: number,
  text: string | readonly string[],
  align?: 'center' | 'right',
];

export interface InventedLetter {
  readonly title: string;
  readonly sender: string | undefined;
  readonly date: string | undefined;
  readonly subject: string | undefined;
  readonly print: readonly Print[];
}

const mmPerPoint = 0.3528;

export function letterPage({ print }: InventedLetter, page: Partial<Page> = {}): Page {
  return printedPage(print.map(printedLines), page);
}

function printedLines([x, y, points, text, align]: Print): readonly PrintedLine[] {
  const size = points * mmPerPoint;
  const lines = typeof text === 'string' ? [text] : text;
  return lines.map((line, index) => {
    // Boxes are as high as capitals with descenders; letters are half as wide as high, on average.
    const height = 0.93 * size;
    const width = line.length * 0.5 * size;
    const left = align === 'center' ? x - width / 2 : align === 'right' ? x - width : x;
    return { text: line, x: left, y: y + index * 1.25 * size, height, advance: 0.5 * size };
  });
}
