/** Waits for what another process brings about; only a failing test waits for long. */
import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 60_000;
const lookEveryMs = 100;

/**
 * @param look  until it gives something
 * @param state what there is instead, for the failure's words
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  state: () => unknown = () => undefined,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what} does not come about: ${JSON.stringify(await state())}`);
    await sleep(lookEveryMs);
  }
}
