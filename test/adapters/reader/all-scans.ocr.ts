/** Every scan of the fixtures, read as the service reads it: minutes, so apart from the other tests (test:ocr). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { defaultReaderLimits } from '../../../src/adapters/reader/limits.js';
import { createScanReader } from '../../../src/adapters/reader/scan-reader.js';
import { silentLog } from '../../../src/mail/log.js';
import { ScanError, type ReadScan, type ScanReader } from '../../../src/mail/scan.js';
import { collect } from '../../support/memory.js';
import { addScores, f1, freeCharacterError, noScore, ocrScore } from '../../support/ocr-score.js';

interface Entry {
  readonly file: string;
  readonly kind: 'scan' | 'edge';
  readonly type: string;
  readonly pages: number | null;
  readonly truth: string | null;
  readonly rotation?: Readonly<Record<string, number>>;
  readonly blankPages?: readonly number[];
  readonly outcome?: string | readonly string[];
}

const folder = 'test/fixtures/scans';
const { files } = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')) as { files: readonly Entry[] };
/** What the manifest calls an outcome, and we do. */
const outcomeOf = (read: ReadScan): string => {
  if (read.problem !== undefined) return read.problem;
  if (read.pages.every((page) => page.origin === 'none')) return read.pages[0]?.problem ?? 'no-text';
  return read.pages.some((page) => page.problem !== undefined) ? 'damaged' : 'ok';
};

describe('all scans', function () {
  this.timeout(600_000);
  let reader: ScanReader;
  let total = noScore;
  before(() => {
    reader = createScanReader({ processes: 2, limits: defaultReaderLimits, log: silentLog });
  });
  after(() => reader.close());

  for (const entry of files.filter(({ kind }) => kind === 'scan'))
    it(`${entry.file} is read, upright and whole`, async () => {
      const read = await reader.read(await readFile(`${folder}/${entry.file}`), {});
      assert.deepEqual([read.mediaType, read.pages.length, read.problem], [entry.type, entry.pages, undefined]);
      for (const [page, degrees] of Object.entries(entry.rotation ?? {}))
        assert.equal((read.pages[Number(page) - 1]!.rotation + degrees) % 360, 0);
      for (const page of entry.blankPages ?? []) assert.equal(read.pages[page - 1]!.text, '');
      const truth = await readFile(`${folder}/${entry.truth}`, 'utf8');
      total = addScores(total, ocrScore(truth, read.pages.map((page) => page.text).join('\n')));
      assert.ok(read.preview && read.preview.jpeg.length < 200_000);
    });

  it('are together within the aim: fCER at most 2 %, F1 at least 95.5', () => {
    assert.ok(freeCharacterError(total) <= 0.02, `fCER ${freeCharacterError(total)}`);
    assert.ok(f1(total) >= 0.955, `F1 ${f1(total)}`);
  });

  for (const entry of files.filter(({ kind }) => kind === 'edge'))
    it(`${entry.file} comes out as ${[entry.outcome].flat().join(' or ')}`, async () => {
      collect();
      const before = process.memoryUsage.rss();
      const outcome = await reader
        .read(await readFile(`${folder}/${entry.file}`), {})
        .then(outcomeOf, (error: unknown) => {
          assert.ok(error instanceof ScanError, String(error));
          return error.problem === 'empty' ? 'unsupported' : error.problem;
        });
      assert.ok([entry.outcome].flat().includes(outcome), outcome);
      collect();
      assert.ok(process.memoryUsage.rss() - before < 100_000_000, 'the memory of the parent stays flat');
    });
});
