/** Reads a letter as a viewer does: its text with places, and its codes from the picture. */
import { decodeQR } from 'qr/decode.js';
import type { PdfPage } from '../../../src/adapters/pdf/pdf-page.js';
import { Pdfium } from '../../../src/adapters/pdf/pdfium.js';

const mm = 25.4 / 72;
/** 200 dpi: what a phone sees of a sheet from near by, and better than a fax. */
const pixelsPerPoint = 200 / 72;

/** Millimetres from the top left corner. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export interface LetterChar extends Box {
  readonly text: string;
}

export interface ReadLetter {
  readonly pages: number;
  readonly width: number;
  readonly height: number;
  /** All words in the order of the file, with single blanks between. */
  readonly text: string;
  readonly chars: readonly LetterChar[];
  /** What the codes of the two cards say; undefined where there is none. */
  readonly codes: readonly (string | undefined)[];
}

/** The cards with the codes, left and right. */
const cards = [
  { x0: 25, y0: 140, x1: 68, y1: 203 },
  { x0: 110, y0: 140, x1: 153, y1: 203 },
] as const;

let started: Promise<Pdfium> | undefined;

export async function readLetter(octets: Buffer): Promise<ReadLetter> {
  const pdfium = await (started ??= Pdfium.start());
  const document = pdfium.open(octets);
  const page = document.page(0);
  try {
    const found = page.chars();
    const text = found.map((char) => char.text).join('');
    return {
      pages: document.pages,
      width: page.width * mm,
      height: page.height * mm,
      text: text.replace(/\s+/gu, ' '),
      chars: found
        .filter((char) => char.text.trim() !== '')
        .map((char) => ({ text: char.text, ...scaled(char.box, mm) })),
      codes: cards.map((card) => codeIn(page, card)),
    };
  } finally {
    page.close();
    document.close();
  }
}

function codeIn(page: PdfPage, card: Box): string | undefined {
  const { width, height, data } = page.render(scaled(card, 1 / mm), pixelsPerPoint, true);
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) rgba.set(data.subarray(i * 3, i * 3 + 3), i * 4);
  try {
    return decodeQR({ width, height, data: rgba });
  } catch {
    return undefined;
  }
}

function scaled({ x0, y0, x1, y1 }: Box, by: number): Box {
  return { x0: x0 * by, y0: y0 * by, x1: x1 * by, y1: y1 * by };
}
