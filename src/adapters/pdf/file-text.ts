/** The text that a page of a PDF brings along: words, lines and blocks from its characters. */
import type { Box, Word } from '../../mail/scan.js';
import { boxAround, type RawBlock, type RawLine } from '../reader/raw-text.js';
import type { PdfChar } from './pdf-page.js';

/** Visible characters from which on a page's own text is taken for its content, not for a stamp on a scan. */
const leastChars = 100;
/** Beyond this share of characters without meaning the text is no text (fonts without Unicode). */
const mostUnmapped = 0.1;

/**
 * Whether the file's own text is the page: visible, enough, readable; or, without a large picture, whatever
 * there is. A page that is one picture with hidden text under it is a scan, which we read better ourselves.
 *
 * @param pictureShare share of the page (0 to 1) that its largest picture covers
 */
export function isTextPage(chars: readonly PdfChar[], pictureShare: number): boolean {
  const visible = chars.filter((char) => !char.hidden && char.text.trim() !== '');
  if (visible.length === 0) return false;
  if (visible.filter((char) => char.unmapped).length > visible.length * mostUnmapped) return false;
  return visible.length >= leastChars || pictureShare < 0.3;
}

/** @param scale pixels per point */
export function fileText(chars: readonly PdfChar[], scale: number): readonly RawBlock[] {
  const lines: RawLine[] = [];
  let words: Word[] = [];
  let text = '';
  let boxes: Box[] = [];
  const endWord = (): void => {
    const box = boxAround(boxes);
    if (text !== '' && box) words.push({ text: text.normalize('NFC'), box, confidence: 100 });
    text = '';
    boxes = [];
  };
  const endLine = (): void => {
    endWord();
    const box = boxAround(words.map((word) => word.box));
    if (box) lines.push({ words, box, baseline: { x0: box.x0, y0: box.y1, x1: box.x1, y1: box.y1 } });
    words = [];
  };
  let last: Box | undefined;
  for (const char of chars) {
    if (char.hidden) continue;
    if (char.text === '\r' || char.text === '\n') {
      endLine();
      last = undefined;
    } else if (char.text.trim() === '' || char.text === '\0') endWord();
    else {
      const box = {
        x0: char.box.x0 * scale,
        y0: char.box.y0 * scale,
        x1: char.box.x1 * scale,
        y1: char.box.y1 * scale,
      };
      // PDFium sometimes runs on where the pen jumped to another line or column.
      if (last && Math.min(last.y1, box.y1) - Math.max(last.y0, box.y0) < -0.5 * (box.y1 - box.y0)) endLine();
      // U+00AD and U+0002 stand for a hyphen at the line's end.
      text += char.text === '\u00ad' || char.text === '\u0002' ? '-' : char.text;
      boxes.push(box);
      last = box;
    }
  }
  endLine();
  return lines.map((line) => ({ lines: [line], box: line.box }));
}
