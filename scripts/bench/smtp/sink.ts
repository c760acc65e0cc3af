/** Starts the sink (sink-server.ts) as a process of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface Sink {
  readonly port: number;
  /** Messages taken so far. */
  count(): Promise<number>;
  /** Resolves with the time (`performance.now()`) when so many have come. @throws Error when none comes for a minute */
  reached(count: number, signal: AbortSignal): Promise<number>;
  stop(): void;
}

const patienceMs = 60_000;

export async function startSink(): Promise<Sink> {
  const child = fork(fileURLToPath(new URL('./sink-server.js', import.meta.url)));
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const count = async (): Promise<number> => {
    const answered = once(child, 'message');
    child.send('count');
    const [{ messages }] = (await answered) as [{ messages: number }];
    return messages;
  };
  return {
    port,
    count,
    async reached(wanted, signal) {
      let last = await count();
      let lastAt = performance.now();
      while (last < wanted) {
        await sleep(5, undefined, { signal });
        const now = await count();
        if (now > last) lastAt = performance.now();
        else if (performance.now() - lastAt > patienceMs) throw new Error(`${now} of ${wanted} messages arrived`);
        last = now;
      }
      return performance.now();
    },
    stop: () => child.disconnect(),
  };
}
