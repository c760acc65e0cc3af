/** Pictures as PDF image streams (ISO 32000-1 §8.9), their own octets kept wherever a PDF can hold them. */
import type { PDFContext, PDFRef } from '@cantoo/pdf-lib';
import type { PictureFile } from '../images/picture-file.js';
import { joinJpegStrips } from './jpeg-strips.js';
import type { TiffPage } from '../images/tiff.js';

/** A picture, or a strip of one: rows counted from the top of the picture as stored. */
export interface PictureStrip {
  readonly image: PDFRef;
  readonly top: number;
  readonly rows: number;
}

/** Strips of a TIFF put into a page one by one; more are decoded and written as one. */
const mostStrips = 64;

/** @throws ScanError damaged, too-large (only where the picture has to be decoded) */
export async function pictureStreams(
  context: PDFContext,
  file: PictureFile,
  index: number,
): Promise<readonly PictureStrip[]> {
  const page = file.pages[index]!;
  const whole = (image: PDFRef): readonly PictureStrip[] => [{ image, top: 0, rows: page.height }];
  if (file.kind === 'jpeg') {
    const jpeg = jpegStream(context, file.octets);
    if (jpeg) return whole(jpeg);
  }
  if (page.tiff) {
    const strips = faxStreams(context, file.octets, page.tiff);
    if (strips) return strips;
    const jpeg = stripsStream(context, file.octets, page.tiff);
    if (jpeg) return whole(jpeg);
  }
  const png = (file.kind === 'png' && pngStream(context, file.octets)) || undefined;
  if (png) return whole(png);
  const made = pngStream(context, await file.png(index));
  if (!made) throw new Error('sharp wrote a PNG that is not plain');
  return whole(made);
}

/** SOF markers of baseline and progressive Huffman coding, which DCTDecode takes. */
const frames = new Set([0xc0, 0xc1, 0xc2]);

/** @param transform 1 when three components are luma and chroma, 0 when not; undefined when the JPEG itself tells */
function jpegStream(context: PDFContext, octets: Buffer, transform?: 0 | 1): PDFRef | undefined {
  let adobe = false;
  for (let at = 2; at + 4 <= octets.length;) {
    if (octets[at] !== 0xff) return undefined;
    const marker = octets[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = octets.readUInt16BE(at + 2);
    if (marker === 0xee && octets.toString('latin1', at + 4, at + 9) === 'Adobe') adobe = true;
    if (frames.has(marker)) {
      if (at + 10 > octets.length || octets[at + 4] !== 8) return undefined;
      const components = octets[at + 9]!;
      const space = { 1: 'DeviceGray', 3: 'DeviceRGB', 4: 'DeviceCMYK' }[components];
      if (!space) return undefined;
      return context.register(
        context.stream(octets, {
          Type: 'XObject',
          Subtype: 'Image',
          Width: octets.readUInt16BE(at + 7),
          Height: octets.readUInt16BE(at + 5),
          ColorSpace: space,
          BitsPerComponent: 8,
          // Adobe writes CMYK inverted (Technical Note 5116).
          ...(components === 4 && adobe ? { Decode: [1, 0, 1, 0, 1, 0, 1, 0] } : {}),
          Filter: 'DCTDecode',
          ...(transform === undefined ? {} : { DecodeParms: { ColorTransform: transform } }),
        }),
      );
    }
    // Other frames (lossless, arithmetic), or the scan begins without one.
    if ((marker >= 0xc3 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) || marker === 0xda)
      return undefined;
    at += 2 + length;
  }
  return undefined;
}

/** JPEG strips set together to one picture. */
function stripsStream(context: PDFContext, octets: Buffer, page: TiffPage): PDFRef | undefined {
  if (page.compression !== 7 || page.tiled || page.strips.length === 0) return undefined;
  const parts = page.strips.map(({ start, length }) => octets.subarray(start, start + length));
  const { jpegTables: tables } = page;
  const jpeg = joinJpegStrips(parts, tables && octets.subarray(tables.start, tables.start + tables.length), page);
  // Whether colours are stored as they are or as luma and chroma, the TIFF says outside of the JPEG.
  return jpeg && jpegStream(context, jpeg, page.photometric === 6 ? 1 : 0);
}

const reversed = Uint8Array.from({ length: 256 }, (_, octet) => {
  let out = 0;
  for (let bit = 0; bit < 8; bit++) if (octet & (1 << bit)) out |= 128 >> bit;
  return out;
});

/** Group 3 and 4 strips as they are; ISO 32000-1 §7.4.6. */
function faxStreams(context: PDFContext, octets: Buffer, page: TiffPage): readonly PictureStrip[] | undefined {
  const { compression, strips, width, height } = page;
  if ((compression !== 3 && compression !== 4) || page.tiled || page.bitsPerSample !== 1 || page.samplesPerPixel !== 1)
    return undefined;
  if (strips.length === 0 || strips.length > mostStrips || page.photometric > 1) return undefined;
  // Fill bits before EOL, and uncompressed mode, are beyond what every viewer reads.
  if (compression === 3 && (page.t4Options & 6) !== 0) return undefined;
  const out: PictureStrip[] = [];
  for (const [i, { start, length }] of strips.entries()) {
    const top = i * page.rowsPerStrip;
    const rows = Math.min(page.rowsPerStrip, height - top);
    if (length === 0 || start + length > octets.length || rows <= 0) return undefined;
    const coded = Buffer.from(octets.subarray(start, start + length));
    if (page.fillOrder === 2) for (let k = 0; k < coded.length; k++) coded[k] = reversed[coded[k]!]!;
    const k = compression === 4 ? -1 : page.t4Options & 1 ? 1 : 0;
    const image = context.stream(coded, {
      Type: 'XObject',
      Subtype: 'Image',
      Width: width,
      Height: rows,
      ColorSpace: 'DeviceGray',
      BitsPerComponent: 1,
      Filter: 'CCITTFaxDecode',
      DecodeParms: { K: k, Columns: width, Rows: rows, BlackIs1: page.photometric === 1, EndOfBlock: false },
    });
    out.push({ image: context.register(image), top, rows });
  }
  return out;
}

/** PNG without transparency or interlacing: its own compressed rows (ISO 32000-1 §7.4.4.4, predictor 15). */
function pngStream(context: PDFContext, octets: Buffer): PDFRef | undefined {
  if (octets.length < 33) return undefined;
  const [width, height] = [octets.readUInt32BE(16), octets.readUInt32BE(20)];
  const [depth, colour, , , interlaced] = octets.subarray(24, 29);
  const colours = { 0: 1, 2: 3, 3: 1 }[colour!];
  if (!colours || interlaced !== 0) return undefined;
  const data: Buffer[] = [];
  let palette: Buffer | undefined;
  for (let at = 8; at + 12 <= octets.length;) {
    const length = octets.readUInt32BE(at);
    const type = octets.toString('latin1', at + 4, at + 8);
    if (at + 12 + length > octets.length) return undefined;
    const body = octets.subarray(at + 8, at + 8 + length);
    if (type === 'IDAT') data.push(body);
    else if (type === 'PLTE') palette = body;
    else if (type === 'tRNS') return undefined;
    else if (type === 'IEND') break;
    at += 12 + length;
  }
  if (data.length === 0 || (colour === 3 && !palette)) return undefined;
  const space = palette && colour === 3 ? ['Indexed', 'DeviceRGB', palette.length / 3 - 1] : undefined;
  const table = palette && space ? context.register(context.flateStream(palette)) : undefined;
  return context.register(
    context.stream(Buffer.concat(data), {
      Type: 'XObject',
      Subtype: 'Image',
      Width: width,
      Height: height,
      ColorSpace: space && table ? [...space, table] : colours === 3 ? 'DeviceRGB' : 'DeviceGray',
      BitsPerComponent: depth!,
      Filter: 'FlateDecode',
      DecodeParms: { Predictor: 15, Colors: colours, BitsPerComponent: depth!, Columns: width },
    }),
  );
}
