/** Time that a test lets pass. */
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Timers } from '../../src/lib/timers.js';
import type { Clock } from '../../src/mail/clock.js';

export class FakeTime implements Clock, Timers {
  #nowMs = Date.UTC(2026, 10, 24, 9, 0, 0);
  readonly #settle: () => Promise<void>;
  #timers: { readonly atMs: number; readonly run: () => void }[] = [];

  /** @param settle lets what a timer set off have its turns */
  constructor(settle: () => Promise<void> = turns) {
    this.#settle = settle;
  }

  now(): number {
    return this.#nowMs;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, run };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((each) => each !== timer));
  }

  /** Whether something waits for as long as this from now. */
  awaits(ms: number): boolean {
    return this.#timers.some(({ atMs }) => atMs === this.#nowMs + ms);
  }

  /** Lets time pass, timer by timer; what each sets off has a few turns of the event loop before the next. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const due = this.#timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((each) => each !== due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.run();
      await this.#settle();
    }
    this.#nowMs = untilMs;
    await this.#settle();
  }
}

/** Turns of the event loop, each with a look at the disk: chosen time does not outrun real files. */
export async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) {
    await stat(tmpdir());
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The same for what is all in memory: many times faster. */
export async function memoryTurns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits for a condition that others bring about. @throws when that takes too long, so that no loop outlives its test */
export async function until(
  condition: () => boolean | Promise<boolean>,
  between: () => Promise<void> = () => turns(1),
  limitMs = 18_000,
): Promise<void> {
  const giveUpMs = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > giveUpMs) throw new Error('what the test waits for did not come about');
    await between();
  }
}
