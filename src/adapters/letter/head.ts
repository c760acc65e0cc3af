/** The top third: letterhead, window, facts beside it, marks at the edge. */
import type { LetterFact, LetterSheet } from '../../mail/letter-sheet.js';
import { addressZone, left, marks, mm, right } from './geometry.js';
import { ink } from './ink.js';
import type { Pen } from './pen.js';

export function drawHead(pen: Pen, sheet: LetterSheet): void {
  drawLetterhead(pen, sheet.letterhead);
  drawWindow(pen, sheet.returnLine, sheet.address);
  drawFacts(pen, sheet.facts);
  for (const { y, length } of marks) pen.line([5, y], [5 + length, y], ink.quiet, 0.15);
}

function drawLetterhead(pen: Pen, { name, lines }: LetterSheet['letterhead']): void {
  const nameWidth = 95;
  pen.text(name, { x: left, y: 15.5, width: nameWidth, face: 'strong', size: 20, least: 11, color: ink.accent });
  const x = left + nameWidth + 5;
  const fine = { x, width: right - x, face: 'text', size: 8, least: 6, color: ink.quiet, align: 'right' } as const;
  let y = 14;
  for (const line of lines.slice(0, 5)) y = pen.text(line, { ...fine, y });
  pen.line([left, 31.5], [right, 31.5], ink.accent, 0.5);
}

function drawWindow(pen: Pen, returnLine: string, address: readonly string[]): void {
  const { x, y, width, height } = addressZone;
  if (returnLine !== '') {
    pen.text(returnLine, { x, y: y - 4.6, width, face: 'text', size: 7, least: 5, color: ink.quiet });
    pen.line([x, y - 0.9], [x + width, y - 0.9], ink.line, 0.15);
  }
  const [name = '', ...lines] = address;
  const leading = Math.min(4.9, height / Math.max(address.length, 1));
  const size = Math.min(11, (leading * mm) / 1.3);
  const typeface = { x, width, face: 'text', size, least: 6, color: ink.text } as const;
  // The name has what the lines below it leave.
  let below = pen.text(name, { ...typeface, y, least: 8, height: height - lines.length * leading });
  for (const line of lines) below = Math.max(pen.text(line, { ...typeface, y: below }), below + leading);
}

function drawFacts(pen: Pen, facts: readonly LetterFact[]): void {
  const x = 125;
  const labelWidth = 26;
  let y = 50;
  for (const { label, value, typed } of facts) {
    const leading = typed === true ? 8.5 : 5.6;
    const shift = typed === true ? 1.6 : 0;
    pen.text(label, { x, y: y + shift + 0.55, width: labelWidth, face: 'text', size: 8.5, least: 6, color: ink.quiet });
    const at = { x: x + labelWidth, y: y + shift * 0.45, width: right - x - labelWidth };
    pen.text(value, {
      ...at,
      face: typed === true ? 'typedStrong' : 'text',
      size: typed === true ? 15 : 10,
      least: 6,
      color: ink.text,
    });
    y += leading;
  }
}
