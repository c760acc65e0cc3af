/**
 * Reads a folder of scans with known text and reports how well and how fast: fCER and F1 (see test/support/ocr-score),
 * CPU seconds a page, peak memory, and how often sender, date and subject are found; beside native Tesseract where
 * that is installed.
 *
 * Usage: npm run bench:ocr -- [--samples FOLDER] [--only TEXT] [--json FOLDER] [--no-native]
 *   --samples  a folder with manifest.json (default: test/fixtures/scans)
 *   --only     only files whose name contains the text
 *   --json     writes the recognised pages of each file there, as JSON
 */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { defaultReaderLimits } from '../src/adapters/reader/limits.js';
import { createScanReader } from '../src/adapters/reader/scan-reader.js';
import { silentLog, type LogFields } from '../src/mail/log.js';
import type { Page } from '../src/mail/scan.js';
import { addScores, f1, freeCharacterError, noScore, ocrScore, type OcrScore } from '../test/support/ocr-score.js';
import { scoreLetters, type ExpectedLetter, type FieldScore } from '../test/support/score-letters.js';
import { nativeTesseract } from './native-tesseract.js';

interface Entry extends ExpectedLetter {
  readonly kind: string;
  readonly truth?: string | null;
}

const { values: options } = parseArgs({
  options: {
    samples: { type: 'string', default: 'test/fixtures/scans' },
    only: { type: 'string', default: '' },
    json: { type: 'string' },
    'no-native': { type: 'boolean', default: false },
  },
});

const manifest = JSON.parse(await readFile(join(options.samples, 'manifest.json'), 'utf8')) as { files: Entry[] };
const entries = manifest.files.filter(
  ({ kind, truth, file }) => kind === 'scan' && truth && file.includes(options.only),
);
if (options.json) await mkdir(options.json, { recursive: true });

let last: LogFields = {};
const log = { ...silentLog, info: (_: string, fields: LogFields = {}) => void (last = fields) };
const reader = createScanReader({ processes: 1, limits: defaultReaderLimits, log });
const native = options['no-native'] ? undefined : await nativeTesseract(promisify(execFile));

let [ours, theirs] = [noScore, noScore];
let [cpuMs, nativeCpuMs, peak, pages] = [0, 0, 0, 0];
const pagesOf = new Map<string, readonly Page[]>();
const figures = (score: OcrScore): string =>
  `${(100 * freeCharacterError(score)).toFixed(2).padStart(7)} ${(100 * f1(score)).toFixed(2).padStart(7)}`;
const out = (line: string): void => void process.stdout.write(`${line}\n`);

out(`${'file'.padEnd(34)}    fCER      F1   CPU s/page${native ? '   | native fCER     F1' : ''}`);
try {
  for (const { file, truth } of entries) {
    const scan = await readFile(join(options.samples, file));
    const text = await readFile(join(options.samples, truth!), 'utf8');
    const read = await reader.read(scan, {});
    pagesOf.set(file, read.pages);
    const score = ocrScore(text, read.pages.map((page) => page.text).join('\n'));
    const ms = Number(last['cpuMs'] ?? 0);
    ours = addScores(ours, score);
    cpuMs += ms;
    pages += read.pages.length;
    peak = Math.max(peak, Number(last['peakRssOctets'] ?? 0));
    let beside = '';
    if (native) {
      const found = await native.read(join(options.samples, file));
      const nativeScore = ocrScore(text, found.text);
      theirs = addScores(theirs, nativeScore);
      nativeCpuMs += found.cpuMs;
      beside = `   |     ${figures(nativeScore)}`;
    }
    const seconds = (ms / 1000 / read.pages.length).toFixed(2).padStart(9);
    out(`${file.padEnd(34)} ${figures(score)} ${seconds}${beside}`);
    if (options.json)
      await writeFile(join(options.json, `${basename(file, extname(file))}.json`), JSON.stringify(read.pages));
  }
} finally {
  await reader.close();
}

const perPage = (ms: number): string => (ms / 1000 / Math.max(1, pages)).toFixed(2);
out(`${`all (${entries.length} files, ${pages} pages)`.padEnd(34)} ${figures(ours)} ${perPage(cpuMs).padStart(9)}`);
out(`peak memory of the reading process: ${Math.round(peak / 1_000_000)} MB`);
if (native) out(`native ${native.version}: fCER, F1 ${figures(theirs)}, ${perPage(nativeCpuMs)} CPU s a page`);
else out('native Tesseract is not installed (or was not asked for): not compared');
// Scanned long after any of them was written.
const letters = scoreLetters(entries, pagesOf, Date.UTC(2026, 0, 1));
for (const field of ['sender', 'date', 'subject'] as const) out(`${field.padEnd(8)} ${share(letters[field])}`);

function share({ right, wrong, expected }: FieldScore): string {
  const percent = (n: number): string => `${((100 * n) / Math.max(1, expected)).toFixed(0)} %`;
  return `right ${percent(right)} (${right} of ${expected}), wrong ${percent(wrong)}`;
}
