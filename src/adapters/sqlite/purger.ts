/** Removes blobs whose row is gone. What is to be removed is written down with the change itself, so none is forgotten. */
import type { BlobKey, BlobStore } from '../../mail/blob-store.js';
import type { Log } from '../../mail/log.js';
import type { Commits } from './commits.js';
import type { Connection } from './connection.js';
import { areaNumbers } from './contents.js';
import { contentStatements } from './statements/contents.js';
import { jobStatements } from './statements/jobs.js';

export class Purger {
  readonly #db: Connection;
  readonly #commits: Commits;
  readonly #blobs: BlobStore;
  readonly #log: Log;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(db: Connection, commits: Commits, blobs: BlobStore, log: Log) {
    this.#db = db;
    this.#commits = commits;
    this.#blobs = blobs;
    this.#log = log;
  }

  /** After a commit that left something to remove. Goes on by itself; what fails is tried again at the next. */
  kick(): void {
    if (!this.#stopped) this.#running = this.#running.then(() => this.#purge());
  }

  /** Ends when everything asked for so far was tried. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** What is asked for from now on waits for the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #purge(): Promise<void> {
    const purges = this.#db.all(contentStatements.purges);
    if (purges.length === 0) return;
    try {
      // A blob is for ever; what says that nobody needs it must be, too.
      await this.#commits.synced();
    } catch {
      return; // the disk failed; the next start goes on
    }
    for (const [account, area, id] of purges) {
      try {
        await this.#blobs.remove({ area: area === areaNumbers.scans ? 'scans' : 'octets', account, id });
        await this.#commits.write((db) => db.run(contentStatements.removePurge, account, area, id), {
          quick: true, // what a power cut brings back is removed once more
        });
      } catch (error) {
        this.#log.warn('store.purge-failed', { account, error: error instanceof Error ? error : undefined });
      }
    }
  }
}

/** At start: blobs that were written but have no row go, those that have one are settled. */
export async function sweepPending(db: Connection, blobs: BlobStore): Promise<void> {
  for (const key of await blobs.pending()) {
    if (isNamed(db, key)) await blobs.settle(key);
    else await blobs.remove(key);
  }
}

function isNamed(db: Connection, { area, account, id }: BlobKey): boolean {
  const named = area === 'octets' ? contentStatements.withBlob : jobStatements.withScan;
  return db.get(named, account, id) !== undefined;
}
