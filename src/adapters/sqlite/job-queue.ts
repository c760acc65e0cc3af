/** The job queue on SQLite. Payloads, results and scans are sealed with their account's key. */
import type { BlobKey, BlobStore } from '../../mail/blob-store.js';
import type { Clock } from '../../mail/clock.js';
import { MailError } from '../../mail/errors.js';
import type { AccountId, JobId } from '../../mail/ids.js';
import type { Job, JobKind, JobQueue, NewJob } from '../../mail/job-queue.js';
import { newKey } from '../seal/box.js';
import { chunkRange, ChunkSealer, openChunks } from '../seal/chunks.js';
import type { KeyRing } from './account-keys.js';
import type { Commits } from './commits.js';
import { accountStates } from './account-rows.js';
import { translateStorageError } from './connection.js';
import type { Connection } from './connection.js';
import { endJob, jobKinds, jobOf, jobPlace } from './job-rows.js';
import type { Purger } from './purger.js';
import type { Scope } from './scope.js';
import { newBlobId, settleAll } from './staging.js';
import { accountStatements } from './statements/accounts.js';
import { jobStatements } from './statements/jobs.js';
import type { JobRow } from './statements/jobs.js';

interface StoredScan {
  readonly blob: BlobKey;
  readonly sizeOctets: number;
  readonly key: Buffer;
}

export class SqliteJobQueue implements JobQueue {
  readonly #db: Connection;
  readonly #commits: Commits;
  readonly #blobs: BlobStore;
  readonly #purger: Purger;
  readonly #keys: KeyRing;
  readonly #clock: Clock;
  readonly #scopeOf: (account: number) => Scope;
  readonly #listeners = new Set<() => void>();

  constructor(options: {
    readonly db: Connection;
    readonly commits: Commits;
    readonly blobs: BlobStore;
    readonly purger: Purger;
    readonly keys: KeyRing;
    readonly clock: Clock;
    readonly scopeOf: (account: number) => Scope;
  }) {
    this.#db = options.db;
    this.#commits = options.commits;
    this.#blobs = options.blobs;
    this.#purger = options.purger;
    this.#keys = options.keys;
    this.#clock = options.clock;
    this.#scopeOf = options.scopeOf;
  }

  async enqueue(
    job: NewJob,
    scan?: AsyncIterable<Uint8Array>,
  ): Promise<{ readonly job: Job; readonly fresh: boolean }> {
    const keys = this.#keys.of(job.account);
    const kind = jobKinds.indexOf(job.kind);
    const keyHash = keys.hash('job', `${job.kind} ${job.key}`);
    const place = jobPlace(keyHash);
    const there = this.#db.get(jobStatements.byKey, job.account, kind, keyHash);
    if (there) return { job: jobOf(keys, there), fresh: false }; // spares writing its scan
    const stored = scan && (await this.#writeScan(job.account, scan));
    let row: JobRow | undefined;
    try {
      const payload = keys.sealJob('payload', place, Buffer.from(JSON.stringify(job.payload ?? null)));
      const scanKey = stored ? keys.sealJob('scan key', place, stored.key) : null;
      const [blob, size] = stored ? [stored.blob.id, stored.sizeOctets] : [null, null];
      const now = this.#clock.now();
      row = await this.#commits.write((db) => {
        // Its key may have been destroyed since: a job that nobody can open would stop all others of a claim.
        if (!this.#stands(db, job.account)) throw deletedMeanwhile();
        return db.get(jobStatements.insert, job.account, kind, keyHash, payload, now, blob, size, scanKey);
      });
    } catch (error) {
      // When the disk failed, the job may be there after all; the next start knows.
      if (stored && !this.#commits.failed) await this.#blobs.remove(stored.blob);
      throw error;
    }
    if (row) {
      if (stored) await settleAll(this.#blobs, [stored.blob]);
      this.#tell();
      return { job: jobOf(keys, row), fresh: true };
    }
    // The same key came twice at the same time, and the other was first.
    if (stored) await this.#blobs.remove(stored.blob);
    return { job: jobOf(keys, this.#db.get(jobStatements.byKey, job.account, kind, keyHash)!), fresh: false };
  }

  #stands(db: Connection, account: AccountId): boolean {
    const state = db.get(accountStatements.get, account)?.[1];
    return state !== undefined && state !== accountStates.deleting;
  }

  async #writeScan(account: AccountId, scan: AsyncIterable<Uint8Array>): Promise<StoredScan> {
    const key = newKey();
    const blob: BlobKey = { area: 'scans', account, id: newBlobId() };
    const sealer = new ChunkSealer(key);
    let sizeOctets = 0;
    const sealed = async function* (): AsyncGenerator<Uint8Array> {
      for await (const piece of scan) {
        sizeOctets += piece.length;
        yield* sealer.push(Buffer.from(piece));
      }
      yield sealer.finish();
    };
    try {
      await this.#blobs.write(blob, sealed());
    } catch (error) {
      // A deletion takes half-written blobs away under the writer's hands.
      throw this.#stands(this.#db, account) ? translateStorageError(error) : deletedMeanwhile(error);
    }
    return { blob, sizeOctets, key };
  }

  async scan(id: JobId): Promise<Buffer> {
    const gone = (cause?: unknown) =>
      new MailError('message-gone', 'The scan of this job is not there any more.', { cause });
    const row = this.#db.get(jobStatements.get, id);
    if (!row) throw gone();
    const [, account, , , , , , blob, size, scanKey, keyHash] = row;
    if (blob === null || size === null || scanKey === null) throw gone();
    if (size === 0) return Buffer.alloc(0);
    const key = this.#keys.of(account).openJob('scan key', jobPlace(keyHash), scanKey);
    const { sealedStart, sealedEnd } = chunkRange(size, 0, size);
    const sealed = this.#blobs.read({ area: 'scans', account, id: blob }, { start: sealedStart, end: sealedEnd });
    const pieces: Buffer[] = [];
    try {
      for await (const piece of openChunks(key, size, { start: 0, end: size }, sealed)) pieces.push(piece);
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? gone(error) : error;
    }
    return Buffer.concat(pieces, size);
  }

  async claim(kind: JobKind, { leaseMs, limit }: { leaseMs: number; limit: number }): Promise<readonly Job[]> {
    const now = this.#clock.now();
    const rows = await this.#commits.write((db) =>
      db.all(jobStatements.claim, jobKinds.indexOf(kind), now, limit, now + leaseMs),
    );
    // RETURNING promises no order.
    return rows.sort((a, b) => a[0] - b[0]).map((row) => this.#view(row));
  }

  async renew(id: JobId, leaseMs: number): Promise<boolean> {
    const now = this.#clock.now();
    return (await this.#commits.write((db) => db.run(jobStatements.renew, id, now, now + leaseMs))) > 0;
  }

  async release(id: JobId, delayMs: number): Promise<void> {
    const now = this.#clock.now();
    if ((await this.#commits.write((db) => db.run(jobStatements.release, id, now, now + delayMs))) > 0) this.#tell();
  }

  async reject(id: JobId, code: string, reason: string): Promise<void> {
    const purge = await this.#commits.write((db) => {
      const row = db.get(jobStatements.get, id);
      if (!row || row[4] > 1) return false; // ended already
      return endJob(this.#scopeOf(row[1]), row, 'failed', { kind: 'rejected', code, reason });
    });
    if (purge) this.#purger.kick();
  }

  async get(id: JobId): Promise<Job | undefined> {
    const row = this.#db.get(jobStatements.get, id);
    return row && this.#view(row);
  }

  async waiting(kind: JobKind): Promise<number> {
    return this.#db.get(jobStatements.waiting, jobKinds.indexOf(kind))![0];
  }

  async list(filter: { account?: AccountId; kind?: JobKind; state?: Job['state'] }): Promise<readonly Job[]> {
    const rows =
      filter.account === undefined
        ? this.#db.all(jobStatements.all)
        : this.#db.all(jobStatements.ofAccount, filter.account);
    return rows
      .map((row) => this.#view(row))
      .filter(({ kind, state }) => (filter.kind ?? kind) === kind && (filter.state ?? state) === state);
  }

  async remove(id: JobId): Promise<void> {
    await this.#commits.write((db) => db.run(jobStatements.remove, id));
  }

  async forget(kind: JobKind, ageMs: number): Promise<number> {
    const before = this.#clock.now() - ageMs;
    return this.#commits.write((db) => db.run(jobStatements.forget, jobKinds.indexOf(kind), before));
  }

  onWork(listener: () => void): () => void {
    const each = () => listener();
    this.#listeners.add(each);
    return () => this.#listeners.delete(each);
  }

  #view(row: JobRow): Job {
    return jobOf(this.#keys.of(row[1]), row);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function deletedMeanwhile(cause?: unknown): MailError {
  return new MailError('account-not-found', 'The account was deleted meanwhile.', { cause });
}
