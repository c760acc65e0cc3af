/** tesseract.js without network or cache files: a worker for recognition, a second one for orientation. */
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { createWorker, OEM, PSM, type Page as TesseractPage, type Worker } from 'tesseract.js';
import { toPgm, type GreyImage } from '../images/grey.js';
import { printedGroups } from './number-groups.js';
import type { RawBlock, RawLine } from '../reader/raw-text.js';

const require = createRequire(import.meta.url);

/** Folder of a language's data within its npm package. */
function dataFolder(language: string, kind: '4.0.0' | '4.0.0_best_int'): string {
  return join(dirname(require.resolve(`@tesseract.js-data/${language}/package.json`)), kind);
}

export interface Orientation {
  /** Quarters to turn clockwise so that the text is upright. */
  readonly quarters: 0 | 1 | 2 | 3;
  /** From 0 (a guess) up; 1.5 and more may be trusted. */
  readonly confidence: number;
}

export interface Recognised {
  readonly blocks: readonly RawBlock[];
  /** Mean of the words' confidences, 0 to 100. */
  readonly confidence: number;
}

/** How the engine looks for text. */
export type Segmentation = 'page' | 'block' | 'sparse';
const modes: Record<Segmentation, PSM> = { page: PSM.AUTO, block: PSM.SINGLE_BLOCK, sparse: PSM.SPARSE_TEXT };

async function start(language: string, kind: '4.0.0' | '4.0.0_best_int', legacy: boolean): Promise<Worker> {
  return createWorker(language, legacy ? OEM.TESSERACT_ONLY : OEM.LSTM_ONLY, {
    langPath: dataFolder(language, kind),
    cacheMethod: 'none',
    gzip: true,
    legacyCore: legacy,
    legacyLang: legacy,
    // Without a handler a bad picture is thrown outside of any promise and ends the process.
    errorHandler: () => undefined,
  });
}

/** Starts its workers when first asked; each is a thread that `close` ends. One call at a time. */
export class TesseractEngine {
  readonly #recognisers = new Map<string, Promise<Worker>>();
  #orienter: Promise<Worker> | undefined;

  /** @throws Error when the engine gives up on the picture; it is started anew for the next one */
  async recognise(
    image: GreyImage,
    options: { language: 'deu' | 'eng'; dpi: number; segmentation?: Segmentation },
  ): Promise<Recognised> {
    let worker = this.#recognisers.get(options.language);
    if (!worker) {
      worker = start(options.language, '4.0.0_best_int', false);
      this.#recognisers.set(options.language, worker);
    }
    try {
      const { data } = await (
        await worker
      ).recognize(
        toPgm(image),
        {
          tessedit_pageseg_mode: modes[options.segmentation ?? 'page'],
          user_defined_dpi: String(Math.round(options.dpi)),
        } as object,
        { text: false, blocks: true },
      );
      return { blocks: toBlocks(data), confidence: data.confidence };
    } catch (error) {
      this.#recognisers.delete(options.language);
      await end(worker);
      throw asError(error);
    }
  }

  async orientation(image: GreyImage): Promise<Orientation> {
    this.#orienter ??= start('osd', '4.0.0', true);
    const worker = this.#orienter;
    try {
      const { data } = await (await worker).detect(toPgm(image));
      const degrees = data.orientation_degrees ?? 0;
      const quarters = ((degrees / 90) % 4) as 0 | 1 | 2 | 3;
      return { quarters, confidence: data.orientation_confidence ?? 0 };
    } catch (error) {
      this.#orienter = undefined;
      await end(worker);
      throw asError(error);
    }
  }

  async close(): Promise<void> {
    const workers = [...this.#recognisers.values(), ...(this.#orienter ? [this.#orienter] : [])];
    this.#recognisers.clear();
    this.#orienter = undefined;
    await Promise.all(workers.map(end));
  }
}

async function end(worker: Promise<Worker>): Promise<void> {
  await worker.then((started) => started.terminate()).catch(() => undefined);
}

/** The package rejects with strings. */
function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** The engine's blocks and paragraphs; a paragraph becomes a block of ours. */
function toBlocks(page: TesseractPage): readonly RawBlock[] {
  const blocks: RawBlock[] = [];
  for (const block of page.blocks ?? [])
    for (const paragraph of block.paragraphs) {
      const lines: RawLine[] = [];
      for (const line of paragraph.lines) {
        const words = line.words
          .filter((word) => word.text.trim() !== '')
          .flatMap((word) =>
            printedGroups(
              { text: word.text.normalize('NFC'), box: word.bbox, confidence: word.confidence },
              word.symbols.map((symbol) => ({ text: symbol.text, box: symbol.bbox })),
            ),
          );
        if (words.length > 0) lines.push({ words, box: line.bbox, baseline: line.baseline });
      }
      if (lines.length > 0) blocks.push({ lines, box: paragraph.bbox });
    }
  return blocks;
}
