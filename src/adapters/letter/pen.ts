/** Draws on the one page of a letter, in millimetres. Text stays in its box: it shrinks, wraps, and is cut at last. */
import PDFDocument from 'pdfkit';
import { fontOf, printable, type Face } from './fonts.js';
import { mm } from './geometry.js';
import { cut, wrap } from './wrap.js';

export interface TextBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly face: Face;
  /** Points, as are `least` and the sizes elsewhere here. */
  readonly size: number;
  /** What it may shrink to; `size` when left out. */
  readonly least?: number;
  /** Room for lines; left out: one. */
  readonly height?: number;
  readonly color: string;
  readonly align?: 'left' | 'right' | 'center';
}

export interface LetterDocument {
  readonly title: string;
  readonly author: string;
  readonly language: string;
  readonly dateMs: number;
}

const shrinkStep = 0.25;
/** From line to line, in sizes of the typeface. */
const leading = 1.3;

export class Pen {
  readonly #pdf: PDFKit.PDFDocument;
  readonly #octets: Promise<Buffer>;

  constructor({ title, author, language, dateMs }: LetterDocument) {
    const date = new Date(dateMs);
    const info = { Title: title, Author: author, CreationDate: date, ModDate: date };
    this.#pdf = new PDFDocument({ size: 'A4', margin: 0, font: '', lang: language, displayTitle: true, info });
    this.#octets = collect(this.#pdf);
  }

  /** @returns the y below its last line */
  text(text: string, box: TextBox): number {
    const { size, lines } = this.#fit(printable(text, box.face), box);
    this.#use(box.face, size).fillColor(box.color);
    for (const [number, line] of lines.entries()) {
      const free = box.width - this.#widthOf(line);
      const shift = { left: 0, right: free, center: free / 2 }[box.align ?? 'left'];
      const y = box.y + number * leadingOf(size);
      this.#pdf.text(line, (box.x + shift) * mm, y * mm, { lineBreak: false });
    }
    return box.y + lines.length * leadingOf(size);
  }

  /** What it takes in its box, in millimetres. */
  heightOf(text: string, box: Omit<TextBox, 'x' | 'y' | 'color'>): number {
    const { size, lines } = this.#fit(printable(text, box.face), box);
    return lines.length * leadingOf(size);
  }

  /** In millimetres. */
  widthOf(text: string, face: Face, size: number): number {
    this.#use(face, size);
    return this.#widthOf(text);
  }

  line(from: readonly [number, number], to: readonly [number, number], color: string, width: number): void {
    this.#pdf.moveTo(from[0] * mm, from[1] * mm).lineTo(to[0] * mm, to[1] * mm);
    this.#pdf
      .lineWidth(width * mm)
      .strokeColor(color)
      .stroke();
  }

  panel(
    at: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
    style: { readonly fill?: string; readonly border?: string },
  ): void {
    const outline = () => this.#pdf.roundedRect(at.x * mm, at.y * mm, at.width * mm, at.height * mm, 1.5 * mm);
    if (style.fill !== undefined) outline().fill(style.fill);
    if (style.border !== undefined)
      outline()
        .lineWidth(0.25 * mm)
        .stroke(style.border);
  }

  disc(x: number, y: number, radius: number, color: string): void {
    this.#pdf.circle(x * mm, y * mm, radius * mm).fill(color);
  }

  /** SVG path data in a square of 24 units, drawn as lines. */
  drawing(path: string, at: { readonly x: number; readonly y: number; readonly size: number }, color: string): void {
    const scale = (at.size * mm) / 24;
    this.#pdf
      .save()
      .translate(at.x * mm, at.y * mm)
      .scale(scale);
    this.#pdf.path(path).lineWidth(1.6).lineCap('round').lineJoin('round').stroke(color).restore();
  }

  /** Dark cells of a square of `size`, as one shape: no seams between them. */
  cells(
    cells: readonly (readonly boolean[])[],
    at: { readonly x: number; readonly y: number; readonly size: number },
  ): void {
    const side = (at.size * mm) / cells.length;
    for (const [row, line] of cells.entries()) {
      let start = -1;
      for (let column = 0; column <= line.length; column++) {
        const dark = line[column] === true;
        if (dark && start < 0) start = column;
        if (dark || start < 0) continue;
        this.#pdf.rect(at.x * mm + start * side, at.y * mm + row * side, (column - start) * side, side);
        start = -1;
      }
    }
    this.#pdf.fill('#000000');
  }

  end(): Promise<Buffer> {
    this.#pdf.end();
    return this.#octets;
  }

  #fit(text: string, { face, size, least = size, width, height = 0 }: Omit<TextBox, 'x' | 'y' | 'color'>) {
    const widthOf = (part: string) => this.#widthOf(part);
    for (let smaller = size; ; smaller -= shrinkStep) {
      this.#use(face, smaller);
      const lines = Math.max(1, Math.floor(height / leadingOf(smaller) + 0.01));
      const wrapped = wrap(text, width, widthOf);
      if (wrapped.length <= lines) return { size: smaller, lines: wrapped };
      if (smaller - shrinkStep < least) return { size: smaller, lines: cut(wrapped, lines, width, widthOf) };
    }
  }

  #use(face: Face, size: number): PDFKit.PDFDocument {
    // pdfkit takes an opened font also, which its types do not know; opening one for each letter takes most of the time.
    return this.#pdf.font(fontOf(face) as unknown as string, face).fontSize(size);
  }

  #widthOf(text: string): number {
    return this.#pdf.widthOfString(text) / mm;
  }
}

/** Millimetres from line to line. */
function leadingOf(size: number): number {
  return (size * leading) / mm;
}

function collect(pdf: PDFKit.PDFDocument): Promise<Buffer> {
  const octets: Buffer[] = [];
  return new Promise((resolve, reject) => {
    pdf.on('data', (piece: Buffer) => octets.push(piece));
    pdf.once('end', () => resolve(Buffer.concat(octets)));
    pdf.once('error', reject);
  });
}
