/** Pages of a JPEG, PNG or TIFF. */
import type { PictureFile, PicturePage } from '../images/picture-file.js';
import type { PageSource, SourcePage } from './page-source.js';

/** Points of the page's longer side when the picture says no resolution: A4. */
const assumedPoints = 842;

/** Points of the displayed page of a picture, and how its pixels lie on it. */
export function displaySize(page: PicturePage): { width: number; height: number } {
  const turned = page.orientation >= 5;
  const [w, h] = turned ? [page.height, page.width] : [page.width, page.height];
  const dpi = displayDpi(page);
  const assumed = assumedPoints / Math.max(w, h);
  return dpi ? { width: (w * 72) / dpi.x, height: (h * 72) / dpi.y } : { width: w * assumed, height: h * assumed };
}

function displayDpi(page: PicturePage): { x: number; y: number } | undefined {
  if (!page.dpi) return undefined;
  return page.orientation >= 5 ? { x: page.dpi.y, y: page.dpi.x } : { x: page.dpi.x, y: page.dpi.y };
}

export class PictureSource implements PageSource {
  readonly #file: PictureFile;
  readonly pages: number;

  constructor(file: PictureFile) {
    this.#file = file;
    this.pages = file.pages.length;
  }

  text(): undefined {
    return undefined;
  }

  async page(index: number): Promise<SourcePage> {
    const image = await this.#file.grey(index);
    const page = this.#file.pages[index]!;
    const size = displaySize(page);
    return {
      image,
      dpi: displayDpi(page),
      toUser: [size.width / image.width, 0, 0, 0, -size.height / image.height, size.height, 0, 0, 1],
      damaged: image.damaged,
    };
  }

  async colour(index: number, width: number): Promise<{ width: number; height: number; data: Uint8Array }> {
    return this.#file.colour(index, width);
  }

  close(): void {
    // Nothing is held but memory.
  }
}
