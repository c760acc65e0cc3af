/**
 * When to try again after trouble with the store: a full disk holds all intake, a full account only its own.
 *
 * While a hold lasts nothing is read for it, since recognition is the costly part and would be thrown away.
 */
import type { AccountId } from '../../mail/ids.js';
import type { Clock } from '../../mail/clock.js';

export type HoldScope = 'all' | AccountId;

interface Hold {
  readonly untilMs: number;
  readonly delayMs: number;
}

/** First and longest wait in ms; doubled in between. A full account waits for its customer, a full disk for the operator. */
const waits = { all: { first: 5_000, longest: 300_000 }, account: { first: 30_000, longest: 900_000 } } as const;

export class Holds {
  readonly #clock: Clock;
  readonly #holds = new Map<HoldScope, Hold>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Trouble again, or for the first time. @returns how long to wait in ms, and whether it is new */
  trouble(scope: HoldScope): { readonly delayMs: number; readonly isNew: boolean } {
    const before = this.#holds.get(scope);
    // Several jobs that fail together are one trouble, not several.
    if (before && before.untilMs > this.#clock.now()) {
      return { delayMs: before.untilMs - this.#clock.now(), isNew: false };
    }
    const { first, longest } = waits[scope === 'all' ? 'all' : 'account'];
    const delayMs = before ? Math.min(before.delayMs * 2, longest) : first;
    this.#holds.set(scope, { untilMs: this.#clock.now() + delayMs, delayMs });
    return { delayMs, isNew: !before };
  }

  /** Time in ms until the hold ends; 0 when there is none. */
  remainingMs(scope: HoldScope): number {
    const hold = this.#holds.get(scope);
    return hold ? Math.max(0, hold.untilMs - this.#clock.now()) : 0;
  }

  /** A letter of the account was stored. @returns whether that ended a trouble */
  success(account: AccountId): boolean {
    const all = this.#holds.delete('all');
    return this.#holds.delete(account) || all;
  }
}
