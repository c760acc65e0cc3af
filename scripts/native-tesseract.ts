/** Tesseract as installed on the machine, for the benchmark's comparison: pages drawn plainly, nothing cleaned. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { PictureFile } from '../src/adapters/images/picture-file.js';
import { Pdfium } from '../src/adapters/pdf/pdfium.js';
import { defaultReaderLimits } from '../src/adapters/reader/limits.js';
import { PdfSource } from '../src/adapters/reader/pdf-source.js';
import { PictureSource } from '../src/adapters/reader/picture-source.js';
import { sniff } from '../src/adapters/reader/sniff.js';

type Run = (file: string, args: readonly string[]) => Promise<{ stdout: string; stderr: string }>;

export interface NativeTesseract {
  readonly version: string;
  read(file: string): Promise<{ readonly text: string; readonly cpuMs: number }>;
}

/** @returns undefined when it is not installed, or has no German or English data */
export async function nativeTesseract(run: Run): Promise<NativeTesseract | undefined> {
  try {
    const { stdout, stderr } = await run('tesseract', ['--version']);
    const languages = await run('tesseract', ['--list-langs']);
    if (!/^deu$/m.test(languages.stdout) || !/^eng$/m.test(languages.stdout)) return undefined;
    const pdfium = await Pdfium.start();
    const version = `${stdout}${stderr}`.split('\n')[0]!;
    return { version, read: (file) => read(run, pdfium, file) };
  } catch {
    return undefined;
  }
}

async function read(run: Run, pdfium: Pdfium, file: string): Promise<{ text: string; cpuMs: number }> {
  const octets = await readFile(file);
  const kind = sniff(octets);
  const source =
    kind === 'pdf'
      ? new PdfSource(pdfium.open(octets))
      : new PictureSource(await PictureFile.open(kind, octets, defaultReaderLimits));
  const folder = await mkdtemp(join(tmpdir(), 'bench-ocr-'));
  try {
    const texts: string[] = [];
    let cpuMs = 0;
    for (let index = 0; index < source.pages; index++) {
      const { image, dpi } = await source.page(index);
      const page = join(folder, 'page.png');
      const raw = { width: image.width, height: image.height, channels: 1 } as const;
      await writeFile(
        page,
        await sharp(image.data, { raw })
          .withMetadata({ density: dpi?.x ?? 300 })
          .png({ compressionLevel: 1 })
          .toBuffer(),
      );
      // The shell's own clock of its children: user and system time.
      const command = 'export LC_ALL=C; tesseract "$0" - -l deu+eng --psm 1 2>/dev/null; times >&2';
      const { stdout, stderr } = await run('/bin/sh', ['-c', command, page]);
      texts.push(stdout);
      cpuMs += childMs(stderr);
    }
    return { text: texts.join('\n'), cpuMs };
  } finally {
    source.close();
    await rm(folder, { recursive: true });
  }
}

/** The last line of POSIX `times`: children's user and system time, as 0m1.25s. */
function childMs(times: string): number {
  const line = times.trim().split('\n').at(-1) ?? '';
  let ms = 0;
  for (const [, minutes, seconds] of line.matchAll(/(\d+)m([\d.]+)s/g))
    ms += Number(minutes) * 60_000 + Number(seconds) * 1000;
  return ms;
}
