/** The job queue in memory. */
import type { Clock } from '../../mail/clock.js';
import { MailError } from '../../mail/errors.js';
import { jobId } from '../../mail/ids.js';
import type { AccountId, JobId } from '../../mail/ids.js';
import type { Job, JobKind, JobQueue, JobResult, NewJob } from '../../mail/job-queue.js';

interface Row {
  readonly id: JobId;
  readonly account: AccountId;
  readonly kind: JobKind;
  readonly key: string;
  readonly payload: string;
  state: Job['state'];
  attempts: number;
  /** When it may be claimed: due while queued, the lease's end while running. */
  dueMs: number;
  endedMs: number;
  result: JobResult | undefined;
  scan: Buffer | undefined;
}

const view = ({ id, account, kind, payload, state, attempts, result }: Row): Job => {
  return { id, account, kind, payload: JSON.parse(payload) as unknown, state, attempts, result };
};

export class MemoryJobs implements JobQueue {
  readonly #clock: Clock;
  readonly #exists: (account: AccountId) => boolean;
  readonly #rows = new Map<JobId, Row>();
  readonly #listeners = new Set<() => void>();
  #lastId = 0;

  constructor(clock: Clock, exists: (account: AccountId) => boolean) {
    this.#clock = clock;
    this.#exists = exists;
  }

  async enqueue(
    job: NewJob,
    scan?: AsyncIterable<Uint8Array>,
  ): Promise<{ readonly job: Job; readonly fresh: boolean }> {
    if (!this.#exists(job.account)) throw new MailError('account-not-found', 'There is no such account.');
    const pieces: Uint8Array[] = [];
    if (scan) for await (const piece of scan) pieces.push(Buffer.from(piece));
    for (const row of this.#rows.values()) {
      if (row.account === job.account && row.kind === job.kind && row.key === job.key) {
        return { job: view(row), fresh: false };
      }
    }
    const row: Row = {
      id: jobId(++this.#lastId),
      account: job.account,
      kind: job.kind,
      key: job.key,
      payload: JSON.stringify(job.payload ?? null),
      state: 'queued',
      attempts: 0,
      dueMs: this.#clock.now(),
      endedMs: 0,
      result: undefined,
      scan: scan && Buffer.concat(pieces),
    };
    this.#rows.set(row.id, row);
    this.#tell();
    return { job: view(row), fresh: true };
  }

  async scan(id: JobId): Promise<Buffer> {
    const scan = this.#rows.get(id)?.scan;
    if (!scan) throw new MailError('message-gone', 'The scan of this job is not there any more.');
    return scan;
  }

  async claim(kind: JobKind, { leaseMs, limit }: { leaseMs: number; limit: number }): Promise<readonly Job[]> {
    const now = this.#clock.now();
    const due = [...this.#rows.values()].filter(
      (row) => row.kind === kind && (row.state === 'queued' || row.state === 'running') && row.dueMs <= now,
    );
    return due.slice(0, limit).map((row) => {
      row.state = 'running';
      row.attempts += 1;
      row.dueMs = now + leaseMs;
      return view(row);
    });
  }

  async renew(id: JobId, leaseMs: number): Promise<boolean> {
    const row = this.#held(id);
    if (row) row.dueMs = this.#clock.now() + leaseMs;
    return row !== undefined;
  }

  async release(id: JobId, delayMs: number): Promise<void> {
    const row = this.#held(id);
    if (!row) return;
    row.state = 'queued';
    row.attempts -= 1;
    row.dueMs = this.#clock.now() + delayMs;
    this.#tell();
  }

  async reject(id: JobId, code: string, reason: string): Promise<void> {
    const row = this.#rows.get(id);
    if (row && row.endedMs === 0) this.#end(row, 'failed', { kind: 'rejected', code, reason });
  }

  async get(id: JobId): Promise<Job | undefined> {
    const row = this.#rows.get(id);
    return row && view(row);
  }

  async waiting(kind: JobKind): Promise<number> {
    const all = await this.list({ kind });
    return all.filter(({ state }) => state === 'queued' || state === 'running').length;
  }

  async list(filter: { account?: AccountId; kind?: JobKind; state?: Job['state'] }): Promise<readonly Job[]> {
    return [...this.#rows.values()]
      .filter((row) => filter.account === undefined || row.account === filter.account)
      .filter((row) => filter.kind === undefined || row.kind === filter.kind)
      .filter((row) => filter.state === undefined || row.state === filter.state)
      .sort((a, b) => a.account - b.account || a.id - b.id)
      .map(view);
  }

  async remove(id: JobId): Promise<void> {
    if (this.#rows.get(id)?.endedMs) this.#rows.delete(id);
  }

  async forget(kind: JobKind, ageMs: number): Promise<number> {
    const before = this.#clock.now() - ageMs;
    const old = [...this.#rows.values()].filter((row) => row.kind === kind && row.endedMs > 0 && row.endedMs < before);
    for (const row of old) this.#rows.delete(row.id);
    return old.length;
  }

  onWork(listener: () => void): () => void {
    const each = () => listener();
    this.#listeners.add(each);
    return () => this.#listeners.delete(each);
  }

  /** For `append`: @returns what ends the job. @throws MailError unavailable: it is not this account's running job */
  completion(id: JobId, account: AccountId): (result: JobResult) => void {
    const row = this.#rows.get(id);
    if (row?.account !== account || row.state !== 'running') {
      throw new MailError('unavailable', 'This work was taken over or ended by another worker.');
    }
    return (result) => this.#end(row, 'done', result);
  }

  removeAccount(account: AccountId): void {
    for (const row of this.#rows.values()) if (row.account === account) this.#rows.delete(row.id);
  }

  /** Running, and its lease not run out. */
  #held(id: JobId): Row | undefined {
    const row = this.#rows.get(id);
    return row?.state === 'running' && row.dueMs > this.#clock.now() ? row : undefined;
  }

  #end(row: Row, state: 'done' | 'failed', result: JobResult): void {
    row.state = state;
    row.result = result;
    row.scan = undefined;
    row.endedMs = this.#clock.now();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
