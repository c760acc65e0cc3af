/** Long work in slices, so that other sessions get their turn in between. */
import { setImmediate } from 'node:timers/promises';

/** Longest time one session works before others get their turn. */
const turnMs = 8;

export class Slices {
  readonly #signal: AbortSignal;
  #started = performance.now();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Whether it is others' turn. Costs a look at the clock: ask every few dozen steps. */
  get over(): boolean {
    return performance.now() - this.#started > turnMs;
  }

  /** Lets others work. @throws what `signal` was aborted with */
  async next(): Promise<void> {
    await setImmediate(undefined, { signal: this.#signal }).catch(() => this.#signal.throwIfAborted());
    this.#started = performance.now();
  }

  /** Runs work that pauses often enough to its end. */
  async drive<T>(work: Generator<unknown, T>): Promise<T> {
    for (;;) {
      const step = work.next();
      if (step.done) return step.value;
      if (this.over) await this.next();
    }
  }
}
