import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { defaultReaderLimits, type ReaderLimits } from '../../../src/adapters/reader/limits.js';
import { createScanReader } from '../../../src/adapters/reader/scan-reader.js';
import { silentLog } from '../../../src/mail/log.js';
import { ScanError, type ReadProgress, type ScanProblem, type ScanReader } from '../../../src/mail/scan.js';
import { f1, ocrScore } from '../../support/ocr-score.js';

const scan = (name: string) => readFile(`test/fixtures/scans/${name}`);
const withProblem = (problem: ScanProblem) => (error: unknown) =>
  error instanceof ScanError && error.problem === problem;

describe('the scan reader', function () {
  this.timeout(90_000);
  let reader: ScanReader;
  before(() => {
    reader = createScanReader({ processes: 1, limits: defaultReaderLimits, log: silentLog });
  });
  after(() => reader.close());

  /** For one test, with other limits. */
  async function limited<T>(limits: Partial<ReaderLimits>, use: (reader: ScanReader) => Promise<T>): Promise<T> {
    const other = createScanReader({ processes: 1, limits: { ...defaultReaderLimits, ...limits }, log: silentLog });
    try {
      return await use(other);
    } finally {
      await other.close();
    }
  }

  it('reads a picture, whatever its name says', async () => {
    const progress: ReadProgress[] = [];
    const read = await reader.read(await scan('edge/png-named.pdf'), {
      onProgress: (step) => void progress.push(step),
    });
    const [page] = read.pages;
    assert.deepEqual([read.mediaType, read.pages.length, read.problem], ['image/png', 1, undefined]);
    assert.deepEqual(progress, [
      { page: 0, pages: 1 },
      { page: 1, pages: 1 },
    ]);
    const truth = await readFile('test/fixtures/scans/edge/png-named.txt', 'utf8');
    assert.ok(f1(ocrScore(truth, page!.text)) > 0.97, page!.text);
    assert.ok(page!.origin === 'recognised' && page!.confidence > 85 && page!.widthPx > 2000);
    for (const { box } of page!.blocks.flatMap((block) => block.lines.flatMap((line) => line.words)))
      assert.ok(box.x0 >= 0 && box.x1 <= page!.widthPx && box.y0 >= 0 && box.y1 <= page!.heightPx);
    assert.equal(read.pdf.toString('latin1', 0, 5), '%PDF-');
    const { jpeg, widthPx, heightPx } = read.preview!;
    assert.deepEqual([jpeg.readUInt16BE(0), widthPx], [0xffd8, 1000]);
    assert.ok(heightPx > 1300 && jpeg.length < 200_000);
  });

  it('takes the text of a PDF that has one, and reads only the page that has none', async () => {
    const read = await reader.read(await scan('edge/mixed-text-and-scan.pdf'), {});
    assert.deepEqual(
      read.pages.map((page) => [page.number, page.origin]),
      [
        [1, 'embedded'],
        [2, 'recognised'],
      ],
    );
    assert.equal(read.pages[0]!.confidence, 100);
    const truth = await readFile('test/fixtures/scans/edge/mixed-text-and-scan.txt', 'utf8');
    assert.ok(f1(ocrScore(truth, read.pages.map((page) => page.text).join('\n'))) > 0.97);
  });

  it('hands on what it cannot open for want of a password', async () => {
    const octets = await scan('edge/encrypted-user-password.pdf');
    const read = await reader.read(octets, {});
    assert.deepEqual([read.problem, read.pages, read.preview], ['password', [], undefined]);
    assert.deepEqual(read.pdf, octets);
  });

  it('finds nothing on empty pages', async () => {
    const read = await reader.read(await scan('edge/blank-pages-only.tif'), {});
    assert.deepEqual(
      read.pages.map((page) => [page.origin, page.text, page.problem]),
      [
        ['none', '', undefined],
        ['none', '', undefined],
      ],
    );
    assert.ok(read.pdf.length > 0 && read.preview);
  });

  for (const [name, problem] of [
    ['edge/zero-byte.pdf', 'empty'],
    ['edge/html-named.pdf', 'unsupported'],
    ['edge/letter.webp', 'unsupported'],
    ['edge/no-pages.pdf', 'damaged'],
    ['edge/truncated.pdf', 'damaged'],
    ['edge/huge-20000x20000-1bit.png', 'too-large'],
  ] as const)
    it(`refuses ${name} as ${problem}`, async () => {
      await assert.rejects(reader.read(await scan(name), {}), withProblem(problem));
    });

  it('refuses files with too many octets or pages', async () => {
    await limited({ scanOctets: 1000, pages: 3 }, async (small) => {
      await assert.rejects(small.read(Buffer.alloc(1001, '%PDF-'), {}), withProblem('too-large'));
    });
    await limited({ pages: 199 }, async (small) => {
      await assert.rejects(small.read(await scan('edge/200-pages.pdf'), {}), withProblem('too-large'));
    });
  });

  it('gives up a page that takes too long, and delivers the scan', async () => {
    await limited({ pageMs: 1 }, async (hasty) => {
      const octets = await scan('edge/image-strips.pdf');
      const read = await hasty.read(octets, {});
      assert.deepEqual(
        read.pages.map((page) => [page.origin, page.problem]),
        [['none', 'timeout']],
      );
      assert.deepEqual(read.pdf, octets);
    });
  });

  it('ends a child that swells, and says that the scan was too large', async () => {
    await limited({ rssOctets: 50_000_000 }, async (tight) => {
      const reading = tight.read(await scan('edge/image-strips.pdf'), {});
      // At which page or stage it swells is the machine's choice.
      const problem = await reading.then(
        (read) => read.pages[0]?.problem,
        (error: unknown) => (error instanceof ScanError ? error.problem : error),
      );
      assert.equal(problem, 'too-large');
    });
  });

  it('stops at once when asked to, and reads the next scan all the same', async () => {
    const octets = await scan('02-stadtwerke-abrechnung.pdf');
    const stop = new AbortController();
    const given = reader.read(octets, { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) });
    await assert.rejects(given, /enough/);
    await assert.rejects(reader.read(octets, { signal: AbortSignal.abort(new Error('never')) }), /never/);
    assert.equal((await reader.read(await scan('edge/born-digital.pdf'), {})).pages.length, 2);
  });

  it('refuses what comes or waits after its end', async () => {
    const other = createScanReader({ processes: 1, limits: defaultReaderLimits, log: silentLog });
    const octets = await scan('edge/born-digital.pdf');
    const [running, waiting] = [other.read(octets, {}), other.read(octets, {})];
    const ends = Promise.all([assert.rejects(running, /closed/), assert.rejects(waiting, /closed/)]);
    await other.close();
    await ends;
    await assert.rejects(other.read(octets, {}), /closed/);
  });
});
