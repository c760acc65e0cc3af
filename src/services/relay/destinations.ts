/** Destinations that are left alone for a while: those that cannot be reached, and those that an admin has paused. */
import type { Clock } from '../../mail/clock.js';
import type { Notebook } from '../../mail/queue-store.js';
import { pausedDestinations, type Attempt } from '../../mail/queue.js';
import type { RelayLimits } from './limits.js';

export interface Rest {
  readonly untilMs: number;
  readonly reason: Attempt;
}

interface Trouble extends Rest {
  readonly times: number;
}

/** Destinations remembered at a time; the one longest in trouble is forgotten first, and only tried sooner by that. */
const mostRemembered = 10_000;

/** An admin's pause is noticed within; the notebook is not asked at every claim. */
const noticedMs = 10_000;

export class Destinations {
  readonly #clock: Clock;
  readonly #notebook: Notebook;
  readonly #limits: RelayLimits;
  readonly #troubles = new Map<string, Trouble>();
  #paused: ReadonlySet<string> = new Set();
  /** When to ask the notebook again. */
  #pausedUntilMs = 0;

  constructor(ports: { readonly clock: Clock; readonly notebook: Notebook; readonly limits: RelayLimits }) {
    this.#clock = ports.clock;
    this.#notebook = ports.notebook;
    this.#limits = ports.limits;
  }

  /** @returns until when it rests, and why; undefined when it may be tried */
  rest(destination: string): Rest | undefined {
    const trouble = this.#troubles.get(destination);
    return trouble && trouble.untilMs > this.#clock.now() ? trouble : undefined;
  }

  /** It could not be reached. Doubles with each time, once however many deliveries found it out together. */
  unreachable(destination: string, reason: Attempt): void {
    if (this.rest(destination)) return;
    const times = (this.#troubles.get(destination)?.times ?? 0) + 1;
    const { pauseMs, mostPauseMs } = this.#limits;
    const untilMs = this.#clock.now() + Math.min(pauseMs * 2 ** Math.min(times - 1, 30), mostPauseMs);
    this.#troubles.delete(destination);
    this.#troubles.set(destination, { untilMs, reason, times });
    const [oldest] = this.#troubles.keys();
    if (this.#troubles.size > mostRemembered && oldest !== undefined) this.#troubles.delete(oldest);
  }

  /** A server of it answered. */
  reached(destination: string): void {
    this.#troubles.delete(destination);
  }

  /** An admin wants to go on now: none rests any longer, and the notebook is asked at the next claim. */
  wake(): void {
    for (const [destination, trouble] of this.#troubles) this.#troubles.set(destination, { ...trouble, untilMs: 0 });
    this.#pausedUntilMs = 0;
  }

  /** Domains that an admin has paused. */
  async pausedByAdmin(): Promise<ReadonlySet<string>> {
    const now = this.#clock.now();
    if (now >= this.#pausedUntilMs) {
      this.#paused = new Set((await this.#notebook.list(pausedDestinations)).keys());
      this.#pausedUntilMs = now + noticedMs;
    }
    return this.#paused;
  }
}
