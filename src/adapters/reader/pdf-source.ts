/** Pages of a PDF, drawn by PDFium. */
import { threshold } from '../images/invert.js';
import { scaling, shift, compose } from '../images/transform.js';
import { fileText, isTextPage } from '../pdf/file-text.js';
import type { DisplayBox, PdfPage } from '../pdf/pdf-page.js';
import type { PdfDocument } from '../pdf/pdfium.js';
import type { PageSource, SourcePage, SourceText } from './page-source.js';

/** Pages of text and drawings, and the pixels their words' boxes are told in. */
const nominalDpi = 300;
/** The resolution of a scanned picture is kept within these. */
const leastDpi = 72;
const mostDpi = 420;
/** Pixels a page is drawn with at most: A2 at 300 dpi. */
const mostPixels = 36_000_000;

export class PdfSource implements PageSource {
  readonly #document: PdfDocument;
  readonly pages: number;

  constructor(document: PdfDocument) {
    this.#document = document;
    this.pages = document.pages;
  }

  text(index: number): SourceText | undefined {
    return this.#with(index, (page) => {
      if (!page.hasText) return undefined;
      const chars = page.chars();
      if (!isTextPage(chars, largestPicture(page).share)) return undefined;
      const dpi = Math.min(nominalDpi, (72 * Math.sqrt(mostPixels)) / Math.sqrt(page.width * page.height));
      const scale = dpi / 72;
      return {
        blocks: fileText(chars, scale),
        widthPx: Math.round(page.width * scale),
        heightPx: Math.round(page.height * scale),
        dpi,
      };
    });
  }

  async page(index: number): Promise<SourcePage> {
    return this.#with(index, (page) => {
      const picture = largestPicture(page);
      const whole: DisplayBox = { x0: 0, y0: 0, x1: page.width, y1: page.height };
      let dpi = picture.share > 0.3 ? Math.min(mostDpi, Math.max(leastDpi, picture.dpi)) : nominalDpi;
      const tooLarge = (area: DisplayBox): boolean => pixels(area, dpi) > mostPixels;
      // A sheet of 50 metres with a letter in its corner: only what is drawn on is looked at.
      const area = tooLarge(whole) ? withMargin(page.contents().box ?? whole, whole) : whole;
      if (tooLarge(area)) dpi *= Math.sqrt(mostPixels / pixels(area, dpi));
      const scale = dpi / 72;
      return {
        image: picture.bilevel ? threshold(page.render(area, scale, false)) : page.render(area, scale, false),
        dpi: { x: dpi, y: dpi },
        toUser: compose(compose(scaling(1 / scale, 1 / scale), shift(area.x0, area.y0)), page.displayToUser()),
        damaged: false,
      };
    });
  }

  async colour(index: number, width: number): Promise<{ width: number; height: number; data: Uint8Array }> {
    return this.#with(index, (page) => {
      const whole: DisplayBox = { x0: 0, y0: 0, x1: page.width, y1: page.height };
      const area = Math.max(page.width, page.height) > 5000 ? withMargin(page.contents().box ?? whole, whole) : whole;
      const [w, h] = [area.x1 - area.x0, area.y1 - area.y0];
      return page.render(area, Math.min(width / w, Math.sqrt(4 * width * width) / Math.sqrt(w * h)), true);
    });
  }

  close(): void {
    this.#document.close();
  }

  #with<T>(index: number, use: (page: PdfPage) => T): T {
    const page = this.#document.page(index);
    try {
      return use(page);
    } finally {
      page.close();
    }
  }
}

function pixels(area: DisplayBox, dpi: number): number {
  return ((area.x1 - area.x0) * (area.y1 - area.y0) * dpi * dpi) / (72 * 72);
}

function withMargin(box: DisplayBox, page: DisplayBox): DisplayBox {
  const margin = 12;
  return {
    x0: Math.max(page.x0, box.x0 - margin),
    y0: Math.max(page.y0, box.y0 - margin),
    x1: Math.min(page.x1, box.x1 + margin),
    y1: Math.min(page.y1, box.y1 + margin),
  };
}

/** The share of what is drawn on that the largest picture covers (strips of one scan count together), and its dpi. */
function largestPicture(page: PdfPage): { share: number; dpi: number; bilevel: boolean } {
  const { images, box } = page.contents();
  if (!box || images.length === 0) return { share: 0, dpi: nominalDpi, bilevel: false };
  const area = (b: DisplayBox): number => (b.x1 - b.x0) * (b.y1 - b.y0);
  const covered = images.reduce((sum, image) => sum + area(image.box), 0);
  const largest = images.reduce((a, b) => (area(b.box) > area(a.box) ? b : a));
  const { box: at } = largest;
  // Turned by /Rotate, the picture's rows run along the other side.
  const along = Math.max(largest.widthPx, largest.heightPx) / Math.max(at.x1 - at.x0, at.y1 - at.y0);
  const across = Math.min(largest.widthPx, largest.heightPx) / Math.min(at.x1 - at.x0, at.y1 - at.y0);
  return {
    share: Math.min(1, covered / area(box)),
    dpi: 72 * Math.max(along, across),
    // One bit, alone on the page but for strips of the same: what is drawn between black and white is interpolated.
    bilevel: images.length === page.contents().objects && images.every((image) => image.bilevel),
  };
}
