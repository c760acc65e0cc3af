/**
 * Takes the jobs of intake one after the other and has them delivered, a few at a time.
 *
 * One loop claims; each claimed job runs beside it with a lease that is renewed. Whatever dies in between, the lease
 * runs out, the job is claimed again, and only the append that also ends the job makes a message: exactly one.
 */
import { isMailError } from '../../mail/errors.js';
import type { JobId } from '../../mail/ids.js';
import type { Job, JobKind } from '../../mail/job-queue.js';
import type { Clock } from '../../mail/clock.js';
import { Bell } from '../../lib/bell.js';
import { deliver, type DeliverPorts } from './deliver.js';
import { Holds, type HoldScope } from './holds.js';
import { asError } from '../../lib/as-error.js';
import { Refusal, refusalOf } from './refusal.js';
import { languageOf, scanSources } from './scan-job.js';
import { settledWithin } from '../../lib/timers.js';
import { unknownJob, type Waiting } from './waiting.js';

/** Failures of our own with one scan in this process, before it is delivered unread, and before it is refused. */
const failuresAllowed = { unread: 2, refused: 4 } as const;
/** How long a job waits after a failure of our own, in ms, times the failures so far. */
const failureDelayMs = 10_000;

interface Running {
  readonly job: Job;
  readonly startedMs: number;
  readonly abort: AbortController;
  /** Its append is under way. */
  committing: boolean;
  done: Promise<void>;
}

export interface WorkerPorts extends DeliverPorts {
  readonly clock: Clock;
  readonly waiting: Waiting;
}

/** Reasons for which a running job is left. */
const leaving = new Error('the service stops');
const leaseLost = new Error('the lease was lost');

export class Worker {
  readonly #ports: WorkerPorts;
  readonly #bell = new Bell();
  readonly #holds: Holds;
  readonly #running = new Map<JobId, Running>();
  readonly #failures = new Map<JobId, number>();
  readonly #kinds: JobKind[] = [...new Set(Object.values(scanSources))];
  #loop: Promise<void> | undefined;
  #closing = false;
  #stopListening = (): void => {};
  #stopPolling = (): void => {};

  constructor(ports: WorkerPorts) {
    this.#ports = ports;
    this.#holds = new Holds(ports.clock);
  }

  start(): void {
    if (this.#loop || this.#closing) return;
    this.#stopListening = this.#ports.jobs.onWork(this.#bell.ring);
    this.#poll();
    this.#loop = this.#work();
  }

  /** Puts running jobs back at once; a letter whose append is under way is waited for, up to `closeMs`. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#stopListening();
    this.#stopPolling();
    this.#bell.ring();
    const { timers, limits } = this.#ports;
    const running = [...this.#running.values()];
    for (const run of running) if (!run.committing) run.abort.abort(leaving);
    await Promise.all(running.filter((run) => !run.committing).map((run) => this.#release(run.job, 0)));
    await settledWithin(Promise.all([this.#loop, ...running.map((run) => run.done)]), limits.closeMs, timers);
    // An append that takes longer is left to itself; its job comes back by its lease if nothing came of it.
    for (const run of running) run.abort.abort(leaving);
  }

  async #work(): Promise<void> {
    const { limits } = this.#ports;
    while (!this.#closing) {
      const idle = this.#running.size < limits.concurrency && this.#holds.remainingMs('all') === 0;
      const job = idle ? await this.#claim() : undefined;
      if (!job) await this.#bell.next();
      else if (this.#closing) await this.#release(job, 0);
      else if (!this.#running.has(job.id)) await this.#begin(job);
    }
  }

  /** The next job, of each kind in turn so that none waits for ever. */
  async #claim(): Promise<Job | undefined> {
    const { jobs, limits } = this.#ports;
    try {
      for (const kind of [...this.#kinds]) {
        this.#kinds.push(this.#kinds.shift()!);
        const [job] = await jobs.claim(kind, { leaseMs: limits.leaseMs, limit: 1 });
        if (job) return job;
      }
    } catch (error) {
      this.#hold('all', error);
    }
    return undefined;
  }

  async #begin(job: Job): Promise<void> {
    const heldMs = this.#holds.remainingMs(job.account);
    if (heldMs > 0) {
      this.#ports.waiting.held(job.id);
      return this.#release(job, heldMs);
    }
    const { clock, limits } = this.#ports;
    // Once more, and it counts as the cause. It runs alone, so that no other scan is blamed for being beside.
    const suspect = job.attempts >= limits.crashes;
    const beside = [...this.#running.values()].map((run) => run.done);
    const run: Running = {
      job,
      startedMs: clock.now(),
      abort: new AbortController(),
      committing: false,
      done: Promise.resolve(),
    };
    this.#running.set(job.id, run);
    run.done = this.#run(run, suspect ? beside : []);
    if (suspect) await run.done;
    return undefined;
  }

  async #run(run: Running, after: readonly Promise<void>[]): Promise<void> {
    const endLease = this.#keepLease(run);
    try {
      await Promise.all(after);
      await this.#deliver(run);
    } catch (error) {
      // What fails while a failure is dealt with leaves the job to its lease.
      await this.#failed(run, error).catch((again: unknown) => this.#hold('all', again));
    } finally {
      endLease();
      this.#running.delete(run.job.id);
      this.#bell.ring();
    }
  }

  async #deliver(run: Running): Promise<void> {
    const { job, abort } = run;
    const { limits, waiting, log, clock } = this.#ports;
    const crashes = job.attempts - 1;
    const failures = this.#failures.get(job.id) ?? 0;
    // Not even the way without reading helped.
    if (crashes >= 2 * limits.crashes || failures >= failuresAllowed.refused) {
      throw new Refusal('failed', languageOf(job));
    }
    const { result, pages, confidence } = await deliver(job, this.#ports, {
      unread: crashes >= limits.crashes || failures >= failuresAllowed.unread,
      signal: abort.signal,
      onProgress: (progress) => waiting.progress(job.id, progress),
      onCommit: () => {
        abort.signal.throwIfAborted();
        run.committing = true;
      },
    });
    this.#failures.delete(job.id);
    waiting.ended(job.id, result);
    log.info('intake.delivered', { job: job.id, pages, ms: clock.now() - run.startedMs, confidence });
    if (this.#holds.success(job.account)) log.info('intake.resumed', { account: job.account });
  }

  async #failed(run: Running, error: unknown): Promise<void> {
    const { job, abort } = run;
    const { jobs, log, waiting } = this.#ports;
    if (abort.signal.aborted) return; // released already, or another's now
    const refusal = refusalOf(error, languageOf(job));
    if (refusal) {
      await jobs.reject(job.id, refusal.code, refusal.message);
      this.#failures.delete(job.id);
      waiting.ended(job.id, { kind: 'rejected', code: refusal.code, reason: refusal.message });
      log.info('intake.rejected', { job: job.id, code: refusal.code });
    } else if (isMailError(error, 'over-quota')) {
      waiting.held(job.id);
      await this.#release(job, this.#hold(job.account, error));
    } else if (isMailError(error, 'storage-full') || isMailError(error, 'unavailable')) {
      // `unavailable` also says that the job went to another worker; then there is nothing of ours to put back.
      if (await jobs.renew(job.id, this.#ports.limits.leaseMs)) await this.#release(job, this.#hold('all', error));
    } else {
      const failures = (this.#failures.get(job.id) ?? 0) + 1;
      this.#failures.set(job.id, failures);
      log.error('intake.failed', { job: job.id, failures, error: asError(error) });
      await this.#release(job, failures * failureDelayMs);
    }
  }

  /** Remembers trouble with the store, told once. @returns how long to wait, in ms */
  #hold(scope: HoldScope, error: unknown): number {
    const { log } = this.#ports;
    const { delayMs, isNew } = this.#holds.trouble(scope);
    const code = isMailError(error) ? error.code : 'unexpected';
    const account = scope === 'all' ? undefined : scope;
    if (isNew) log.warn('intake.held', { code, account, delayMs, error: asError(error) });
    return delayMs;
  }

  async #release(job: Job, delayMs: number): Promise<void> {
    try {
      await this.#ports.jobs.release(job.id, delayMs);
    } catch (error) {
      // Its lease runs out by itself.
      this.#ports.log.warn('intake.not-released', { job: job.id, error: asError(error) });
    }
  }

  #keepLease(run: Running): () => void {
    const { jobs, timers, limits, log } = this.#ports;
    let cancel = (): void => {};
    let ended = false;
    const renew = async (): Promise<void> => {
      try {
        if (!(await jobs.renew(run.job.id, limits.leaseMs))) run.abort.abort(leaseLost);
      } catch (error) {
        log.debug('intake.lease-not-renewed', { job: run.job.id, error: asError(error) });
      }
      if (!ended) again();
    };
    const again = () => (cancel = timers.after(limits.leaseMs / 3, () => void renew()));
    const end = () => {
      ended = true;
      cancel();
    };
    again();
    run.abort.signal.addEventListener('abort', end, { once: true });
    return end;
  }

  /** Jobs come due and leases run out without a sign; and jobs waited for may have ended elsewhere. */
  #poll(): void {
    const { timers, limits } = this.#ports;
    this.#stopPolling = timers.after(limits.pollMs, () => {
      this.#bell.ring();
      void this.#lookForEnds().finally(() => {
        if (!this.#closing) this.#poll();
      });
    });
  }

  async #lookForEnds(): Promise<void> {
    const { jobs, waiting } = this.#ports;
    for (const id of waiting.jobs()) {
      if (this.#running.has(id)) continue;
      try {
        const job = await jobs.get(id);
        if (!job) waiting.gone(id, unknownJob());
        else if (job.result) waiting.ended(id, job.result);
      } catch {
        // The store has trouble; the next poll asks again.
      }
    }
  }
}
