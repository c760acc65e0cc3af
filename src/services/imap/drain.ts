/** Waiting for a client that takes its time. */
import type { Writable } from 'node:stream';

/** Resolves when `output` has room again: true; or when that takes too long or `signal` aborts: false. */
export function hasDrained(output: Writable, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (drained: boolean): void => {
      clearTimeout(timer);
      output.removeListener('drain', onDrain);
      signal.removeEventListener('abort', onAbort);
      resolve(drained);
    };
    const onDrain = (): void => end(true);
    const onAbort = (): void => end(false);
    const timer = setTimeout(onAbort, timeoutMs);
    output.once('drain', onDrain);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
