/** Those who wait for the end of a job, and want to see it come nearer. */
import { MailError } from '../../mail/errors.js';
import type { JobId } from '../../mail/ids.js';
import type { JobResult } from '../../mail/job-queue.js';
import type { ReadProgress } from '../../mail/scan.js';

export function unknownJob(): MailError {
  return new MailError(
    'message-gone',
    'This scan is not known any more: it was taken in long ago, or its account is gone.',
  );
}

interface Waiter {
  readonly onHeld: (() => void) | undefined;
  readonly onProgress: ((progress: ReadProgress) => void) | undefined;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (reason: unknown) => void;
}

export class Waiting {
  readonly #waiters = new Map<JobId, Set<Waiter>>();

  jobs(): readonly JobId[] {
    return [...this.#waiters.keys()];
  }

  /** @returns the job's end, and what to call when it is no longer waited for */
  add(
    job: JobId,
    onProgress: ((progress: ReadProgress) => void) | undefined,
    onHeld?: () => void,
  ): { readonly end: Promise<JobResult>; readonly leave: (reason?: unknown) => void } {
    const waiters = this.#waiters.get(job) ?? new Set();
    this.#waiters.set(job, waiters);
    let leave = (_reason?: unknown): void => {};
    const end = new Promise<JobResult>((resolve, reject) => {
      const waiter = { onProgress, onHeld, resolve, reject };
      waiters.add(waiter);
      leave = (reason) => {
        waiters.delete(waiter);
        if (waiters.size === 0 && this.#waiters.get(job) === waiters) this.#waiters.delete(job);
        reject(reason);
      };
    });
    // Whoever leaves early awaits it no more; without this a later rejection would be an unhandled one.
    end.catch(() => {});
    return { end, leave };
  }

  progress(job: JobId, progress: ReadProgress): void {
    for (const waiter of this.#waiters.get(job) ?? []) {
      try {
        waiter.onProgress?.(progress);
      } catch {
        // A display that fails is no reason to lose a letter.
      }
    }
  }

  /** It stays in its queue, for as long as its account is full. */
  held(job: JobId): void {
    for (const waiter of this.#waiters.get(job) ?? []) waiter.onHeld?.();
  }

  ended(job: JobId, result: JobResult): void {
    for (const waiter of this.#waiters.get(job) ?? []) waiter.resolve(result);
    this.#waiters.delete(job);
  }

  gone(job: JobId, reason: unknown): void {
    for (const waiter of this.#waiters.get(job) ?? []) waiter.reject(reason);
    this.#waiters.delete(job);
  }

  /** Nobody's job ends any more: the service stops. */
  closeAll(reason: unknown): void {
    for (const waiters of this.#waiters.values()) for (const waiter of waiters) waiter.reject(reason);
    this.#waiters.clear();
  }
}
