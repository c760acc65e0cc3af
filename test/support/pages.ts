/** Pages for tests, from lines of text laid out on a sheet of paper. */
import type { Block, Line, Page, ReadScan, Word } from '../../src/mail/scan.js';

/** A line of text with its place on A4, in millimetres: the left end, the base of its capitals' box, its height. */
export interface PrintedLine {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  /** Height of the words' boxes; 3 mm is a 12 point font. */
  readonly height?: number;
  /** From one letter to the next; 0.62 of the height when left out. */
  readonly advance?: number;
}

const dpi = 300;
const px = (mm: number) => Math.round((mm * dpi) / 25.4);

/**
 * Words as wide as their letters would be, boxes as high as the letters in them; blanks of two and more in the text
 * make a gap as wide.
 */
export function printedLine({ text, x, y, height = 3, advance = 0.62 * height }: PrintedLine): Line {
  const words: Word[] = [];
  const size = height / 0.93;
  for (const match of text.matchAll(/\S+/gu)) {
    const [word] = match;
    const start = x + match.index * advance;
    const top = /[\p{Lu}\p{N}bdfhijkltßäöü]/u.test(word) ? 0 : 0.22;
    const bottom = /[gjpqy,;()]/u.test(word) ? 0.93 : 0.72;
    const box = {
      x0: px(start),
      y0: px(y + top * size),
      x1: px(start + word.length * advance),
      y1: px(y + bottom * size),
    };
    words.push({ text: word, box, confidence: 95 });
  }
  return { words, box: around(words.map(({ box }) => box)) };
}

/** @param blocks lines that belong together, top to bottom */
export function printedPage(blocks: readonly (readonly PrintedLine[])[], page: Partial<Page> = {}): Page {
  const laid: Block[] = blocks.map((printed) => {
    const lines = printed.filter(({ text }) => text.trim() !== '').map(printedLine);
    return { lines, box: around(lines.map(({ box }) => box)) };
  });
  const text = blocks.map((printed) => printed.map((line) => line.text.replace(/\s+/gu, ' ')).join('\n')).join('\n\n');
  return {
    number: 1,
    widthPx: px(210),
    heightPx: px(297),
    dpi,
    blocks: laid,
    text,
    confidence: text === '' ? 0 : 95,
    origin: text === '' ? 'none' : 'recognised',
    problem: undefined,
    rotation: 0,
    skewDegrees: 0,
    ...page,
  };
}

/** A page of which only the text is known. */
export function textPage(text: string, page: Partial<Page> = {}): Page {
  return printedPage([], {
    text,
    origin: text === '' ? 'none' : 'recognised',
    confidence: text === '' ? 0 : 95,
    ...page,
  });
}

export function readScan(pages: readonly Page[], scan: Partial<ReadScan> = {}): ReadScan {
  return {
    mediaType: 'application/pdf',
    pages,
    pdf: Buffer.from('%PDF-1.7\n%%EOF\n'),
    preview: { jpeg: Buffer.from([0xff, 0xd8, 0xff, 0xd9]), widthPx: 1240, heightPx: 1754 },
    problem: undefined,
    ...scan,
  };
}

function around(boxes: readonly Line['box'][]): Line['box'] {
  return {
    x0: Math.min(...boxes.map(({ x0 }) => x0)),
    y0: Math.min(...boxes.map(({ y0 }) => y0)),
    x1: Math.max(...boxes.map(({ x1 }) => x1)),
    y1: Math.max(...boxes.map(({ y1 }) => y1)),
  };
}
