/** Connections that are used again, and how many there may be to one host at a time. */
import type { Timers } from '../../lib/timers.js';
import type { SmtpConnection, TransactionResult } from './connection.js';
import type { SmtpLimits } from './limits.js';

export interface Pooled<T> {
  readonly connection: SmtpConnection;
  /** What is known of it since it was opened. */
  readonly about: T;
}

export interface Place<T> {
  /** Counts together. */
  readonly host: string;
  /** Same key, same address and same demands on TLS. */
  readonly key: string;
  readonly open: () => Promise<Pooled<T>>;
}

export class ConnectionPool<T> {
  readonly #limits: SmtpLimits;
  readonly #timers: Timers;
  readonly #idle = new Map<string, { readonly pooled: Pooled<T>; readonly forget: () => void }[]>();
  readonly #slots = new Map<string, Slots>();
  readonly #busy = new Set<SmtpConnection>();
  #closed = false;

  constructor(limits: SmtpLimits, timers: Timers) {
    this.#limits = limits;
    this.#timers = timers;
  }

  /**
   * Runs `send` on an idle connection or a new one. Where an idle one turns out to be gone before the message went out,
   * once more on a new one.
   * @throws what `open` and `send` throw
   */
  async use<R extends { readonly result: TransactionResult | undefined }>(
    { host, key, open }: Place<T>,
    signal: AbortSignal,
    send: (pooled: Pooled<T>) => Promise<R>,
  ): Promise<R> {
    const leave = await this.#slotsOf(host).enter(signal);
    try {
      const idle = this.#takeIdle(key);
      if (idle) {
        const outcome = await this.#run(key, idle, send);
        if (!isStale(outcome.result)) return outcome;
      }
      return await this.#run(key, await open(), send);
    } finally {
      leave();
      if (this.#slots.get(host)?.isEmpty) this.#slots.delete(host);
    }
  }

  /** Idle connections say QUIT; busy ones are cut off. */
  close(): void {
    this.#closed = true;
    for (const { pooled, forget } of [...this.#idle.values()].flat()) {
      forget();
      pooled.connection.quit();
    }
    this.#idle.clear();
    for (const connection of this.#busy) connection.destroy();
  }

  async #run<R>(key: string, pooled: Pooled<T>, send: (pooled: Pooled<T>) => Promise<R>): Promise<R> {
    const { connection } = pooled;
    this.#busy.add(connection);
    try {
      return await send(pooled);
    } finally {
      this.#busy.delete(connection);
      if (connection.isUsable && !this.#closed) this.#keep(key, pooled);
      else connection.quit();
    }
  }

  #takeIdle(key: string): Pooled<T> | undefined {
    for (;;) {
      const entry = this.#idle.get(key)?.pop();
      if (!entry) return undefined;
      entry.forget();
      if (entry.pooled.connection.isUsable) return entry.pooled;
      entry.pooled.connection.quit();
    }
  }

  #keep(key: string, pooled: Pooled<T>): void {
    const list = this.#idle.get(key) ?? [];
    this.#idle.set(key, list);
    const forget = this.#timers.after(this.#limits.idleMs, () => {
      const at = list.indexOf(entry);
      if (at >= 0) list.splice(at, 1);
      if (list.length === 0 && this.#idle.get(key) === list) this.#idle.delete(key);
      pooled.connection.quit();
    });
    const entry = { pooled, forget };
    list.push(entry);
  }

  #slotsOf(host: string): Slots {
    const slots = this.#slots.get(host) ?? new Slots(this.#limits.connectionsPerHost);
    this.#slots.set(host, slots);
    return slots;
  }
}

/** Ended by the server while it lay idle; nothing of the message went out. RFC 5321 §3.8: 421 is such an end, too. */
function isStale(result: TransactionResult | undefined): boolean {
  if (!result) return false;
  const { end } = result;
  return end.kind === 'lost' ? !end.begun : end.kind === 'refused' && end.reply.code === 421;
}

/** So many at a time, first come first served. */
class Slots {
  #free: number;
  readonly #size: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#free = size;
    this.#size = size;
  }

  get isEmpty(): boolean {
    return this.#free === this.#size && this.#waiting.length === 0;
  }

  /** @returns what leaves again. @throws what `signal` was aborted with */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else {
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          signal.removeEventListener('abort', stop);
          resolve();
        };
        const stop = () => {
          this.#waiting.splice(this.#waiting.indexOf(enter), 1);
          reject(signal.reason as Error);
        };
        this.#waiting.push(enter);
        signal.addEventListener('abort', stop, { once: true });
      });
    }
    return () => {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    };
  }
}
