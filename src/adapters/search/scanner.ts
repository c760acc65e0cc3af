/** Searches an account's text in a thread of its own, so that no search holds up another session. */
import { Worker } from 'node:worker_threads';
import { MailError } from '../../mail/errors.js';
import type { FoldedCriterion, TextHits } from '../../mail/search.js';
import { SortedHits } from './hits.js';
import type { CriterionHits, FromThread, ToThread } from './protocol.js';

export interface ScanRequest {
  readonly account: number;
  /** Opens the account's text segments. */
  readonly key: Buffer;
  readonly criteria: readonly FoldedCriterion[];
  /** Only these contents matter: the others need not be searched. */
  readonly among?: readonly number[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ScannerOptions {
  /** The module that the thread runs: it calls `runScanThread`. */
  readonly module: URL;
  /** What the module is handed. */
  readonly workerData: unknown;
}

interface Running {
  readonly resolve: (hits: readonly CriterionHits[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Long enough not to take time from what a client asks for first. */
const expectedAfterMs = 1000;

export class Scanner {
  readonly #options: ScannerOptions;
  readonly #running = new Map<number, Running>();
  #worker: Worker | undefined;
  #expected: NodeJS.Timeout | undefined;
  #lastId = 0;
  #closed = false;

  constructor(options: ScannerOptions) {
    this.#options = options;
  }

  /**
   * @returns for each criterion where it holds
   * @throws MailError unavailable when the thread fails, or the reason of `signal`
   */
  async scan({ account, key, criteria, among, signal }: ScanRequest): Promise<readonly TextHits[]> {
    signal?.throwIfAborted();
    if (this.#closed) throw new MailError('unavailable', 'The store is closed.');
    if (criteria.length === 0) return [];
    const id = ++this.#lastId;
    const abort = (): void => this.#end(id, (running) => running.reject(signal?.reason));
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const hits = await new Promise<readonly CriterionHits[]>((resolve, reject) => {
        this.#running.set(id, { resolve, reject });
        const sorted = among && Float64Array.from(among).sort();
        this.#tell({ kind: 'search', id, account, key, criteria, among: sorted });
      });
      // None at all: there is no segment to look at.
      return criteria.map((_, i) => (hits[i] ? new SortedHits(hits[i]) : SortedHits.none));
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Somebody opened a mailbox and may search it next: the thread is there by then, which takes it a tenth of a second. */
  expect(): void {
    if (this.#worker || this.#expected || this.#closed) return;
    this.#expected = setTimeout(() => {
      this.#expected = undefined;
      if (this.#closed) return;
      this.#worker ??= this.#start();
      if (this.#running.size === 0) this.#worker.unref();
    }, expectedAfterMs).unref();
  }

  /** Drops what is open of an account. */
  forget(account: number): void {
    this.#worker?.postMessage({ kind: 'forget', account } satisfies ToThread);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#expected);
    this.#failAll(new MailError('unavailable', 'The store is closed.'));
    await this.#worker?.terminate();
  }

  #tell(message: ToThread): void {
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(message); // oxlint-disable-line unicorn/require-post-message-target-origin -- a thread, not a window
  }

  #start(): Worker {
    const { module, workerData } = this.#options;
    const worker = new Worker(module, { workerData });
    worker.on('message', (message: FromThread) => this.#hear(message));
    const fail = (cause?: unknown): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined; // the next search starts another
      this.#failAll(new MailError('unavailable', 'The search failed; try again.', { cause }));
    };
    worker.on('error', fail);
    worker.on('exit', () => fail());
    return worker;
  }

  #hear(message: FromThread): void {
    this.#end(message.id, ({ resolve, reject }) => {
      if (message.kind === 'found') resolve(message.hits);
      else reject(new Error(`Search failed: ${message.message}`));
    });
  }

  #end(id: number, settle: (running: Running) => void): void {
    const running = this.#running.get(id);
    if (!running) return;
    this.#running.delete(id);
    this.#worker?.postMessage({ kind: 'end', id } satisfies ToThread);
    // An idle thread does not keep the process alive.
    if (this.#running.size === 0) this.#worker?.unref();
    settle(running);
  }

  #failAll(error: MailError): void {
    for (const id of [...this.#running.keys()]) this.#end(id, (running) => running.reject(error));
  }
}
