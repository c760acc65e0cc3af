/**
 * The directories of a TIFF (TIFF 6.0): sizes, compression and resolution of each page, before any decoder is let
 * near it. Offsets are checked, a directory met twice ends the list.
 */

export interface TiffPage {
  readonly width: number;
  readonly height: number;
  /** 1 none, 2-4 CCITT, 5 LZW, 7 JPEG, 8 and 32946 Deflate, 32773 PackBits. */
  readonly compression: number;
  /** 0 white is zero, 1 black is zero, 2 RGB, 3 palette, 5 CMYK, 6 YCbCr. */
  readonly photometric: number;
  readonly bitsPerSample: number;
  readonly samplesPerPixel: number;
  /** 1 to 8 as in EXIF. */
  readonly orientation: number;
  readonly dpi: { readonly x: number; readonly y: number } | undefined;
  /** Bit 0: two-dimensional coding (Group 3). */
  readonly t4Options: number;
  /** 2: the lowest bit of an octet comes first. */
  readonly fillOrder: number;
  readonly tiled: boolean;
  readonly strips: readonly { readonly start: number; readonly length: number }[];
  readonly rowsPerStrip: number;
  /** Where the tables lie that the strips of a JPEG share. */
  readonly jpegTables: { readonly start: number; readonly length: number } | undefined;
}

export interface TiffDirectory {
  readonly pages: readonly TiffPage[];
  /** False when the list broke off: a loop, or an offset beyond the end. */
  readonly whole: boolean;
}

const mostStrips = 200_000;
const sizes: Record<number, number> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
};

/** @returns undefined when it is no (classic) TIFF */
export function readTiff(octets: Buffer, mostPages: number): TiffDirectory | undefined {
  if (octets.length < 8) return undefined;
  const order = octets.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return undefined;
  const reader = new Reader(octets, order === 'II');
  if (reader.u16(2) !== 42) return undefined;
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  let at = reader.u32(4);
  while (at !== 0 && at !== undefined) {
    if (seen.has(at) || pages.length > mostPages) return { pages, whole: false };
    seen.add(at);
    const count = reader.u16(at);
    if (count === undefined || at + 2 + count * 12 > octets.length) return { pages, whole: false };
    const page = readPage(reader, at, count);
    if (!page) return { pages, whole: false };
    pages.push(page);
    at = reader.u32(at + 2 + count * 12);
  }
  return { pages, whole: at !== undefined };
}

class Reader {
  readonly #octets: Buffer;
  readonly #little: boolean;

  constructor(octets: Buffer, little: boolean) {
    this.#octets = octets;
    this.#little = little;
  }

  u16(at: number): number | undefined {
    if (at < 0 || at + 2 > this.#octets.length) return undefined;
    return this.#little ? this.#octets.readUInt16LE(at) : this.#octets.readUInt16BE(at);
  }

  u32(at: number): number | undefined {
    if (at < 0 || at + 4 > this.#octets.length) return undefined;
    return this.#little ? this.#octets.readUInt32LE(at) : this.#octets.readUInt32BE(at);
  }

  /** Whole numbers of an entry (12 octets at `at`); empty when it points outside. */
  numbers(at: number): readonly number[] {
    const type = this.u16(at + 2) ?? 0;
    const count = Math.min(this.u32(at + 4) ?? 0, mostStrips);
    const size = sizes[type];
    if (size === undefined) return [];
    const from = size * count <= 4 ? at + 8 : (this.u32(at + 8) ?? -1);
    const out: number[] = [];
    for (let i = 0; i < count; i++) {
      const value = this.#number(type, from + i * size);
      if (value === undefined) return [];
      out.push(value);
    }
    return out;
  }

  /** The octets of an entry; undefined when it points outside. */
  range(at: number): { readonly start: number; readonly length: number } | undefined {
    const length = (sizes[this.u16(at + 2) ?? 0] ?? 0) * (this.u32(at + 4) ?? 0);
    const start = length <= 4 ? at + 8 : (this.u32(at + 8) ?? -1);
    return length > 0 && start >= 0 && start + length <= this.#octets.length ? { start, length } : undefined;
  }

  #number(type: number, at: number): number | undefined {
    if (type === 3) return this.u16(at);
    if (type === 4 || type === 13) return this.u32(at);
    if (type === 1) return at >= 0 && at < this.#octets.length ? this.#octets[at] : undefined;
    if (type === 5) {
      const [above, below] = [this.u32(at), this.u32(at + 4)];
      return above === undefined || !below ? undefined : above / below;
    }
    return undefined;
  }
}

function readPage(reader: Reader, at: number, count: number): TiffPage | undefined {
  const entries = new Map<number, readonly number[]>();
  let jpegTables: TiffPage['jpegTables'];
  for (let i = 0; i < count; i++) {
    const entry = at + 2 + i * 12;
    const tag = reader.u16(entry);
    if (tag === 347) jpegTables ??= reader.range(entry);
    if (tag !== undefined && wanted.has(tag) && !entries.has(tag)) entries.set(tag, reader.numbers(entry));
  }
  const one = (tag: number, fallback: number): number => entries.get(tag)?.[0] ?? fallback;
  const [width, height] = [one(256, 0), one(257, 0)];
  if (width < 1 || height < 1) return undefined;
  const unit = one(296, 2) === 3 ? 2.54 : 1;
  const [x, y] = [one(282, 0) * unit, one(283, 0) * unit];
  const sensible = (dpi: number): boolean => dpi >= 30 && dpi <= 2400;
  const starts = entries.get(273) ?? [];
  const lengths = entries.get(279) ?? [];
  return {
    width,
    height,
    compression: one(259, 1),
    photometric: one(262, 1),
    bitsPerSample: one(258, 1),
    samplesPerPixel: one(277, 1),
    orientation: one(274, 1),
    dpi: one(296, 2) !== 1 && sensible(x) && sensible(y) ? { x, y } : undefined,
    t4Options: one(292, 0),
    fillOrder: one(266, 1),
    tiled: entries.has(324),
    strips: starts.map((start, i) => ({ start, length: lengths[i] ?? 0 })),
    rowsPerStrip: Math.min(one(278, height), height),
    jpegTables,
  };
}

const wanted = new Set([256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 282, 283, 292, 296, 324]);
