/** Searches text segments in a thread of its own, so that no search holds up another session. */
import { Worker } from 'node:worker_threads';
import { MailError } from '../../mail/errors.js';
import type { FoldedCriterion } from '../../mail/search.js';
import type { FromWorker, ToWorker } from './protocol.js';

export interface ScanRequest {
  readonly account: number;
  /** Opens the account's text segments. */
  readonly key: Buffer;
  readonly segments: readonly number[];
  readonly criteria: readonly FoldedCriterion[];
  /** The sealed octets; undefined when the segment has been replaced meanwhile. */
  readonly read: (segment: number) => Buffer | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** By segment, the contents found for each criterion. Segments that `read` did not find are missing. */
export type ScanResult = ReadonlyMap<number, readonly Float64Array[]>;

interface Running {
  readonly request: ScanRequest;
  readonly found: Map<number, readonly Float64Array[]>;
  /** Asked for by the worker, not sent yet. */
  readonly wanted: number[];
  /** Neither answered nor gone. */
  open: number;
  readonly sent: Set<number>;
  readonly resolve: (result: ScanResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Segments of about a megabyte that lie in the worker's queue at a time, for each search. */
const inFlight = 4;

export class Scanner {
  readonly #cacheOctets: number;
  readonly #running = new Map<number, Running>();
  #worker: Worker | undefined;
  #lastId = 0;
  #closed = false;

  constructor(cacheOctets: number) {
    this.#cacheOctets = cacheOctets;
  }

  /** @throws MailError unavailable when the thread fails, or the reason of `signal` */
  async scan(request: ScanRequest): Promise<ScanResult> {
    request.signal?.throwIfAborted();
    if (request.segments.length === 0) return new Map();
    if (this.#closed) throw new MailError('unavailable', 'The store is closed.');
    const id = ++this.#lastId;
    const abort = () => this.#end(id, (running) => running.reject(request.signal?.reason));
    try {
      return await new Promise<ScanResult>((resolve, reject) => {
        const open = request.segments.length;
        this.#running.set(id, { request, found: new Map(), wanted: [], open, sent: new Set(), resolve, reject });
        request.signal?.addEventListener('abort', abort, { once: true });
        const { account, key, segments, criteria } = request;
        this.#tell({ kind: 'search', id, account, key, segments, criteria });
      });
    } finally {
      request.signal?.removeEventListener('abort', abort);
    }
  }

  /** Drops what is open of an account. */
  forget(account: number): void {
    this.#worker?.postMessage({ kind: 'forget', account } satisfies ToWorker);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#failAll(new MailError('unavailable', 'The store is closed.'));
    await this.#worker?.terminate();
  }

  #tell(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(message, transfer);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./scan-worker.js', import.meta.url), {
      workerData: { cacheOctets: this.#cacheOctets },
    });
    worker.on('message', (message: FromWorker) => this.#hear(message));
    const fail = (cause?: unknown) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined; // the next search starts another
      this.#failAll(new MailError('unavailable', 'The search failed; try again.', { cause }));
    };
    worker.on('error', fail);
    worker.on('exit', () => fail());
    return worker;
  }

  #hear(message: FromWorker): void {
    const running = this.#running.get(message.id);
    if (!running) return;
    if (message.kind === 'failed') {
      this.#end(message.id, () => running.reject(new Error(`Search failed: ${message.message}`)));
      return;
    }
    if (message.kind === 'need') {
      running.wanted.push(...message.segments);
    } else {
      running.found.set(message.segment, message.hits);
      running.open -= 1;
      running.sent.delete(message.segment);
    }
    this.#send(message.id, running);
  }

  #send(id: number, running: Running): void {
    try {
      while (running.sent.size < inFlight && running.wanted.length > 0) {
        const segment = running.wanted.shift()!;
        const sealed = running.request.read(segment);
        if (!sealed) {
          running.open -= 1;
          continue;
        }
        running.sent.add(segment);
        const octets = new Uint8Array(sealed); // a copy of its own: it moves to the other thread
        this.#tell({ kind: 'sealed', id, segment, octets }, [octets.buffer]);
      }
    } catch (error) {
      this.#end(id, () => running.reject(error));
      return;
    }
    if (running.open === 0) this.#end(id, () => running.resolve(running.found));
  }

  #end(id: number, settle: (running: Running) => void): void {
    const running = this.#running.get(id);
    if (!running) return;
    this.#running.delete(id);
    this.#worker?.postMessage({ kind: 'end', id } satisfies ToWorker);
    // An idle thread does not keep the process alive.
    if (this.#running.size === 0) this.#worker?.unref();
    settle(running);
  }

  #failAll(error: MailError): void {
    for (const id of [...this.#running.keys()]) this.#end(id, (running) => running.reject(error));
  }
}
