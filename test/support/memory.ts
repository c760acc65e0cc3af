/** Memory that is kept: what a reading without a collection before it counts is mostly garbage, the more the busier the machine. */
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** How long the work goes on between two samples: a collection halts it, for some 20 ms. */
const sampleEveryMs = 100;

/** Frees all that nobody holds. V8 sweeps buffers beside the collection that found them, and is done by the next one. */
export function collect(): void {
  gc();
  gc();
}

/** Octets that somebody holds: objects, buffers, and what libraries such as zlib have told V8 of. */
export function keptOctets(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Octets of buffers that somebody holds. */
export function keptBuffers(): number {
  collect();
  return process.memoryUsage().arrayBuffers;
}

/**
 * The most that is kept at any sample while the work goes on and once it is done, beyond what was kept before it.
 *
 * @param work is begun after the first reading
 * @param kept what is read
 */
export async function mostKept(work: () => Promise<unknown>, kept: () => number = keptOctets): Promise<number> {
  const before = kept();
  const state = { done: false };
  const working = work().finally(() => (state.done = true));
  working.catch(() => undefined); // it is awaited below
  let most = 0;
  while (!state.done) {
    await sleep(sampleEveryMs);
    most = Math.max(most, kept() - before);
  }
  await working;
  return Math.max(most, kept() - before);
}
