/** Takes files in, several at a time, with a progress bar and a line for each: the `intake` command and the demo. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Admin, IntakeOutcome, IntakeProgress } from '../mail/admin.js';
import { MailError } from '../mail/errors.js';
import type { Context } from './context.js';
import { progressBar } from './progress.js';

export interface TakeInOptions {
  /** Account number, user name or mail address. */
  readonly account: string;
  readonly wait: boolean;
  readonly again: boolean;
  /** Files on their way at the same time; 4 by default, enough to keep the recognition of a small machine busy. */
  readonly atOnce?: number;
  /** The line that tells how a file fared. */
  readonly line: (file: string, outcome: IntakeOutcome, done: number) => string;
}

/**
 * @returns an outcome a file; one that cannot be read is rejected and the others go on
 * @throws MailError trouble that is not the file's: no such account, disk full, no server any more
 */
export async function takeIn(
  admin: Pick<Admin, 'intake'>,
  files: readonly string[],
  options: TakeInOptions,
  context: Pick<Context, 'out' | 'err' | 'errIsTerminal' | 'signal'>,
): Promise<readonly IntakeOutcome[]> {
  const bar = progressBar(context);
  /** Of the files under way, how much of each is done: 0 to 1. */
  const shares = new Map<string, number>();
  const outcomes: IntakeOutcome[] = [];
  const show = (label: string) => {
    const underWay = [...shares.values()].reduce((sum, share) => sum + share, 0);
    bar.show(outcomes.length + underWay, files.length, `${outcomes.length} of ${files.length}  ${label}`);
  };
  const waiting = files.values();
  const worker = async () => {
    for (const file of waiting) {
      show(shownName(file));
      const outcome = await takeInFile(admin, file, options, context.signal, ({ page, pages }) => {
        shares.set(file, page / (pages + 1));
        show(`${shownName(file)}, page ${page} of ${pages}`);
      });
      shares.delete(file);
      outcomes.push(outcome);
      bar.clear();
      context.out(options.line(file, outcome, outcomes.length));
      if (outcomes.length < files.length) show('');
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(options.atOnce ?? 4, files.length) }, worker));
  } finally {
    bar.clear();
  }
  return outcomes;
}

async function takeInFile(
  admin: Pick<Admin, 'intake'>,
  file: string,
  { account, wait, again }: TakeInOptions,
  signal: AbortSignal,
  onProgress: (progress: IntakeProgress) => void,
): Promise<IntakeOutcome> {
  const path = resolve(file);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) return { result: 'rejected', reason: unreadable(found) };
  if (!found.isFile()) return { result: 'rejected', reason: 'It is not a file.' };
  const request = { account, file: path, modifiedMs: found.mtimeMs, sizeOctets: found.size, again, wait };
  const octets = createReadStream(path);
  // An early answer leaves it unread; what fails in it then concerns nobody.
  octets.on('error', () => {});
  try {
    return await admin.intake(request, octets, { signal, onProgress });
  } catch (error) {
    const { code, path: failed } = error as NodeJS.ErrnoException;
    if (failed === path && code) return { result: 'rejected', reason: unreadable(error as NodeJS.ErrnoException) };
    // The scan could not be taken: not this file's fault, and the others would fare no better.
    if (error instanceof MailError)
      throw new MailError(error.code, `${printable(file)}: ${error.message}`, { cause: error });
    throw error;
  } finally {
    octets.destroy();
  }
}

/** A file's name fit for a terminal: control characters would move its cursor. */
export function shownName(file: string): string {
  return printable(basename(file));
}

export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?');
}

function unreadable(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'There is no such file.';
  if (error.code === 'EACCES') return 'It must not be read: check its permissions.';
  return `It cannot be read (${error.code ?? error.message}).`;
}
