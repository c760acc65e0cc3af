/** Stores that tell whether they are at work, so that chosen time does not outrun the disk. */
import type { OpenedStores } from '../../src/adapters/memory/open.js';

/** How long time waits for a store at most: there are tests in which one hangs. */
const patienceMs = 5_000;

export class BusyStores {
  #pending = 0;

  /** The same stores, whose calls are counted while they go on. */
  watch(opened: OpenedStores): OpenedStores {
    const { stores } = opened;
    return {
      ...opened,
      stores: { feed: stores.feed, open: async (account) => this.#port(await this.#counted(stores.open(account))) },
      accounts: this.#port(opened.accounts),
      jobs: this.#port(opened.jobs),
      queue: this.#port(opened.queue),
      close: () => opened.close(),
    };
  }

  /** @param turns are given first, and again and again until no store is at work */
  async settle(turns: (count?: number) => Promise<void>): Promise<void> {
    const giveUpMs = Date.now() + patienceMs;
    do await turns();
    while (this.#pending > 0 && Date.now() < giveUpMs);
  }

  #port<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (target, name) => {
        const own: unknown = Reflect.get(target, name, target);
        if (typeof own !== 'function') return own;
        return (...args: unknown[]): unknown => {
          const result: unknown = Reflect.apply(own, target, args);
          return result instanceof Promise ? this.#counted(result) : result;
        };
      },
    });
  }

  #counted<T>(call: Promise<T>): Promise<T> {
    this.#pending += 1;
    return call.finally(() => (this.#pending -= 1));
  }
}
