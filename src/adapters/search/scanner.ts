/**
 * Searches an account's text in threads of their own, so that no search holds up another session. Each has its share of
 * the segments, which it alone keeps open: a first search, that has to open them all, takes less time.
 */
import { Worker } from 'node:worker_threads';
import { MailError } from '../../mail/errors.js';
import type { FoldedCriterion, TextHits } from '../../mail/search.js';
import { SortedHits, joinHits } from './hits.js';
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
  readonly threads: number;
}

interface Running {
  /** What the threads have found so far. */
  readonly parts: (readonly CriterionHits[])[];
  readonly resolve: (hits: readonly CriterionHits[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Long enough not to take time from what a client asks for first. */
const expectedAfterMs = 1000;

export class Scanner {
  readonly #options: ScannerOptions;
  readonly #running = new Map<number, Running>();
  /** All of them or none. */
  #workers: readonly Worker[] = [];
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
        this.#running.set(id, { parts: [], resolve, reject });
        const sorted = among && Float64Array.from(among).sort();
        if (this.#workers.length === 0) this.#start();
        const of = this.#workers.length;
        this.#workers.forEach((worker, index) => {
          worker.ref();
          post(worker, { kind: 'search', id, account, key, criteria, among: sorted, share: { index, of } });
        });
      });
      // None at all: there is no segment to look at.
      return criteria.map((_, i) => (hits[i] ? new SortedHits(hits[i]) : SortedHits.none));
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Somebody opened a mailbox and may search it next: the thread is there by then, which takes it a tenth of a second. */
  expect(): void {
    if (this.#workers.length > 0 || this.#expected || this.#closed) return;
    this.#expected = setTimeout(() => {
      this.#expected = undefined;
      if (this.#closed || this.#workers.length > 0) return;
      this.#start();
      for (const worker of this.#workers) worker.unref();
    }, expectedAfterMs).unref();
  }

  /** Drops what is open of an account. */
  forget(account: number): void {
    for (const worker of this.#workers) post(worker, { kind: 'forget', account });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#expected);
    this.#failAll(new MailError('unavailable', 'The store is closed.'));
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #start(): void {
    const { module, workerData, threads } = this.#options;
    const workers = Array.from({ length: threads }, () => new Worker(module, { workerData }));
    this.#workers = workers;
    const fail = (cause?: unknown): void => {
      if (this.#workers !== workers) return;
      this.#workers = []; // the next search starts others
      this.#failAll(new MailError('unavailable', 'The search failed; try again.', { cause }));
      for (const worker of workers) void worker.terminate();
    };
    for (const worker of workers) {
      worker.on('message', (message: FromThread) => this.#hear(message));
      worker.on('error', fail);
      worker.on('exit', () => fail());
    }
  }

  #hear(message: FromThread): void {
    if (message.kind === 'failed') {
      this.#end(message.id, ({ reject }) => reject(new Error(`Search failed: ${message.message}`)));
      return;
    }
    const running = this.#running.get(message.id);
    if (!running) return;
    running.parts.push(message.hits);
    if (running.parts.length === this.#workers.length) {
      this.#end(message.id, ({ parts, resolve }) => resolve(joined(parts)));
    }
  }

  #end(id: number, settle: (running: Running) => void): void {
    const running = this.#running.get(id);
    if (!running) return;
    this.#running.delete(id);
    for (const worker of this.#workers) {
      post(worker, { kind: 'end', id });
      // An idle thread does not keep the process alive.
      if (this.#running.size === 0) worker.unref();
    }
    settle(running);
  }

  #failAll(error: MailError): void {
    for (const id of [...this.#running.keys()]) this.#end(id, (running) => running.reject(error));
  }
}

/** A thread without segments has no answer for any criterion. */
function joined(parts: readonly (readonly CriterionHits[])[]): readonly CriterionHits[] {
  const some = parts.filter((part) => part.length > 0);
  if (some.length < 2) return some[0] ?? [];
  return some[0]!.map((_, i) => joinHits(some.map((part) => part[i]!)));
}

function post(worker: Worker, message: ToThread): void {
  worker.postMessage(message); // oxlint-disable-line unicorn/require-post-message-target-origin -- a thread, not a window
}
