/** Has a scan read within its time, and turns whatever goes wrong into a letter with a note, or into a refusal. */
import type { Language } from '../../mail/accounts.js';
import type { Log } from '../../mail/log.js';
import { ScanError, type ReadProgress, type ReadScan, type ScanProblem, type ScanReader } from '../../mail/scan.js';
import { Refusal } from './refusal.js';
import { asError } from '../../lib/as-error.js';
import type { Timers } from '../../lib/timers.js';
import { unreadScan } from './unread.js';

export interface ReadOptions {
  readonly reader: ScanReader;
  readonly timers: Timers;
  readonly log: Log;
  readonly language: Language;
  /** For the whole scan, in ms; the reader has limits for each page beside. */
  readonly limitMs: number;
  /** Aborted when the job is no longer ours; the call then throws its reason at once. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ReadProgress) => void;
}

/** Problems with which there is still something to deliver. */
const deliverable: ReadonlySet<ScanProblem> = new Set<ScanProblem>(['password', 'timeout', 'crashed']);

/** @throws Refusal when there is nothing to deliver; the reason of `signal` when that aborts */
export async function readScan(scan: Buffer, options: ReadOptions): Promise<ReadScan> {
  const { reader, timers, log, language, limitMs, signal, onProgress } = options;
  signal.throwIfAborted();
  const stop = new AbortController();
  let cleanUp = (): void => {};
  // Beside the reading runs what may end it: a reader that hangs must not hang the job with it.
  const ended = new Promise<'timeout'>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    const cancel = timers.after(limitMs, () => resolve('timeout'));
    cleanUp = () => {
      cancel();
      signal.removeEventListener('abort', abort);
    };
  });
  try {
    const read = await Promise.race([reader.read(scan, { signal: stop.signal, onProgress }), ended]);
    return read === 'timeout' ? unreadScan(scan, 'timeout', language) : read;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ScanError) {
      if (deliverable.has(error.problem)) return unreadScan(scan, error.problem, language);
      throw new Refusal(error.problem, language, { cause: error });
    }
    if (error instanceof Refusal) throw error;
    log.warn('intake.reader-failed', { error: asError(error) });
    return unreadScan(scan, 'crashed', language);
  } finally {
    cleanUp();
    stop.abort();
  }
}
