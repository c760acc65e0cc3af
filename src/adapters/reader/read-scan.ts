/** A whole scan, from its octets to what is delivered. Runs in a child process. */
import { ScanError, type ReadScan, type ScanProblem } from '../../mail/scan.js';
import { PictureFile } from '../images/picture-file.js';
import { previewJpeg } from '../images/preview.js';
import { picturePdf, type LayerPage } from '../pdf/picture-pdf.js';
import type { Pdfium, PdfDocument } from '../pdf/pdfium.js';
import { searchablePdf } from '../pdf/searchable.js';
import type { TesseractEngine } from '../tesseract/engine.js';
import type { ReaderLimits } from './limits.js';
import type { PageSource } from './page-source.js';
import { PdfSource } from './pdf-source.js';
import { displaySize, PictureSource } from './picture-source.js';
import { readPage, unreadPage, type PageReading } from './read-page.js';
import { mediaTypes, sniff } from './sniff.js';

export interface ReadJob {
  readonly scan: Buffer;
  readonly limits: ReaderLimits;
  /** Pages that an earlier child read, or died of. */
  readonly earlier: readonly PageReading[];
  /** Whether earlier children died of drawing the preview or writing the PDF: it is left out then. */
  readonly skip: { readonly preview: boolean; readonly layer: boolean };
}

export interface ReadEvents {
  opened(pages: number): void;
  page(reading: PageReading): void;
  /** The pages are read; now the preview, then the PDF. */
  stage(name: 'preview' | 'pdf'): void;
}

/** The engines of a child process, started once. */
export interface Engines {
  readonly pdfium: Pdfium;
  readonly tesseract: TesseractEngine;
}

/** @throws ScanError as the port says */
export async function readScan(job: ReadJob, engines: Engines, events: ReadEvents): Promise<ReadScan> {
  const kind = sniff(job.scan);
  const mediaType = mediaTypes[kind];
  let document: PdfDocument | undefined;
  let file: PictureFile | undefined;
  let source: PageSource;
  if (kind === 'pdf') {
    try {
      document = engines.pdfium.open(job.scan);
    } catch (error) {
      if (!(error instanceof ScanError) || error.problem !== 'password') throw error;
      // The customer has the password; we hand on what we got.
      return { mediaType, pages: [], pdf: job.scan, preview: undefined, problem: 'password' };
    }
    source = new PdfSource(document);
  } else {
    file = await PictureFile.open(kind, job.scan, job.limits);
    source = new PictureSource(file);
  }
  try {
    if (source.pages === 0) throw new ScanError('damaged', 'The file has no pages.');
    if (source.pages > job.limits.pages)
      throw new ScanError('too-large', `The file has more than ${job.limits.pages} pages.`);
    events.opened(source.pages);
    const readings = await readPages(source, job, engines.tesseract, events);
    if (file) refuseUnreadable(readings);
    events.stage('preview');
    const preview = job.skip.preview ? undefined : await drawPreview(source, readings);
    events.stage('pdf');
    const layers = readings.map(layerOf);
    const { skip } = job;
    const pdf = file
      ? await picturePdf(file, layers, (index) => displaySize(file.pages[index]!))
      : await layeredPdf(job.scan, document!, readings, skip.layer);
    const problem: ScanProblem | undefined = file && !file.whole ? 'damaged' : undefined;
    return { mediaType, pages: readings.map(({ page }) => page), pdf, preview, problem };
  } finally {
    source.close();
  }
}

async function readPages(
  source: PageSource,
  job: ReadJob,
  engine: TesseractEngine,
  events: ReadEvents,
): Promise<readonly PageReading[]> {
  const earlier = new Map(job.earlier.map((reading) => [reading.page.number, reading]));
  const until = Date.now() + job.limits.scanMs;
  const readings: PageReading[] = [];
  for (let index = 0; index < source.pages; index++) {
    let reading = earlier.get(index + 1);
    if (!reading) {
      reading =
        Date.now() > until
          ? unreadPage(index + 1, 'timeout')
          : await withinTime(readPage(source, index, engine), index + 1, job.limits.pageMs, engine);
      events.page(reading);
    }
    readings.push(reading);
  }
  return readings;
}

/** A page that takes too long is given up, and its engine with it. (A hang in PDFium is for the parent to see.) */
async function withinTime(
  reading: Promise<PageReading>,
  number: number,
  pageMs: number,
  engine: TesseractEngine,
): Promise<PageReading> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<PageReading>((resolve) => {
    timer = setTimeout(() => resolve(unreadPage(number, 'timeout')), pageMs);
  });
  try {
    const first = await Promise.race([reading, late]);
    if (first.page.problem === 'timeout') await engine.close();
    return first;
  } finally {
    clearTimeout(timer);
  }
}

/** A picture of which no page can be decoded leaves nothing to deliver. */
function refuseUnreadable(readings: readonly PageReading[]): void {
  const problems = readings.map(({ page }) =>
    page.origin === 'none' && page.widthPx === 0 ? page.problem : undefined,
  );
  const first = problems[0];
  if (first === undefined || problems.includes(undefined)) return;
  if (first === 'too-large') throw new ScanError(first, 'The picture has too many pixels.');
  if (first === 'damaged') throw new ScanError(first, 'The picture cannot be decoded.');
}

function layerOf({ page, blocks, toUser }: PageReading): LayerPage {
  return { blocks, toUser, rotation: page.rotation };
}

/** Pages with text of their own, and those without any, stay as they are. */
async function layeredPdf(
  scan: Buffer,
  document: PdfDocument,
  readings: readonly PageReading[],
  skipLayer: boolean,
): Promise<Buffer> {
  if (skipLayer) return document.rebuilt();
  const layers = readings.map((reading) => (reading.page.origin === 'recognised' ? layerOf(reading) : undefined));
  try {
    return await searchablePdf(scan, layers);
  } catch {
    // Too broken to be written anew as it is; PDFium's copy of the pages has a sound skeleton.
    const rebuilt = document.rebuilt();
    return searchablePdf(rebuilt, layers).catch(() => rebuilt);
  }
}

async function drawPreview(source: PageSource, readings: readonly PageReading[]): Promise<ReadScan['preview']> {
  const drawable = readings.filter(({ page }) => page.widthPx > 0);
  const chosen =
    drawable.find(({ page, blank }) => !blank && page.origin !== 'none') ??
    drawable.find(({ blank }) => !blank) ??
    drawable[0];
  if (!chosen) return undefined;
  try {
    return await previewJpeg(await source.colour(chosen.page.number - 1, 1600), chosen.page);
  } catch (error) {
    if (error instanceof ScanError) return undefined;
    throw error;
  }
}
