/** A search thread over segments it is handed, which counts its reads and dies when it is told to. */
import { parentPort, workerData } from 'node:worker_threads';
import { runScanThread } from '../../../src/adapters/search/scan-thread.js';

export interface FakeWorkerData {
  readonly cacheOctets: number;
  /** In the order of their numbers, from 1 on. */
  readonly sealed: readonly Uint8Array[];
  /** Shared: reads so far; at which read to die (0: never); from which read on segment 2 is replaced by 99. */
  readonly control: Int32Array;
}

export const control = { reads: 0, dieAt: 1, replaceAt: 2 } as const;

const data = workerData as FakeWorkerData | undefined;

if (data && parentPort) {
  const { sealed, control: shared, cacheOctets } = data;
  const replaced = (): boolean =>
    shared[control.replaceAt]! > 0 && shared[control.reads]! >= shared[control.replaceAt]!;
  runScanThread(
    parentPort,
    {
      segments: (_, among) => {
        const all = sealed.map((__, i) => i + 1).slice(0, replaced() ? undefined : sealed.length);
        const there = replaced() ? all.filter((segment) => segment !== 2) : all;
        return among ? there.filter((segment) => among.some((content) => Math.floor(content / 10) === segment)) : there;
      },
      read(_, segment) {
        const count = Atomics.add(shared, control.reads, 1) + 1;
        if (count === shared[control.dieAt]) process.exit(1);
        if (segment === 2 && replaced()) return undefined;
        return Buffer.from(sealed[segment - 1]!);
      },
      deleted: () => [11],
    },
    cacheOctets,
  );
}
