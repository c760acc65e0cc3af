/**
 * The port `ScanReader`: scans are read in child processes, each of which may crash, hang or swell over one document
 * without harm to the others or to us. A page that ends a child is left out; a new child goes on with the rest.
 */
import { setMaxListeners } from 'node:events';
import type { Log } from '../../mail/log.js';
import { ScanError, type ReadScan, type ScanReader } from '../../mail/scan.js';
import { ChildGone, ReaderChild } from './child.js';
import type { ReaderLimits } from './limits.js';
import type { FromChild, Usage } from './messages.js';
import { Turns } from './turns.js';
import { unreadPage, type PageReading } from './read-page.js';
import { sniff } from './sniff.js';

export interface ScanReaderOptions {
  /** Scans read side by side; further calls wait their turn. */
  readonly processes: number;
  readonly limits: ReaderLimits;
  readonly log: Log;
}

type ReadOptions = Parameters<ScanReader['read']>[1];

/** Children that one scan may end before the rest of its pages is left unread. */
const mostDeaths = 5;
/** Beyond a page's own time the child has this long to say so itself. */
const graceMs = 5000;
/** Time for the preview and for the PDF, in times of a page. */
const stageFactor = 3;

export function createScanReader({ processes, limits, log }: ScanReaderOptions): ScanReader {
  const turns = new Turns(processes);
  const idle = new Set<ReaderChild>();
  const busy = new Set<ReaderChild>();
  const closing = new AbortController();
  // Every scan that waits for its turn listens.
  setMaxListeners(0, closing.signal);

  async function take(): Promise<ReaderChild> {
    for (const child of idle) {
      idle.delete(child);
      if (child.alive) return child;
    }
    return ReaderChild.start();
  }

  function giveBack(child: ReaderChild): void {
    busy.delete(child);
    if (!child.alive) return;
    const spent = child.jobs >= limits.scansPerChild || child.rssOctets > limits.idleRssOctets;
    if (spent || closing.signal.aborted) child.kill('aborted');
    else {
      idle.add(child);
      child.killAfter(limits.idleMs);
    }
  }

  async function attempt(task: Task, signal: AbortSignal): Promise<ReadScan | undefined> {
    signal.throwIfAborted();
    const child = await take();
    busy.add(child);
    const abort = (): void => child.kill('aborted');
    signal.addEventListener('abort', abort);
    try {
      signal.throwIfAborted();
      return await task.run(child);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ChildGone)) throw error;
      task.died(error);
      log.warn('reader.child-ended', { end: error.end, stage: task.stage, page: task.page, deaths: task.deaths });
      return undefined;
    } finally {
      signal.removeEventListener('abort', abort);
      giveBack(child);
    }
  }

  return {
    async read(scan, options) {
      if (scan.length > limits.scanOctets) throw new ScanError('too-large', 'The file is too large.');
      sniff(scan);
      const signal = options.signal ? AbortSignal.any([options.signal, closing.signal]) : closing.signal;
      const release = await turns.take(signal);
      const started = performance.now();
      try {
        const task = new Task(scan, limits, options);
        for (;;) {
          const result = await attempt(task, signal);
          if (!result) continue;
          const ms = Math.round(performance.now() - started);
          const { problem, pages } = result;
          log.info('reader.read', { octets: scan.length, pages: pages.length, ms, problem, ...task.usage });
          return result;
        }
      } finally {
        release();
      }
    },

    async close() {
      closing.abort(new Error('the reader is closed'));
      for (const child of [...idle, ...busy]) child.kill('aborted');
      idle.clear();
    },
  };
}

/** One scan on its way through as many children as it takes. */
class Task {
  readonly #scan: Buffer;
  readonly #limits: ReaderLimits;
  readonly #options: ReadOptions;
  readonly #readings: PageReading[] = [];
  readonly #skip = { preview: false, layer: false };
  #pages = 0;
  deaths = 0;
  usage: Usage | undefined;
  stage: 'opening' | 'pages' | 'preview' | 'pdf' = 'opening';

  constructor(scan: Buffer, limits: ReaderLimits, options: ReadOptions) {
    this.#scan = scan;
    this.#limits = limits;
    this.#options = options;
  }

  /** The page being read, from 1. */
  get page(): number {
    return this.#readings.length + 1;
  }

  /** @throws ScanError, ChildGone */
  async run(child: ReaderChild): Promise<ReadScan> {
    this.stage = 'opening';
    const { pageMs } = this.#limits;
    const job = { limits: this.#limits, earlier: this.#readings, skip: this.#skip, scan: this.#scan };
    const result = await child.run(
      { kind: 'read', ...job },
      // Opening a file of many pages and sending it over take their time, too.
      (message) => (message?.kind === 'stage' || !message ? pageMs * stageFactor : pageMs) + graceMs,
      (message) => this.#hear(message),
    );
    this.usage = result.usage;
    if (result.kind === 'refused') throw new ScanError(result.problem, result.message);
    // The structured clone made plain octets of the buffers.
    const { pdf, preview, ...rest } = result.scan;
    return { ...rest, pdf: asBuffer(pdf), preview: preview && { ...preview, jpeg: asBuffer(preview.jpeg) } };
  }

  /** Decides what the next child leaves out. @throws ScanError when nothing is left to try */
  died({ end }: ChildGone): void {
    this.deaths++;
    const problem = end === 'aborted' ? 'crashed' : end;
    switch (this.stage) {
      case 'opening':
        throw new ScanError(problem, 'The file could not be opened.');
      case 'pages':
        this.#add(unreadPage(this.page, problem));
        while (this.deaths >= mostDeaths && this.#readings.length < this.#pages)
          this.#add(unreadPage(this.page, problem));
        return;
      case 'preview':
        this.#skip.preview = true;
        break;
      case 'pdf':
        if (this.#skip.layer) throw new ScanError(problem, 'No PDF could be made of the scan.');
        this.#skip.layer = true;
    }
    if (this.deaths > mostDeaths + 2) throw new ScanError(problem, 'The scan could not be read.');
  }

  #hear(message: FromChild): void {
    if (message.kind === 'opened') {
      this.#pages = message.pages;
      this.stage = 'pages';
      if (this.#readings.length === 0) this.#progress();
    } else if (message.kind === 'page') this.#add(message.reading);
    else if (message.kind === 'stage') this.stage = message.name;
  }

  #add(reading: PageReading): void {
    this.#readings.push(reading);
    this.#progress();
  }

  #progress(): void {
    this.#options.onProgress?.({ page: this.#readings.length, pages: this.#pages });
  }
}

function asBuffer(octets: Uint8Array): Buffer {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length);
}
