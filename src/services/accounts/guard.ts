/**
 * Wrong passwords slowed and stopped, by user name and by network (docs/adr/0005).
 *
 * Nothing here says who or from where: all keys are HMACs under a secret of the day, which lies in memory only and is
 * destroyed, with all counts, when the day is over. Yesterday's tells for one day more who has signed in from where.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { addressPrefixes } from '../../lib/address-prefix.js';
import { RecentSet } from '../../lib/recent-set.js';
import type { Timers } from '../../lib/timers.js';
import type { Clock } from '../../mail/clock.js';
import { Tallies } from './tallies.js';

export interface GuardLimits {
  /** Guesses at one account that reach the verifier in a day. */
  readonly guessesPerAccount: number;
  /** Different wrong passwords in an hour from one address (IPv4 /32, IPv6 /64), and from its network (/24, /48). */
  readonly wrongPerAddress: number;
  readonly wrongPerNetwork: number;
  /** Counts that are kept, of each kind: users, addresses, networks; and guesses that are known again. */
  readonly remembered: number;
}

export const defaultGuardLimits: GuardLimits = {
  guessesPerAccount: 20,
  wrongPerAddress: 50,
  wrongPerNetwork: 500,
  remembered: 65_536,
};

/** A guess that reaches the verifier; what is not `right` stays counted. */
export interface Guess {
  right(): void;
}

export interface Guard {
  /** False: too many wrong ones from there, and nobody has signed in from there lately. */
  admits(address: string): boolean;
  /** False: from this address nobody is heard any more but those who have signed in from it lately. */
  hears(user: string, address: string): boolean;
  /** @returns undefined when the account has had its guesses for the day, and this is from a stranger's address */
  guess(user: string, address: string): Guess | undefined;
  /**
   * Counts a wrong password; the same again does not count.
   * @param password undefined when it is not known which: it counts each time
   * @returns whether it counted, and for how long to hold the answer back, in ms
   */
  wrong(
    user: string,
    address: string,
    password: string | undefined,
  ): { readonly counted: boolean; readonly holdMs: number };
  right(user: string, address: string): void;
  /** Entries in memory. */
  readonly size: number;
  close(): void;
}

const dayMs = 24 * 3600_000;
/** Answers are held back from this many wrong ones on, twice as long for every `holdStep` more. */
const freeWrong = 5;
const holdStep = 10;
const firstHoldMs = 1_000;
const mostHoldMs = 15_000;

export function createGuard(options: {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly limits?: Partial<GuardLimits>;
  /** Where nothing is counted: a proxy on this host, that all come from. */
  readonly exempt?: (address: string) => boolean;
  /** 32 random octets, each time others. */
  readonly newSecret?: () => Buffer;
}): Guard {
  return new Watch(options);
}

/** What is known on one day, and the secret that it is known under. */
class Day {
  readonly secret: Buffer;
  /** Addresses that somebody has signed in from, and who from which. */
  readonly familiar: RecentSet<string>;

  constructor(secret: Buffer, most: number) {
    this.secret = secret;
    this.familiar = new RecentSet(most);
  }

  tag(...parts: readonly string[]): string {
    const hmac = createHmac('sha256', this.secret).update(parts.join('\0'));
    return hmac.digest().subarray(0, 12).toString('base64url');
  }
}

class Watch implements Guard {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #limits: GuardLimits;
  readonly #exempt: (address: string) => boolean;
  readonly #newSecret: () => Buffer;
  readonly #guesses: Tallies;
  readonly #wrongUsers: Tallies;
  readonly #addresses: Tallies;
  readonly #networks: Tallies;
  #seen: RecentSet<string>;
  #today: Day;
  #yesterday: Day | undefined;
  #stopTimer = (): void => {};

  constructor({ clock, timers, limits, exempt, newSecret }: Parameters<typeof createGuard>[0]) {
    this.#clock = clock;
    this.#timers = timers;
    this.#limits = { ...defaultGuardLimits, ...limits };
    this.#exempt = exempt ?? (() => false);
    this.#newSecret = newSecret ?? (() => randomBytes(32));
    const { remembered: most, wrongPerAddress, wrongPerNetwork } = this.#limits;
    this.#guesses = new Tallies({ most, drainPerHour: 0 });
    this.#wrongUsers = new Tallies({ most, drainPerHour: 0 });
    this.#addresses = new Tallies({ most, drainPerHour: wrongPerAddress });
    this.#networks = new Tallies({ most, drainPerHour: wrongPerNetwork });
    this.#seen = new RecentSet(most);
    this.#today = new Day(this.#newSecret(), most);
    this.#await();
  }

  get size(): number {
    const tallies = [this.#guesses, this.#wrongUsers, this.#addresses, this.#networks, this.#seen];
    const familiar = [this.#today.familiar, this.#yesterday?.familiar];
    return [...tallies, ...familiar].reduce((sum, each) => sum + (each?.size ?? 0), 0);
  }

  admits(address: string): boolean {
    if (this.#exempt(address)) return true;
    return !this.#isOver(address) || this.#isFamiliar(addressPrefixes(address).narrow);
  }

  hears(user: string, address: string): boolean {
    if (this.#exempt(address)) return true;
    return !this.#isOver(address) || this.#isFamiliar(addressPrefixes(address).narrow, user);
  }

  guess(user: string, address: string): Guess | undefined {
    const nowMs = this.#clock.now();
    const day = this.#today;
    const key = day.tag('user', user);
    const spent = this.#guesses.level(key, nowMs) >= this.#limits.guessesPerAccount;
    if (spent && !this.#isFamiliar(addressPrefixes(address).narrow, user)) return undefined;
    this.#guesses.add(key, 1, nowMs);
    return {
      right: () => {
        if (day === this.#today) this.#guesses.add(key, -1, nowMs);
      },
    };
  }

  wrong(user: string, address: string, password: string | undefined): { counted: boolean; holdMs: number } {
    const nowMs = this.#clock.now();
    const day = this.#today;
    const { narrow, wide } = addressPrefixes(address);
    const known = password !== undefined && !this.#seen.add(day.tag('guess', user, password));
    const change = known ? 0 : 1;
    const counted = this.#exempt(address) ? 0 : change;
    this.#networks.add(day.tag('network', wide), counted, nowMs);
    const levels = [
      this.#wrongUsers.add(day.tag('user', user), change, nowMs),
      this.#addresses.add(day.tag('address', narrow), counted, nowMs),
    ];
    return { counted: counted > 0, holdMs: holdFor(Math.max(...levels)) };
  }

  right(user: string, address: string): void {
    const { narrow } = addressPrefixes(address);
    this.#today.familiar.add(this.#today.tag('familiar', narrow));
    this.#today.familiar.add(this.#today.tag('familiar', narrow, user));
  }

  close(): void {
    this.#stopTimer();
    this.#today.secret.fill(0);
    this.#yesterday?.secret.fill(0);
  }

  #isOver(address: string): boolean {
    const nowMs = this.#clock.now();
    const { narrow, wide } = addressPrefixes(address);
    // Half a guess below the limit: a count that has just begun to go down stays over it for a while.
    const over = (tallies: Tallies, key: string, limit: number) => tallies.level(key, nowMs) > limit - 0.5;
    return (
      over(this.#addresses, this.#today.tag('address', narrow), this.#limits.wrongPerAddress) ||
      over(this.#networks, this.#today.tag('network', wide), this.#limits.wrongPerNetwork)
    );
  }

  #isFamiliar(...parts: readonly string[]): boolean {
    return [this.#today, this.#yesterday].some((day) => day?.familiar.has(day.tag('familiar', ...parts)));
  }

  #await(): void {
    this.#stopTimer = this.#timers.after(dayMs, () => this.#turn());
  }

  #turn(): void {
    this.#yesterday?.secret.fill(0);
    this.#yesterday = this.#today;
    this.#today = new Day(this.#newSecret(), this.#limits.remembered);
    for (const tallies of [this.#guesses, this.#wrongUsers, this.#addresses, this.#networks]) tallies.clear();
    this.#seen = new RecentSet(this.#limits.remembered);
    this.#await();
  }
}

function holdFor(wrong: number): number {
  if (wrong <= freeWrong) return 0;
  return Math.min(mostHoldMs, firstHoldMs * 2 ** Math.floor((wrong - freeWrong - 1) / holdStep));
}
