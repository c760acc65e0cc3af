/** Three steps side by side, each a picture and words. */
import type { LetterStep } from '../../mail/letter-sheet.js';
import { left, textWidth } from './geometry.js';
import { ink } from './ink.js';
import type { Pen } from './pen.js';
import { pictures } from './pictures.js';

const gap = 5;
const height = 20;
const picture = 13;

/** @returns the y below */
export function drawSteps(pen: Pen, steps: readonly LetterStep[], top: number): number {
  const width = (textWidth - (steps.length - 1) * gap) / steps.length;
  for (const [number, step] of steps.entries()) {
    drawStep(pen, step, number + 1, { x: left + number * (width + gap), y: top, width });
  }
  return top + height;
}

function drawStep(
  pen: Pen,
  { picture: kind, title, text }: LetterStep,
  number: number,
  { x, y, width }: { x: number; y: number; width: number },
): void {
  const radius = picture / 2;
  pen.disc(x + radius, y + radius, radius, ink.accent);
  const inset = picture * 0.22;
  pen.drawing(pictures[kind], { x: x + inset, y: y + inset, size: picture - 2 * inset }, ink.white);
  const words = { x: x + picture + 3, width: width - picture - 3 };
  const below = pen.text(`${number}. ${title}`, { ...words, y, face: 'strong', size: 10, least: 7, color: ink.accent });
  pen.text(text, { ...words, y: below + 0.4, face: 'text', size: 8.75, least: 6, height: 16.1, color: ink.text });
}
