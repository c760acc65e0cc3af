/** What is left alone for a while because it made trouble, and told once rather than at every try. */
import type { Clock } from '../../mail/clock.js';

export class Troubles {
  readonly #clock: Clock;
  readonly #pauseMs: number;
  readonly #untilMs = new Map<string, number>();

  /** @param pauseMs how long what made trouble is left alone */
  constructor(clock: Clock, pauseMs: number) {
    this.#clock = clock;
    this.#pauseMs = pauseMs;
  }

  /** Trouble with `what`. @returns whether it is new, and so worth telling */
  met(what: string): boolean {
    const isNew = !this.#untilMs.has(what);
    this.#untilMs.set(what, this.#clock.now() + this.#pauseMs);
    return isNew;
  }

  /** To be left alone now. */
  has(what: string): boolean {
    return (this.#untilMs.get(what) ?? 0) > this.#clock.now();
  }

  over(what: string): void {
    this.#untilMs.delete(what);
  }

  /** Forgets what has not come up for two pauses: it is gone, and nobody said so. */
  tidy(): void {
    const old = this.#clock.now() - 2 * this.#pauseMs;
    for (const [what, untilMs] of this.#untilMs) if (untilMs < old) this.#untilMs.delete(what);
  }
}
