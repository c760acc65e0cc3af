/** The lower part: what to type where no code is scanned, what to do on loss, the last line. */
import type { LetterFact, LetterSheet } from '../../mail/letter-sheet.js';
import { left, right, textWidth } from './geometry.js';
import { ink } from './ink.js';
import type { Pen } from './pen.js';

/** Of a label with what belongs to it. */
const rowHeight = 9.5;
const panelHeight = 23 + 2 * rowHeight;
const inset = 4;

/** @returns the y below */
export function drawByHand(
  pen: Pen,
  { heading, identity, password, servers }: LetterSheet['byHand'],
  top: number,
): number {
  const title = { x: left, y: top, width: textWidth, face: 'strong', size: 10.5, least: 7, color: ink.accent } as const;
  const y = pen.text(heading, title) + 1;
  pen.panel({ x: left, y, width: textWidth, height: panelHeight }, { fill: ink.tint });
  const half = (textWidth - 3 * inset) / 2;
  drawPassword(pen, password, y + 3);
  const row = y + 21.5;
  for (const [number, fact] of identity.entries()) drawFact(pen, fact, left + inset, row + number * rowHeight, half);
  for (const [number, fact] of servers.entries()) {
    drawFact(pen, fact, left + 2 * inset + half, row + number * rowHeight, half);
  }
  return y + panelHeight;
}

/** Each group has its number below: "compare group 3" is what a wrong one is answered with. */
function drawPassword(pen: Pen, { label, groups, hint }: LetterSheet['byHand']['password'], y: number): void {
  const x = left + inset;
  const width = textWidth - 2 * inset;
  const fine = { x, y, width, face: 'text', size: 8, color: ink.quiet } as const;
  pen.text(label, fine);
  pen.text(hint, { ...fine, least: 6, align: 'right' });
  const size = 24;
  const text = groups.join('-');
  const character = pen.widthOf('0', 'typedStrong', size);
  pen.text(text, { x, y: y + 3.4, width, face: 'typedStrong', size, least: 8, color: ink.text });
  let column = 0;
  for (const [number, group] of groups.entries()) {
    const at = { x: x + column * character, y: y + 13.4, width: group.length * character };
    pen.text(String(number + 1), { ...at, face: 'text', size: 7, color: ink.quiet, align: 'center' });
    column += group.length + 1;
  }
}

function drawFact(pen: Pen, { label, value, typed }: LetterFact, x: number, y: number, width: number): void {
  const below = pen.text(label, { x, y, width, face: 'text', size: 8, least: 6, color: ink.quiet });
  const at = { x, y: below - 0.2, width, height: rowHeight - 4, size: 9.5, least: 4, color: ink.text };
  pen.text(value, { ...at, face: typed === true ? 'typed' : 'text' });
}

export function drawAdvice(pen: Pen, advice: LetterSheet['advice'], top: number): void {
  const gap = 8;
  const width = (textWidth - (advice.length - 1) * gap) / advice.length;
  for (const [number, { title, text }] of advice.entries()) {
    const at = { x: left + number * (width + gap), width, color: ink.text };
    const below = pen.text(title, { ...at, y: top, face: 'strong', size: 9.5, least: 7, color: ink.accent });
    pen.text(text, { ...at, y: below + 0.6, face: 'text', size: 8.75, least: 6, height: 21 });
  }
}

export function drawFooter(pen: Pen, footer: string): void {
  pen.text(footer, { x: left, y: 285, width: right - left, face: 'text', size: 7, least: 5, color: ink.quiet });
}
