/** Durable work: a row with a lease. Every step may run twice; the last one commits with its result. */
import type { AccountId, JobId, MailboxId, Uid } from './ids.js';

/** `hot-folder` is intake too, but remembered until its file is gone, however long that takes. `notice`: a message to write. */
export type JobKind = 'intake' | 'hot-folder' | 'notice';

export interface NewJob {
  readonly account: AccountId;
  readonly kind: JobKind;
  /** Makes `enqueue` idempotent: a second job with the same account, kind and key is not made. Kept as a keyed hash. */
  readonly key: string;
  /** What the job is about; sealed at rest. */
  readonly payload: unknown;
}

export interface Job {
  readonly id: JobId;
  readonly account: AccountId;
  readonly kind: JobKind;
  readonly payload: unknown;
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  /** Claims that did not come back by `release`: while one worker holds it, 1, and 1 more for each that died with it. */
  readonly attempts: number;
  /** Where it ended: set by the append that completed it. */
  readonly result: JobResult | undefined;
}

export type JobResult =
  | { readonly kind: 'delivered'; readonly mailbox: MailboxId; readonly uid: Uid }
  | { readonly kind: 'rejected'; readonly code: string; readonly reason: string };

export interface JobQueue {
  /**
   * Durable when resolved, the scan with it (sealed, in staging). `fresh` is false when a job of that key was there
   * already; its own scan stays and this one is dropped. The scan goes when the job ends.
   */
  enqueue(job: NewJob, scan?: AsyncIterable<Uint8Array>): Promise<{ readonly job: Job; readonly fresh: boolean }>;
  /** The scan given to `enqueue`. @throws MailError message-gone when there is none (any more) */
  scan(id: JobId): Promise<Buffer>;
  /** Takes up to `limit` jobs that are queued and due, or whose lease ran out, oldest first. */
  claim(kind: JobKind, options: { leaseMs: number; limit: number }): Promise<readonly Job[]>;
  /** @returns false when the lease was lost to another worker */
  renew(id: JobId, leaseMs: number): Promise<boolean>;
  /** Puts it back, to be claimed again after `delayMs`, and takes the claim off `attempts`. Nothing when the lease was lost. */
  release(id: JobId, delayMs: number): Promise<void>;
  /** Ends a job that makes no message. */
  reject(id: JobId, code: string, reason: string): Promise<void>;
  get(id: JobId): Promise<Job | undefined>;
  /** By account, oldest first; all kinds and states when left out. */
  list(filter: { account?: AccountId; kind?: JobKind; state?: Job['state'] }): Promise<readonly Job[]>;
  /** How many have not ended. */
  waiting(kind: JobKind): Promise<number>;
  /** Forgets an ended job, and with it its key. */
  remove(id: JobId): Promise<void>;
  /** Forgets jobs that ended more than `ageMs` ago. @returns how many */
  forget(kind: JobKind, ageMs: number): Promise<number>;
  /** Called after each enqueue or release in this process. @returns a function that ends it */
  onWork(listener: () => void): () => void;
}
