/** Group commit: changes that wait at the same time share one transaction, and one fsync. */
import { MailError } from '../../mail/errors.js';
import { translateStorageError } from './connection.js';
import type { Connection } from './connection.js';

interface Waiting {
  readonly work: (db: Connection) => unknown;
  readonly committed: (value: never) => void;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Callers in one transaction; more would only keep the first of them waiting. */
const batchSize = 64;

export class Commits {
  readonly #db: Connection;
  #waiting: Waiting[] = [];
  #scheduled = false;
  #closed = false;

  constructor(db: Connection) {
    this.#db = db;
  }

  /**
   * Runs `work` in a transaction; what it throws undoes its own changes only. It may be run again when the whole
   * transaction failed, so it changes nothing but the database.
   *
   * @param committed told what `work` returned, once that is on disk; in the order of the commits. Must not throw.
   * @returns what `work` returned, after that
   * @throws MailError storage-full, unavailable (closed)
   */
  write<T>(work: (db: Connection) => T, committed: (value: T) => void = () => {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed) {
        reject(new MailError('unavailable', 'The store is closed.'));
        return;
      }
      this.#waiting.push({ work, committed, resolve, reject });
      this.#schedule();
    });
  }

  /** Commits what waits; nothing is taken after. */
  close(): void {
    this.#closed = true;
    while (this.#waiting.length > 0) this.#run(this.#waiting.splice(0, batchSize));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // All that this turn of the event loop asks for gets into the same transaction.
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#waiting.length > 0) this.#run(this.#waiting.splice(0, batchSize));
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  #run(batch: readonly Waiting[]): void {
    const answers: (() => void)[] = [];
    try {
      this.#db.exec('begin immediate');
      for (const each of batch) answers.push(this.#runOne(each));
      this.#db.exec('commit');
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('rollback');
      // One that fills the disk does not take the others with it.
      if (batch.length > 1) for (const each of batch) this.#run([each]);
      else for (const { reject } of batch) reject(translateStorageError(error));
      return;
    }
    for (const answer of answers) answer();
  }

  #runOne({ work, committed, resolve, reject }: Waiting): () => void {
    this.#db.exec('savepoint caller');
    try {
      const value = work(this.#db) as never;
      this.#db.exec('release caller');
      return () => {
        committed(value);
        resolve(value);
      };
    } catch (error) {
      // A full disk can make SQLite give up the whole transaction by itself.
      if (!this.#db.inTransaction) throw error;
      this.#db.exec('rollback to caller');
      this.#db.exec('release caller');
      return () => reject(translateStorageError(error));
    }
  }
}
