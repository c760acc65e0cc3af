/** A page of an open PDF: its size, what it is made of, its picture and its characters. */
import { ScanError } from '../../mail/scan.js';
import type { Transform } from '../images/transform.js';
import type { Pdfium } from './pdfium.js';

/** Points of the page as displayed (after /Rotate, within the crop box), origin top left, y down. */
export interface DisplayBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export interface PdfImage {
  readonly box: DisplayBox;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Black and white only. */
  readonly bilevel: boolean;
}

export interface PdfChar {
  readonly text: string;
  readonly box: DisplayBox;
  /** Not drawn: render mode 3, as in the text layers of scanners. */
  readonly hidden: boolean;
  /** The file says no letter for the glyph, or a private one. */
  readonly unmapped: boolean;
}

/** Objects looked at on a page; beyond, the page is judged by these. */
const mostObjects = 20_000;
/** Characters of a page; more is no letter. */
const mostChars = 200_000;
const objectText = 1;
const objectImage = 3;
const bitmapGrey = 1;
const bitmapBgr = 2;
const withAnnotations = 1;

export class PdfPage {
  readonly #pdfium: Pdfium;
  readonly #handle: number;
  /** Points, as displayed. */
  readonly width: number;
  readonly height: number;

  constructor(pdfium: Pdfium, handle: number) {
    this.#pdfium = pdfium;
    this.#handle = handle;
    this.width = pdfium.module.FPDF_GetPageWidthF(handle);
    this.height = pdfium.module.FPDF_GetPageHeightF(handle);
    if (!(this.width > 0 && this.height > 0)) {
      this.close();
      throw new ScanError('damaged', 'A page of the PDF has no size.');
    }
  }

  close(): void {
    this.#pdfium.module.FPDF_ClosePage(this.#handle);
  }

  /** From display points to the page's own user space, in which content is written. */
  displayToUser(): Transform {
    const { module, scratch } = this.#pdfium;
    const grid = 20_000;
    const at = (x: number, y: number): [number, number] => {
      module.FPDF_DeviceToPage(this.#handle, 0, 0, grid, grid, 0, x, y, scratch, scratch + 8);
      return [this.#pdfium.result(0, 'double'), this.#pdfium.result(8, 'double')];
    };
    const [ox, oy] = at(0, 0);
    const [xx, xy] = at(grid, 0);
    const [yx, yy] = at(0, grid);
    const { width: w, height: h } = this;
    return [(xx - ox) / w, (yx - ox) / h, ox, (xy - oy) / w, (yy - oy) / h, oy, 0, 0, 1];
  }

  /** Where anything is drawn, and the pictures among it. */
  contents(): { readonly images: readonly PdfImage[]; readonly box: DisplayBox | undefined; readonly objects: number } {
    const { module, scratch } = this.#pdfium;
    const toDisplay = this.#userToDisplay();
    const images: PdfImage[] = [];
    let box: DisplayBox | undefined;
    const count = module.FPDFPage_CountObjects(this.#handle);
    for (let i = 0; i < Math.min(count, mostObjects); i++) {
      const object = module.FPDFPage_GetObject(this.#handle, i);
      if (!module.FPDFPageObj_GetBounds(object, scratch, scratch + 4, scratch + 8, scratch + 12)) continue;
      const [left, bottom, right, top] = [0, 4, 8, 12].map((at) => this.#pdfium.result(at, 'float'));
      const bounds = this.#clip(toDisplay(left!, top!, right!, bottom!));
      if (!bounds) continue;
      box = box ? around(box, bounds) : bounds;
      if (module.FPDFPageObj_GetType(object) !== objectImage) continue;
      if (!module.FPDFImageObj_GetImagePixelSize(object, scratch, scratch + 4)) continue;
      const widthPx = this.#pdfium.result(0, 'i32');
      const heightPx = this.#pdfium.result(4, 'i32');
      // FPDF_IMAGEOBJ_METADATA: width, height, two resolutions, then bits per pixel.
      const known = module.FPDFImageObj_GetImageMetadata(object, this.#handle, scratch);
      const bilevel = known && this.#pdfium.result(16, 'i32') === 1;
      images.push({ box: bounds, widthPx, heightPx, bilevel });
    }
    return { images, box, objects: count };
  }

  /**
   * Draws a part of the page, white where nothing is.
   *
   * @param scale pixels per point
   * @returns rows without padding; three octets a pixel (red, green, blue) for `colour`
   * @throws ScanError too-large: no memory for it
   */
  render(area: DisplayBox, scale: number, colour: boolean): { width: number; height: number; data: Uint8Array } {
    const { module } = this.#pdfium;
    const width = Math.max(1, Math.round((area.x1 - area.x0) * scale));
    const height = Math.max(1, Math.round((area.y1 - area.y0) * scale));
    const bitmap = module.FPDFBitmap_CreateEx(width, height, colour ? bitmapBgr : bitmapGrey, 0, 0);
    if (bitmap === 0) throw new ScanError('too-large', 'A page is too large to be drawn.');
    try {
      module.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
      const [x, y] = [-Math.round(area.x0 * scale), -Math.round(area.y0 * scale)];
      const [w, h] = [Math.round(this.width * scale), Math.round(this.height * scale)];
      module.FPDF_RenderPageBitmap(bitmap, this.#handle, x, y, w, h, 0, withAnnotations);
      const stride = module.FPDFBitmap_GetStride(bitmap);
      const from = module.FPDFBitmap_GetBuffer(bitmap);
      const heap = this.#pdfium.heap;
      const row = width * (colour ? 3 : 1);
      const data = new Uint8Array(row * height);
      for (let k = 0; k < height; k++) data.set(heap.subarray(from + k * stride, from + k * stride + row), k * row);
      if (colour) for (let i = 0; i < data.length; i += 3) [data[i], data[i + 2]] = [data[i + 2]!, data[i]!];
      return { width, height, data };
    } finally {
      module.FPDFBitmap_Destroy(bitmap);
    }
  }

  /** Characters in the order of the file, with the blanks and line ends that PDFium sees between them. */
  chars(): readonly PdfChar[] {
    const { module, scratch } = this.#pdfium;
    const text = module.FPDFText_LoadPage(this.#handle);
    if (text === 0) return [];
    const toDisplay = this.#userToDisplay();
    const hiddenByObject = new Map<number, boolean>();
    try {
      const out: PdfChar[] = [];
      const count = Math.min(module.FPDFText_CountChars(text), mostChars);
      for (let i = 0; i < count; i++) {
        const code = module.FPDFText_GetUnicode(text, i);
        const object = module.FPDFText_GetTextObject(text, i);
        let hidden = hiddenByObject.get(object);
        if (hidden === undefined) {
          hidden = object !== 0 && module.FPDFTextObj_GetTextRenderMode(object) === 3;
          hiddenByObject.set(object, hidden);
        }
        module.FPDFText_GetCharBox(text, i, scratch, scratch + 8, scratch + 16, scratch + 24);
        const [left, right, bottom, top] = [0, 8, 16, 24].map((at) => this.#pdfium.result(at, 'double'));
        const unmapped =
          code === 0 || (code >= 0xe000 && code <= 0xf8ff) || module.FPDFText_HasUnicodeMapError(text, i) === 1;
        out.push({ text: letter(code), box: toDisplay(left!, top!, right!, bottom!), hidden, unmapped });
      }
      return joinSurrogates(out);
    } finally {
      module.FPDFText_ClosePage(text);
    }
  }

  /** Text objects, without reading them. */
  get hasText(): boolean {
    const { module } = this.#pdfium;
    const count = Math.min(module.FPDFPage_CountObjects(this.#handle), mostObjects);
    // 5 is a form, which may hold text.
    for (let i = 0; i < count; i++) {
      const type = module.FPDFPageObj_GetType(module.FPDFPage_GetObject(this.#handle, i));
      if (type === objectText || type === 5) return true;
    }
    return false;
  }

  #clip(box: DisplayBox): DisplayBox | undefined {
    const clipped = {
      x0: Math.max(0, box.x0),
      y0: Math.max(0, box.y0),
      x1: Math.min(this.width, box.x1),
      y1: Math.min(this.height, box.y1),
    };
    return clipped.x1 > clipped.x0 && clipped.y1 > clipped.y0 ? clipped : undefined;
  }

  #userToDisplay(): (left: number, top: number, right: number, bottom: number) => DisplayBox {
    const [a, b, c, d, e, f] = this.displayToUser();
    const determinant = a * e - b * d;
    const point = (x: number, y: number): [number, number] => [
      (e * (x - c) - b * (y - f)) / determinant,
      (a * (y - f) - d * (x - c)) / determinant,
    ];
    return (left, top, right, bottom) => {
      const [x0, y0] = point(left, top);
      const [x1, y1] = point(right, bottom);
      return { x0: Math.min(x0, x1), y0: Math.min(y0, y1), x1: Math.max(x0, x1), y1: Math.max(y0, y1) };
    };
  }
}

function around(a: DisplayBox, b: DisplayBox): DisplayBox {
  return { x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1) };
}

function letter(code: number): string {
  return code > 0x10ffff ? '\u{fffd}' : String.fromCodePoint(code);
}

/** PDFium gives UTF-16 units; a pair becomes one character again, a lone half the replacement character. */
function joinSurrogates(chars: readonly PdfChar[]): readonly PdfChar[] {
  const out: PdfChar[] = [];
  for (const char of chars) {
    const last = out.at(-1);
    if (last && /^[\ud800-\udbff]$/.test(last.text) && /^[\udc00-\udfff]$/.test(char.text))
      out[out.length - 1] = { ...last, text: last.text + char.text };
    else out.push(char);
  }
  return out.map((char) =>
    /^[\ud800-\udfff]$/.test(char.text) ? { ...char, text: '\u{fffd}', unmapped: true } : char,
  );
}
