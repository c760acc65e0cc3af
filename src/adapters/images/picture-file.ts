/** JPEG, PNG and TIFF files as pages of pixels, by sharp (libvips). */
import sharp, { type Sharp } from 'sharp';
import { ScanError } from '../../mail/scan.js';
import type { GreyImage } from './grey.js';
import { readTiff, type TiffPage } from './tiff.js';

sharp.cache(false);
sharp.concurrency(1);

export interface PictureLimits {
  readonly pages: number;
  /** Pixels of a page that may be decoded. */
  readonly pagePixels: number;
}

export interface PicturePage {
  readonly width: number;
  readonly height: number;
  /** EXIF: how the stored rows lie; 1 is upright. */
  readonly orientation: number;
  /** Along the stored rows and columns; undefined when the file says none, or nothing believable. */
  readonly dpi: { readonly x: number; readonly y: number } | undefined;
  readonly tiff: TiffPage | undefined;
}

export interface Raw {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /** Decoded with gaps: the file is cut short or damaged. */
  readonly damaged: boolean;
}

/** An open picture file. Pages count from 0. */
export class PictureFile {
  readonly kind: 'jpeg' | 'png' | 'tiff';
  readonly octets: Buffer;
  readonly pages: readonly PicturePage[];
  /** False when the list of pages broke off. */
  readonly whole: boolean;
  readonly #limits: PictureLimits;

  private constructor(
    kind: 'jpeg' | 'png' | 'tiff',
    octets: Buffer,
    pages: readonly PicturePage[],
    whole: boolean,
    limits: PictureLimits,
  ) {
    this.kind = kind;
    this.octets = octets;
    this.pages = pages;
    this.whole = whole;
    this.#limits = limits;
  }

  /** @throws ScanError damaged */
  static async open(kind: 'jpeg' | 'png' | 'tiff', octets: Buffer, limits: PictureLimits): Promise<PictureFile> {
    if (kind === 'tiff') {
      const tiff = readTiff(octets, limits.pages);
      if (!tiff || tiff.pages.length === 0) throw new ScanError('damaged', 'The TIFF has no readable page.');
      const pages = tiff.pages.map((page) => ({ ...page, tiff: page }));
      return new PictureFile(kind, octets, pages, tiff.whole, limits);
    }
    const meta = await sharp(octets, { limitInputPixels: false, failOn: 'none' })
      .metadata()
      .catch((error: unknown) => {
        throw new ScanError('damaged', 'The picture cannot be read.', { cause: error });
      });
    const dpi =
      meta.density && meta.density >= 30 && meta.density <= 2400 && meta.density !== 72 ? meta.density : undefined;
    const page: PicturePage = {
      width: meta.width,
      height: meta.height,
      orientation: meta.orientation ?? 1,
      dpi: dpi ? { x: dpi, y: dpi } : undefined,
      tiff: undefined,
    };
    return new PictureFile(kind, octets, [page], true, limits);
  }

  /** Pixels as they are to be seen: turned as EXIF says, transparency on white.
   *  @throws ScanError damaged, too-large */
  async grey(index: number): Promise<GreyImage & Raw> {
    return this.#decode(
      index,
      (picture) => picture.flatten({ background: 'white' }).greyscale().toColourspace('b-w'),
      1,
    );
  }

  /** Red, green and blue, at most `width` wide, turned as EXIF says. */
  async colour(index: number, width: number): Promise<Raw> {
    const { width: columns, height: rows, orientation, dpi } = this.pages[index]!;
    // A fax has twice as many pixels across as down.
    const aspect = (rows / columns) * (dpi ? dpi.x / dpi.y : 1);
    const shown = Math.min(width, orientation >= 5 ? rows : columns);
    const size = { width: shown, height: Math.max(1, Math.round(shown * (orientation >= 5 ? 1 / aspect : aspect))) };
    return this.#decode(
      index,
      (picture) =>
        picture
          .flatten({ background: 'white' })
          .resize({ ...size, fit: 'fill' })
          .toColourspace('srgb'),
      3,
    );
  }

  /** The page as PNG, losing nothing, not turned.
   *  @throws ScanError damaged, too-large */
  async png(index: number): Promise<Buffer> {
    const png = (failOn: 'error' | 'none'): Promise<Buffer> =>
      this.#open(index, failOn)
        .flatten({ background: 'white' })
        .png({ compressionLevel: 6, adaptiveFiltering: true })
        .toBuffer();
    this.#check(index);
    return png('error')
      .catch(() => png('none'))
      .catch((error: unknown) => {
        throw new ScanError('damaged', 'A picture cannot be decoded.', { cause: error });
      });
  }

  async #decode(index: number, work: (picture: Sharp) => Sharp, channels: 1 | 3): Promise<Raw> {
    this.#check(index);
    const decode = async (failOn: 'error' | 'none'): Promise<Raw> => {
      const { data, info } = await work(this.#open(index, failOn).autoOrient())
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      return { ...pick(data, info, channels), damaged: failOn === 'none' };
    };
    return decode('error')
      .catch(() => decode('none'))
      .catch((error: unknown) => {
        throw new ScanError('damaged', 'A picture cannot be decoded.', { cause: error });
      });
  }

  #check(index: number): void {
    const page = this.pages[index];
    if (!page) throw new ScanError('damaged', 'There is no such page.');
    if (page.width * page.height > this.#limits.pagePixels)
      throw new ScanError('too-large', 'A picture has too many pixels to be decoded.');
  }

  #open(index: number, failOn: 'error' | 'none'): Sharp {
    const page = this.kind === 'tiff' ? { page: index } : {};
    return sharp(this.octets, { ...page, failOn, limitInputPixels: this.#limits.pagePixels, sequentialRead: true });
  }
}

/** One or three channels of what came out; a grey picture in three, a coloured one in one. */
function pick(
  data: Buffer,
  info: { width: number; height: number; channels: number },
  channels: 1 | 3,
): { width: number; height: number; data: Uint8Array } {
  const { width, height } = info;
  if (info.channels === channels) return { width, height, data };
  const out = new Uint8Array(width * height * channels);
  for (let i = 0, from = 0; i < width * height; i++, from += info.channels)
    for (let k = 0; k < channels; k++) out[i * channels + k] = data[from + Math.min(k, info.channels - 1)]!;
  return { width, height, data: out };
}
