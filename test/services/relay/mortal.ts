/** Ports as a process has them that is killed: from then on nothing it does reaches a store, and nothing wakes it. */
import type { Timers } from '../../../src/lib/timers.js';

export class Mortal {
  #callsLeft = Infinity;

  /** Dies at the call after so many. */
  dieAfter(calls: number): void {
    this.#callsLeft = calls;
  }

  get isDead(): boolean {
    return this.#callsLeft <= 0;
  }

  timers(timers: Timers): Timers {
    return { after: (ms, run) => timers.after(ms, () => void (this.isDead || run())) };
  }

  /** Each call counts; after death none returns. What a call gives to call again is as mortal. */
  port<T extends object>(port: T, nested: readonly string[] = []): T {
    return new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') {
          return typeof name === 'string' && nested.includes(name) ? this.port(value as object) : value;
        }
        return (...args: readonly unknown[]): unknown => this.#call(target, String(name), value as Call, args, nested);
      },
    });
  }

  #call(target: object, name: string, call: Call, args: readonly unknown[], nested: readonly string[]): unknown {
    this.#callsLeft -= 1;
    if (this.isDead) return new Promise(() => undefined);
    const alive = args.map((arg) => {
      if (typeof arg !== 'function') return arg;
      return (...given: readonly unknown[]): unknown => (this.isDead ? undefined : (arg as Call)(...given));
    });
    const result = call.apply(target, alive);
    if (!(result instanceof Promise)) return result;
    // It was done, and nobody is there to hear of it.
    return result.then(async (value: unknown) => {
      if (this.isDead) await new Promise(() => undefined);
      return nested.includes(name) ? this.port(value as object) : value;
    });
  }
}

type Call = (...args: readonly unknown[]) => unknown;
