/** Cards with QR codes: which devices one is for, what to do, and the same to be typed. */
import type { LetterCode } from '../../mail/letter-sheet.js';
import { left, textWidth } from './geometry.js';
import { ink } from './ink.js';
import type { Pen } from './pen.js';
import { qrCells } from './qr-cells.js';

const gap = 5;
const width = (textWidth - gap) / 2;
const height = 50;
const code = 33;
/** Around a code: no less than its quiet cells, of which a short link's are the largest (version 4 on 33 mm: 1 mm each). */
const inset = 4.5;

/** @returns the y below */
export function drawCodes(pen: Pen, codes: readonly LetterCode[], top: number): number {
  for (const [number, each] of codes.entries()) drawCard(pen, each, left + number * (width + gap), top);
  return top + height;
}

function drawCard(pen: Pen, { title, lines, content, below }: LetterCode, x: number, y: number): void {
  pen.panel({ x, y, width, height }, { fill: ink.white, border: ink.line });
  pen.cells(qrCells(content), { x: x + inset, y: y + inset, size: code });
  const words = { x: x + code + 2 * inset, width: width - code - 2 * inset - 2.5 };
  const heading = { ...words, y: y + 3.7, face: 'strong', size: 9.75, least: 6, color: ink.accent } as const;
  const top = pen.text(title, heading) + 1.2;
  drawList(pen, lines, { ...words, y: top, height: y + inset + code - top });
  const at = { x: x + 3, y: y + code + 2 * inset - 0.4, width: width - 6, height: 7 } as const;
  const face = below.typed ? 'typed' : 'text';
  pen.text(below.text, {
    ...at,
    face,
    size: 7.5,
    least: 4,
    color: below.typed ? ink.text : ink.quiet,
    align: 'center',
  });
}

/** All in the largest size in which they fit together. */
function drawList(
  pen: Pen,
  lines: readonly string[],
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  const indent = 2.8;
  const between = 1;
  const item = { width: box.width - indent, height: box.height, face: 'text' } as const;
  const heightIn = (size: number) => {
    return lines.reduce((sum, line) => sum + pen.heightOf(line, { ...item, size }) + between, -between);
  };
  let size = 8.5;
  while (size > 5 && heightIn(size) > box.height) size -= 0.25;
  let { y } = box;
  for (const line of lines) {
    pen.disc(box.x + 0.6, y + 1.9, 0.5, ink.accent);
    y = pen.text(line, { ...item, x: box.x + indent, y, size, color: ink.text }) + between;
  }
}
