/** The way of one file of a hot folder: made a job, waited for, and then removed or put aside. */
import { unlink } from 'node:fs/promises';
import type { Account } from '../../mail/accounts.js';
import { isMailError } from '../../mail/errors.js';
import type { AccountId, JobId } from '../../mail/ids.js';
import type { JobQueue } from '../../mail/job-queue.js';
import type { Log } from '../../mail/log.js';
import { dropFile, errorCode, isGone, nameOf, readableName, readDropFile, type DropFile } from './drop-file.js';
import type { Intake, IntakeReport } from './intake.js';
import { putAside } from './put-aside.js';
import { asError } from '../../lib/as-error.js';
import { Refusal, refusalOf } from './refusal.js';
import { identityOf } from './scan-job.js';
import type { Troubles } from './troubles.js';

export interface DropFolder {
  readonly account: Account;
  readonly path: string;
}

export interface DropTakerOptions {
  readonly intake: Pick<Intake, 'submit' | 'wait'>;
  readonly jobs: Pick<JobQueue, 'list' | 'remove'>;
  readonly log: Log;
  readonly troubles: Troubles;
  readonly scanOctets: number;
  /** Aborted at the end: what is in work then is finished at the next start. */
  readonly signal: AbortSignal;
  /** A file is out of work. */
  readonly onRoom: () => void;
}

/** Trouble of the store, not of a file: nothing is taken until it is left alone no more. */
export const storeTrouble = 'store';

export class DropTaker {
  readonly #options: DropTakerOptions;
  readonly #inWork = new Map<string, Promise<void>>();
  /** Jobs may be known whose file is gone. */
  #leftOver = true;

  constructor(options: DropTakerOptions) {
    this.#options = options;
  }

  /** Files taken that are neither removed nor put aside. */
  get inWork(): number {
    return this.#inWork.size;
  }

  /** In work, or left alone for a while. */
  isBusy(account: AccountId, identity: string): boolean {
    const key = keyOf(account, identity);
    return this.#inWork.has(key) || this.#options.troubles.has(key);
  }

  /** Resolves when the file's job is durable or nothing came of it; the rest goes on beside. Never rejects. */
  async take(folder: DropFolder, file: DropFile): Promise<void> {
    const { account } = folder;
    const { intake, scanOctets } = this.#options;
    try {
      if (account.state === 'closed') throw new Refusal('account-closed', account.language);
      if (file.sizeOctets === 0) throw new Refusal('empty', account.language);
      if (file.sizeOctets > scanOctets) throw new Refusal('too-large', account.language);
      const octets = await readDropFile(file);
      if (!octets) return; // changed or gone: the next look sees it as it is then
      const { name, identity } = file;
      const fileName = readableName(name);
      const { job } = await intake.submit({ account: account.id, octets, source: 'hot-folder', fileName, identity });
      this.#options.troubles.over(storeTrouble);
      this.#work(folder, file, () => this.#settle(folder, file, job));
    } catch (error) {
      const refusal = refusalOf(error, account.language);
      if (refusal) this.#work(folder, file, () => this.#refuse(folder, file, refusal.code, refusal.message));
      else if (isMailError(error)) this.#storeTrouble(error);
      else this.#fileTrouble(folder, file, 'hot-folder.not-read', error);
    }
  }

  /** Waits until nothing is in work; quick once `signal` has aborted. */
  async idle(): Promise<void> {
    await Promise.all(this.#inWork.values());
  }

  /**
   * Forgets the ended jobs whose file is gone, so that a file of that name is a new letter. Those of files that are
   * still there, and of files in work, stay. Looks only when there may be any: at first, and after trouble.
   */
  async forgetGone(pathOf: (account: AccountId) => string): Promise<void> {
    if (!this.#leftOver) return;
    const { jobs } = this.#options;
    const known = await jobs.list({ kind: 'hot-folder' });
    this.#leftOver = false;
    for (const job of known) {
      const identity = identityOf(job);
      if (this.#inWork.has(keyOf(job.account, identity))) continue;
      // Where the folder cannot be looked at, the file may still be there.
      const present = await dropFile(pathOf(job.account), nameOf(identity)).then(
        (file) => file?.identity === identity,
        () => true,
      );
      // A file that is still there may go without us, and so may that of a job not ended: looked at again.
      if (present || !job.result) this.#leftOver = true;
      else await jobs.remove(job.id).catch(() => (this.#leftOver = true));
    }
  }

  /** @param run never rejects */
  #work({ account }: DropFolder, file: DropFile, run: () => Promise<unknown>): void {
    const key = keyOf(account.id, file.identity);
    const ended = async () => {
      await run();
      this.#inWork.delete(key);
      this.#options.onRoom();
    };
    this.#inWork.set(key, ended());
  }

  async #settle(folder: DropFolder, file: DropFile, job: JobId): Promise<void> {
    const { intake, jobs, signal } = this.#options;
    let report: IntakeReport;
    try {
      report = await intake.wait(job, { signal });
    } catch (error) {
      if (!signal.aborted) this.#fileTrouble(folder, file, 'hot-folder.not-waited', error);
      return;
    }
    try {
      if (report.result === 'delivered') await this.#remove(folder, file);
      else if (!(await this.#refuse(folder, file, report.code, report.reason))) return;
      await jobs.remove(job);
    } catch (error) {
      // The job stays known: the same file makes no second message however often it is seen.
      this.#fileTrouble(folder, file, 'hot-folder.not-removed', error);
    }
  }

  /** Its message is durable. What has been written under its name since is another letter and stays. */
  async #remove(folder: DropFolder, file: DropFile): Promise<void> {
    if ((await dropFile(folder.path, file.name))?.identity !== file.identity) return;
    await unlink(file.path).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  }

  /** @returns false when it could not be put aside, which is told */
  async #refuse(folder: DropFolder, file: DropFile, code: string, reason: string): Promise<boolean> {
    try {
      const moved = await putAside(folder.path, file, reason);
      if (moved) this.#options.log.info('hot-folder.rejected', { account: folder.account.id, code });
      return true;
    } catch (error) {
      this.#fileTrouble(folder, file, 'hot-folder.not-put-aside', error);
      return false;
    }
  }

  #fileTrouble({ account }: DropFolder, { identity }: DropFile, event: string, error: unknown): void {
    this.#leftOver = true;
    if (!this.#options.troubles.met(keyOf(account.id, identity))) return;
    // No error of the file system goes into the log as it is: its words name the file.
    this.#options.log.warn(event, { account: account.id, code: errorCode(error) });
  }

  #storeTrouble(error: unknown): void {
    if (!this.#options.troubles.met(storeTrouble) || this.#options.signal.aborted) return;
    this.#options.log.warn('hot-folder.held', { error: asError(error) });
  }
}

const keyOf = (account: AccountId, identity: string) => `${account} ${identity}`;
