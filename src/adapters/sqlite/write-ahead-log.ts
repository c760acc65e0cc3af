/**
 * The write-ahead log of a database: made durable, and copied back into the database so that it does not grow, while
 * the event loop never waits for the disk. See docs/adr/0004.
 */
import { closeSync, fdatasync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Log } from '../../mail/log.js';
import type { Connection } from './connection.js';

const dataSync = promisify(fdatasync);

/** Pages in the log from which on they are copied back: 8 MiB, which a start reads in a few milliseconds. */
const wornPages = 2000;
/** From here on commits wait until all is copied: only then can the log begin anew. 64 MiB. */
const longPages = 16_000;
/** How often the length of the log is looked at while there are commits. */
const lookMs = 100;

export interface LogOptions {
  readonly log: Log;
  /** fdatasync by default; others for tests of a slow or broken disk. */
  readonly sync?: ((file: number) => Promise<void>) | undefined;
  readonly wornPages?: number;
  readonly longPages?: number;
}

export interface CheckpointResult {
  readonly failed?: string;
}

export class WriteAheadLog {
  readonly #db: Connection;
  readonly #path: string;
  readonly #options: LogOptions & { readonly wornPages: number; readonly longPages: number };
  readonly #sync: (file: number) => Promise<void>;
  readonly #file: number;
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #closed = false;
  /** Holds commits back while it runs; set by who makes them. */
  hold: (during: () => Promise<void>) => Promise<void> = (during) => during();

  /**
   * Makes all that is in the log durable, then begins.
   *
   * @param db set to `synchronous = normal`; the connection that writes
   */
  constructor(db: Connection, path: string, options: LogOptions) {
    this.#db = db;
    this.#path = path;
    this.#options = { wornPages, longPages, ...options };
    this.#sync = options.sync ?? dataSync;
    // Copying back is the worker's, but for this once. What a process before ours left in the log may have been shown
    // by nobody yet: it is made durable before anybody sees it.
    db.pragma('wal_autocheckpoint = 0');
    db.pragma('wal_checkpoint(passive)');
    // A descriptor of our own: Linux syncs what was written to the file, through whichever descriptor. SQLite never
    // replaces the file while a connection is open.
    this.#file = openSync(`${path}-wal`, 'r');
    const folder = openSync(dirname(path), 'r');
    fsyncSync(folder);
    closeSync(folder);
  }

  /** Ends when every commit made before the call survives a power cut. @throws the disk's error */
  sync(): Promise<void> {
    return this.#sync(this.#file);
  }

  /** After a commit: looks at the length of the log before long. */
  grown(): void {
    if (this.#timer || this.#running || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#running = this.#shorten().finally(() => (this.#running = undefined));
    }, lookMs);
  }

  /** Waits for what is under way. The connection is closed after this, which copies the rest. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
    await this.#worker?.terminate();
    closeSync(this.#file);
  }

  async #shorten(): Promise<void> {
    try {
      if (this.#pagesLeft() < this.#options.wornPages) return;
      await this.#checkpoint();
      // While commits go on, the end of the log is never reached. Rarely, they wait for the last few pages.
      if (this.#pagesIn() >= this.#options.longPages && this.#pagesLeft() > 0)
        await this.hold(() => this.#checkpoint());
    } catch (error) {
      this.#options.log.warn('store.checkpoint-failed', { error: error instanceof Error ? error : undefined });
    }
  }

  /** Pages in the log; it begins anew with the first commit after all are copied. */
  #pagesIn(): number {
    return this.#state()[1];
  }

  /** Pages in the log that are not copied yet. */
  #pagesLeft(): number {
    const [, pages, copied] = this.#state();
    return pages - copied;
  }

  #state(): readonly [busy: number, pages: number, copied: number] {
    return this.#db.pragmaRow('wal_checkpoint(noop)') as [number, number, number];
  }

  async #checkpoint(): Promise<void> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    await new Promise<void>((resolve, reject) => {
      const done = (act: () => void) => {
        worker.off('message', heard).off('error', broken).off('exit', ended);
        act();
      };
      const heard = ({ failed }: CheckpointResult) =>
        done(() => (failed === undefined ? resolve() : reject(new Error(failed))));
      const broken = (error: Error) => done(() => reject(error));
      const ended = () => done(() => reject(new Error('The checkpoint thread ended')));
      worker.on('message', heard).on('error', broken).on('exit', ended);
      worker.postMessage('checkpoint', []);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./checkpoint-worker.js', import.meta.url), { workerData: this.#path });
    worker.unref();
    worker.on('error', () => {}); // told to whoever waits; the next checkpoint starts another
    worker.on('exit', () => (this.#worker = this.#worker === worker ? undefined : this.#worker));
    return worker;
  }
}
