/** Password letters as PDF: a page laid out from top to bottom, each block in a box that its text cannot leave. */
import type { LetterPrinter, LetterSheet } from '../../mail/letter-sheet.js';
import { drawAdvice, drawByHand, drawFooter } from './by-hand.js';
import { drawCodes } from './code-cards.js';
import { printable } from './fonts.js';
import { bodyTop, left, textWidth } from './geometry.js';
import { drawHead } from './head.js';
import { ink } from './ink.js';
import { Pen } from './pen.js';
import { drawSteps } from './steps.js';

export function createLetterPrinter(): LetterPrinter {
  return {
    printable: (text) => printable(text, 'text'),
    async print(sheet) {
      const { title, language, dateMs } = sheet;
      const pen = new Pen({ title, author: sheet.letterhead.name, language, dateMs });
      drawHead(pen, sheet);
      let y = drawOpening(pen, sheet, bodyTop);
      y = drawSteps(pen, sheet.steps, y + 4);
      if (sheet.codes.length > 0) y = drawCodes(pen, sheet.codes, y + 4);
      y = drawByHand(pen, sheet.byHand, y + 5.5);
      drawAdvice(pen, sheet.advice, y + 5);
      drawFooter(pen, sheet.footer);
      return await pen.end();
    },
  };
}

function drawOpening(pen: Pen, { subject, greeting, intro }: LetterSheet, top: number): number {
  const at = { x: left, width: textWidth };
  let y = pen.text(subject, { ...at, y: top, face: 'strong', size: 13, least: 9, color: ink.accent });
  y = pen.text(greeting, { ...at, y: y + 3, face: 'text', size: 10, least: 7, height: 5, color: ink.text });
  return pen.text(intro, { ...at, y: y + 1.5, face: 'text', size: 10, least: 7, height: 14, color: ink.text });
}
