/**
 * Intake: scans go in, each becomes exactly one message in its customer's INBOX, or is refused with a reason.
 *
 * `submit` makes the scan durable; from then on it needs nobody's memory. The worker does the rest.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Account, AccountDirectory } from '../../mail/accounts.js';
import type { Clock } from '../../mail/clock.js';
import { MailError } from '../../mail/errors.js';
import type { AccountId, JobId } from '../../mail/ids.js';
import type { Job, JobQueue, JobResult } from '../../mail/job-queue.js';
import type { Log } from '../../mail/log.js';
import type { MailStores } from '../../mail/mail-store.js';
import type { ReadProgress, ScanReader } from '../../mail/scan.js';
import type { ServiceIdentity } from './deliver.js';
import { defaultIntakeLimits, type IntakeLimits } from './limits.js';
import { asError } from '../../lib/as-error.js';
import { isForgivable, Refusal, refusalOf } from './refusal.js';
import { scanSources, type ScanPayload, type ScanSource } from './scan-job.js';
import { systemTimers, type Timers } from '../../lib/timers.js';
import { unknownJob, Waiting } from './waiting.js';
import { Worker } from './worker.js';

export interface NewScan {
  readonly account: AccountId;
  readonly octets: Buffer;
  readonly source: ScanSource;
  /** For people; undefined when it has none. */
  readonly fileName?: string;
  /**
   * What, with the octets' hash, makes it the same file when it comes again: its path, time and size. A file that was
   * submitted before its submitter died comes again so, and is not taken in twice.
   */
  readonly identity: string;
}

export interface SubmitOptions {
  /** Take it in again, although it was before. */
  readonly again?: boolean;
}

export interface Submitted {
  readonly job: JobId;
  /** False: this file was taken in before; the job is that one. */
  readonly fresh: boolean;
}

export interface WaitOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Its account is full. The scan stays safe and becomes a message once there is room; that may take long. */
  readonly onHeld?: () => void;
}

/** How it ended. `repeated`: it was taken in before, and this is how it ended then. */
export type IntakeReport =
  | { readonly result: 'delivered'; readonly mailbox: string; readonly uid: number; readonly repeated: boolean }
  | { readonly result: 'rejected'; readonly code: string; readonly reason: string; readonly repeated: boolean };

export interface Intake {
  /** Durable when resolved.
   *  @throws Refusal empty, too-large, account-closed, account-gone: with words on what to do
   *  @throws MailError storage-full, unavailable: nothing was taken, try again later */
  submit(scan: NewScan, options?: SubmitOptions): Promise<Submitted>;
  /** The end of a job, at once if it has ended.
   *  @throws MailError unavailable: the service stops, the scan stays safe in the queue; the reason of `signal` */
  wait(job: JobId, options?: WaitOptions): Promise<IntakeReport>;
  /** Both, refusals included.
   *  @throws as `wait` */
  take(scan: NewScan, options?: SubmitOptions & WaitOptions): Promise<IntakeReport>;
  /** Begins to work on jobs, those left from before first. */
  start(): void;
  /** Puts running jobs back and stops, within the limits' `closeMs`. */
  close(): Promise<void>;
}

export interface IntakeOptions {
  readonly stores: MailStores;
  readonly accounts: AccountDirectory;
  readonly jobs: JobQueue;
  readonly reader: ScanReader;
  readonly clock: Clock;
  readonly log: Log;
  readonly service: ServiceIdentity;
  readonly limits?: Partial<IntakeLimits>;
  readonly timers?: Timers;
  /** Document ids: letters, digits, `-`; never the same again. */
  readonly newId?: () => string;
}

const forgetEveryMs = 3600_000;

export function createIntake(options: IntakeOptions): Intake {
  return new IntakeService(options);
}

class IntakeService implements Intake {
  readonly #options: IntakeOptions;
  readonly #limits: IntakeLimits;
  readonly #timers: Timers;
  readonly #newId: () => string;
  readonly #waiting = new Waiting();
  readonly #worker: Worker;
  #closed = false;
  #stopForgetting = (): void => {};

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#limits = { ...defaultIntakeLimits, ...options.limits };
    this.#timers = options.timers ?? systemTimers;
    this.#newId = options.newId ?? (() => randomBytes(16).toString('hex'));
    this.#worker = new Worker({ ...options, limits: this.#limits, timers: this.#timers, waiting: this.#waiting });
  }

  start(): void {
    if (this.#closed) return;
    this.#worker.start();
    this.#forget();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopForgetting();
    await this.#worker.close();
    this.#waiting.closeAll(stopping());
  }

  async submit(scan: NewScan, { again = false }: SubmitOptions = {}): Promise<Submitted> {
    if (this.#closed) throw stopping();
    const account = await this.#openAccount(scan.account);
    if (scan.octets.length === 0) throw new Refusal('empty', account.language);
    if (scan.octets.length > this.#limits.scanOctets) throw new Refusal('too-large', account.language);
    const document = this.#newId();
    const payload: ScanPayload = {
      version: 1,
      source: scan.source,
      ...(scan.fileName === undefined ? {} : { fileName: scan.fileName }),
      identity: scan.identity,
      receivedMs: this.#options.clock.now(),
      document,
      language: account.language,
      sizeOctets: scan.octets.length,
    };
    const hash = createHash('sha256').update(scan.octets).digest('hex');
    const key = [scan.source, hash, scan.identity, ...(again ? [document] : [])].join('\0');
    const first = await this.#enqueue(scan, key, payload);
    if (first.fresh || first.job.result?.kind !== 'rejected' || !isForgivable(first.job.result.code)) {
      return { job: first.job.id, fresh: first.fresh };
    }
    await this.#options.jobs.remove(first.job.id);
    const second = await this.#enqueue(scan, key, payload);
    return { job: second.job.id, fresh: second.fresh };
  }

  async wait(job: JobId, { signal, onProgress, onHeld }: WaitOptions = {}): Promise<IntakeReport> {
    if (this.#closed) throw stopping();
    signal?.throwIfAborted();
    const { end, leave } = this.#waiting.add(job, onProgress, onHeld);
    const abort = () => leave(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      // Asked for only now: an end in between is told, an end before is found.
      const known = await this.#options.jobs.get(job);
      if (!known) throw unknownJob();
      return await this.#report(known, known.result ?? (await end));
    } finally {
      signal?.removeEventListener('abort', abort);
      leave();
    }
  }

  async take(scan: NewScan, options: SubmitOptions & WaitOptions = {}): Promise<IntakeReport> {
    let submitted: Submitted;
    try {
      submitted = await this.submit(scan, options);
    } catch (error) {
      const refusal = refusalOf(error, 'de');
      if (!refusal) throw error;
      return { result: 'rejected', code: refusal.code, reason: refusal.message, repeated: false };
    }
    return { ...(await this.wait(submitted.job, options)), repeated: !submitted.fresh };
  }

  async #openAccount(id: AccountId): Promise<Account> {
    const account = await this.#options.accounts.get(id);
    if (!account) throw new Refusal('account-gone', 'de');
    if (account.state === 'closed') throw new Refusal('account-closed', account.language);
    return account;
  }

  async #enqueue(scan: NewScan, key: string, payload: ScanPayload) {
    const { account, source } = scan;
    return this.#options.jobs.enqueue({ account, kind: scanSources[source], key, payload }, pieces(scan.octets));
  }

  async #report(job: Job, result: JobResult): Promise<IntakeReport> {
    if (result.kind === 'rejected') {
      return { result: 'rejected', code: result.code, reason: result.reason, repeated: false };
    }
    const store = await this.#options.stores.open(job.account);
    // The customer may have renamed or deleted it since.
    const mailbox = (await store.mailboxes()).find(({ id }) => id === result.mailbox);
    return { result: 'delivered', mailbox: mailbox?.name ?? '', uid: result.uid, repeated: false };
  }

  #forget(): void {
    const { jobs, log } = this.#options;
    void jobs.forget('intake', this.#limits.rememberMs).catch((error: unknown) => {
      log.warn('intake.not-forgotten', { error: asError(error) });
    });
    this.#stopForgetting = this.#timers.after(forgetEveryMs, () => this.#forget());
  }
}

function stopping(): MailError {
  return new MailError('unavailable', 'The service is stopping. What it has taken in stays in its queue.');
}

/** In pieces, so that sealing a large scan does not hold up everybody else. */
async function* pieces(octets: Buffer): AsyncGenerator<Buffer> {
  const size = 256 * 1024;
  for (let start = 0; start < octets.length; start += size) yield octets.subarray(start, start + size);
}
