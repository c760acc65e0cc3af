/** A PDF around the pages of a picture file, in the size of the paper, with the recognised text. */
import { PDFDocument, PDFName } from '@cantoo/pdf-lib';
import type { PictureFile } from '../images/picture-file.js';
import type { Transform } from '../images/transform.js';
import type { RawBlock } from '../reader/raw-text.js';
import { GlyphlessFont } from './glyphless-font.js';
import { pictureStreams } from './picture-stream.js';
import { textLayer } from './text-layer.js';

export interface LayerPage {
  readonly blocks: readonly RawBlock[];
  readonly toUser: Transform;
  /** Clockwise degrees by which a viewer turns the page to show it upright. */
  readonly rotation: 0 | 90 | 180 | 270;
}

/**
 * Where the unit square of the picture goes on a page of size 1 by 1, by EXIF orientation 1 to 8: the six numbers
 * of a `cm`, to be multiplied by the page's width (columns 1) and height (columns 2).
 */
const placements: readonly (readonly [number, number, number, number, number, number])[] = [
  [1, 0, 0, 1, 0, 0],
  [-1, 0, 0, 1, 1, 0],
  [-1, 0, 0, -1, 1, 1],
  [1, 0, 0, -1, 0, 1],
  [0, -1, -1, 0, 1, 1],
  [0, -1, 1, 0, 0, 1],
  [0, 1, 1, 0, 0, 0],
  [0, 1, -1, 0, 1, 0],
];

/** Pages that cannot be drawn into the PDF (too large to decode) become empty sheets of their size. */
export async function picturePdf(
  file: PictureFile,
  pages: readonly LayerPage[],
  size: (index: number) => { width: number; height: number },
): Promise<Buffer> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.setProducer('unpaperme');
  const { context } = document;
  const codes = new GlyphlessFont();
  const fontRef = context.nextRef();
  for (const [index, layer] of pages.entries()) {
    const { width, height } = size(index);
    const page = document.addPage([width, height]);
    const stored = file.pages[index]!;
    const strips = await pictureStreams(context, file, index).catch(() => []);
    const [a, b, c, d, e, f] = placements[stored.orientation - 1] ?? placements[0]!;
    const draw = strips.map(({ top, rows, image }, i) => {
      page.node.setXObject(PDFName.of(`P${i}`), image);
      const part = rows / stored.height;
      const up = 1 - (top + rows) / stored.height;
      const matrix = [
        a * width,
        b * height,
        c * width * part,
        d * height * part,
        (e + c * up) * width,
        (f + d * up) * height,
      ];
      return `q ${matrix.map((value) => Number(value.toFixed(4))).join(' ')} cm /P${i} Do Q\n`;
    });
    const text = textLayer(layer.blocks, layer.toUser, { name: 'Read', codes });
    if (text !== '') page.node.setFontDictionary(PDFName.of('Read'), fontRef);
    page.node.set(PDFName.of('Contents'), context.register(context.flateStream(text + draw.join(''))));
    if (layer.rotation !== 0) page.node.set(PDFName.of('Rotate'), context.obj(layer.rotation));
  }
  codes.embed(context, fontRef);
  return Buffer.from(
    await document.save({ useObjectStreams: false, addDefaultPage: false, updateFieldAppearances: false }),
  );
}
