/** One page: its picture cleaned and read, or the text it brought along. */
import { ScanError, type Page } from '../../mail/scan.js';
import { cleanPage, type CleanPage } from '../images/clean.js';
import { identity, compose, type Transform } from '../images/transform.js';
import type { TesseractEngine } from '../tesseract/engine.js';
import { dropNoise } from './noise.js';
import type { PageSource } from './page-source.js';
import type { RawBlock } from './raw-text.js';
import { inReadingOrder, pageText } from './reading-order.js';
import { correctSigns } from './signs.js';
import { secondLook } from './second-look.js';

export interface PageReading {
  readonly page: Page;
  readonly blocks: readonly RawBlock[];
  /** From the page's pixels to the user space of the page in the PDF we deliver. */
  readonly toUser: Transform;
  /** Nothing is on the page at all. */
  readonly blank: boolean;
}

/** A page without text, and why. */
export function unreadPage(number: number, problem: Page['problem']): PageReading {
  const page: Page = {
    number,
    widthPx: 0,
    heightPx: 0,
    dpi: 300,
    blocks: [],
    text: '',
    confidence: 0,
    origin: 'none',
    problem,
    rotation: 0,
    skewDegrees: 0,
  };
  return { page, blocks: [], toUser: identity, blank: false };
}

/** @param index from 0 */
export async function readPage(source: PageSource, index: number, engine: TesseractEngine): Promise<PageReading> {
  const number = index + 1;
  try {
    const own = source.text(index);
    if (own) {
      const { widthPx, heightPx, dpi } = own;
      const blocks = inReadingOrder(own.blocks, own);
      const page = fill(number, { widthPx, heightPx, dpi }, blocks, { rotation: 0, skewDegrees: 0 });
      return {
        page: { ...page, confidence: 100, origin: 'embedded' },
        blocks,
        toUser: identity,
        blank: blocks.length === 0,
      };
    }
    const raw = await source.page(index);
    const clean = await cleanPage(raw, (image) => engine.orientation(image));
    const { image } = clean;
    const blocks = clean.blank ? [] : await readBlocks(clean, engine);
    const size = { widthPx: image.width, heightPx: image.height, dpi: clean.dpi };
    const page = fill(number, size, blocks, clean);
    return {
      page: { ...page, problem: raw.damaged ? 'damaged' : undefined },
      blocks,
      toUser: compose(clean.toRaw, raw.toUser),
      blank: clean.blank,
    };
  } catch (error) {
    if (error instanceof ScanError) return unreadPage(number, error.problem);
    return unreadPage(number, 'crashed');
  }
}

async function readBlocks({ image, dpi }: CleanPage, engine: TesseractEngine): Promise<readonly RawBlock[]> {
  const first = await engine.recognise(image, { language: 'deu', dpi });
  const whole = await secondLook(image, dpi, first.blocks, (piece, segmentation) =>
    engine.recognise(piece, { language: 'deu', dpi, segmentation }),
  );
  return inReadingOrder(correctSigns(dropNoise(whole, dpi)), { widthPx: image.width, heightPx: image.height });
}

function fill(
  number: number,
  size: Pick<Page, 'widthPx' | 'heightPx' | 'dpi'>,
  blocks: readonly RawBlock[],
  turn: Pick<Page, 'rotation' | 'skewDegrees'>,
): Page {
  const words = blocks.flatMap((block) => block.lines.flatMap((line) => line.words));
  const letters = words.reduce((sum, word) => sum + word.text.length, 0);
  const confidence = words.reduce((sum, word) => sum + word.confidence * word.text.length, 0) / Math.max(1, letters);
  return {
    number,
    ...size,
    blocks: blocks.map(({ lines, box }) => ({
      box,
      lines: lines.map((line) => ({ words: line.words, box: line.box })),
    })),
    text: pageText(blocks),
    confidence: Math.round(confidence * 10) / 10,
    origin: words.length > 0 ? 'recognised' : 'none',
    problem: undefined,
    rotation: turn.rotation,
    skewDegrees: turn.skewDegrees,
  };
}
