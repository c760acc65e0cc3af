import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Admin, IntakeOutcome } from '../../mail/admin.js';
import { MailError } from '../../mail/errors.js';
import type { Context } from '../context.js';
import { exitCode } from '../exit-codes.js';
import { progressBar } from '../progress.js';
import type { CommandFile } from '../program.js';

interface Options {
  account: string;
  wait: boolean;
  again?: true;
  json?: true;
}

/** Files on their way at the same time: enough to keep the recognition of a small machine busy. */
const filesAtOnce = 4;

/** `unpaperme intake`: takes scans in and waits until each is a message. The files stay where they are. */
export const intake: CommandFile = (parent, context) => {
  parent
    .command('intake')
    .description('take scans (PDF, TIFF, JPEG, PNG) in for an account; the files stay where they are')
    .requiredOption('--account <account>', 'account number, user name or mail address')
    .option('--wait', 'wait until each file is a message (the default)', true)
    .option('--no-wait', 'return when the scans are safe with a running server')
    .option('--again', 'take a file in even if it was taken in before')
    .option('--json', 'print one JSON object a file')
    .argument('<file...>', 'scans')
    .action(async (files: string[], options: Options) => {
      const results = await context.withAdmin((admin) => takeIn(admin, files, options, context));
      if (results.some((outcome) => outcome.result === 'rejected')) context.setExitCode(exitCode.rejected);
    });
};

async function takeIn(
  admin: Admin,
  files: readonly string[],
  options: Options,
  context: Context,
): Promise<IntakeOutcome[]> {
  const bar = progressBar(context);
  const pageShares = new Map<string, number>();
  const outcomes: IntakeOutcome[] = [];
  const show = (label: string) => {
    const shares = [...pageShares.values()].reduce((sum, share) => sum + share, 0);
    bar.show(outcomes.length + shares, files.length, `${outcomes.length} of ${files.length}  ${label}`);
  };
  const waiting = files.values();
  const worker = async () => {
    for (const file of waiting) {
      show(basename(file));
      const outcome = await takeInFile(admin, file, options, context.signal, ({ page, pages }) => {
        pageShares.set(file, page / (pages + 1));
        show(`${basename(file)}, page ${page} of ${pages}`);
      });
      pageShares.delete(file);
      outcomes.push(outcome);
      bar.clear();
      context.out(options.json ? json(file, outcome) : words(file, outcome));
      show('');
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(filesAtOnce, files.length) }, worker));
  } finally {
    bar.clear();
  }
  return outcomes;
}

async function takeInFile(
  admin: Admin,
  file: string,
  options: Options,
  signal: AbortSignal,
  onProgress: (progress: { page: number; pages: number }) => void,
): Promise<IntakeOutcome> {
  const path = resolve(file);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) return { result: 'rejected', reason: unreadable(found) };
  if (!found.isFile()) return { result: 'rejected', reason: 'It is not a file.' };
  const request = {
    account: options.account,
    file: path,
    modifiedMs: found.mtimeMs,
    sizeOctets: found.size,
    again: options.again ?? false,
    wait: options.wait,
  };
  try {
    return await admin.intake(request, createReadStream(path), { signal, onProgress });
  } catch (error) {
    const { code, path: failed } = error as NodeJS.ErrnoException;
    if (failed === path && code) return { result: 'rejected', reason: unreadable(error as NodeJS.ErrnoException) };
    // The scan could not be taken: not this file's fault, and the others would fare no better.
    if (error instanceof MailError) throw new MailError(error.code, `${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

function unreadable(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'There is no such file.';
  if (error.code === 'EACCES') return 'It must not be read: check its permissions.';
  return `It cannot be read (${error.code ?? error.message}).`;
}

function json(file: string, outcome: IntakeOutcome): string {
  const { mailbox, uid } = outcome.result === 'delivered' ? outcome : { mailbox: null, uid: null };
  const reason = outcome.result === 'queued' ? null : (outcome.reason ?? null);
  return JSON.stringify({ file, result: outcome.result, mailbox, uid, reason });
}

function words(file: string, outcome: IntakeOutcome): string {
  switch (outcome.result) {
    case 'delivered': {
      const remark = outcome.reason === undefined ? '' : ` (${outcome.reason})`;
      return `${file}: delivered to ${outcome.mailbox}, UID ${outcome.uid}${remark}`;
    }
    case 'rejected':
      return `${file}: rejected. ${outcome.reason}`;
    case 'queued':
      return `${file}: queued`;
  }
}
