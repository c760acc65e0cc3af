/**
 * What the right PIN opens: the pages of one account, for a while, at a path that cannot be guessed. In memory only: when
 * the server ends they end with it, and the devices that were set up stay. They end too when a password of the account is
 * withdrawn: who found the letter that was lost may have opened its link a moment before.
 */
import type { ChangeFeed } from '../../../mail/change-feed.js';
import type { Clock } from '../../../mail/clock.js';
import type { AccountId } from '../../../mail/ids.js';

export const deviceKinds = ['apple', 'android', 'computer'] as const;
export type DeviceKind = (typeof deviceKinds)[number];

export interface Ticket {
  readonly account: AccountId;
  readonly endsMs: number;
  /** Passwords of the devices set up with it, in order: shown again when the page is loaded again. */
  readonly passwords: Readonly<Record<DeviceKind, string[]>>;
  /** Those in the making, by kind and number: pressing a button twice makes one password. */
  readonly making: Map<string, Promise<void>>;
}

export class Tickets {
  readonly #clock: Clock;
  readonly #feed: Pick<ChangeFeed, 'subscribe'>;
  readonly #randomOctets: (octets: number) => Buffer;
  readonly #limits: { readonly tickets: number; readonly ticketMs: number };
  /** Oldest first, which are those that end first. */
  readonly #open = new Map<string, { readonly ticket: Ticket; readonly unsubscribe: () => void }>();

  constructor(options: {
    readonly clock: Clock;
    readonly feed: Pick<ChangeFeed, 'subscribe'>;
    readonly randomOctets: (octets: number) => Buffer;
    readonly limits: { readonly tickets: number; readonly ticketMs: number };
  }) {
    this.#clock = options.clock;
    this.#feed = options.feed;
    this.#randomOctets = options.randomOctets;
    this.#limits = options.limits;
  }

  /** @returns its name in paths: 256 bits */
  open(account: AccountId): string {
    this.#dropEnded();
    for (const [oldest] of this.#open) {
      if (this.#open.size < this.#limits.tickets) break;
      this.#drop(oldest);
    }
    const name = this.#randomOctets(32).toString('base64url');
    const ticket: Ticket = {
      account,
      endsMs: this.#clock.now() + this.#limits.ticketMs,
      passwords: { apple: [], android: [], computer: [] },
      making: new Map(),
    };
    const unsubscribe = this.#feed.subscribe(account, ({ kind }) => {
      if (kind === 'access-ended') this.#drop(name);
    });
    this.#open.set(name, { ticket, unsubscribe });
    return name;
  }

  get(name: string): Ticket | undefined {
    this.#dropEnded();
    return this.#open.get(name)?.ticket;
  }

  #dropEnded(): void {
    for (const [name, { ticket }] of this.#open) {
      if (ticket.endsMs > this.#clock.now()) return;
      this.#drop(name);
    }
  }

  #drop(name: string): void {
    this.#open.get(name)?.unsubscribe();
    this.#open.delete(name);
  }
}

/**
 * The password of a kind's device of that number, made when it is the next one.
 * @param number 1 for the first
 * @returns false when it is none of those that may be
 */
export async function ensurePassword(
  ticket: Ticket,
  kind: DeviceKind,
  number: number,
  limit: number,
  make: () => Promise<string>,
): Promise<boolean> {
  const passwords = ticket.passwords[kind];
  if (number >= 1 && number <= passwords.length) return true;
  if (number !== passwords.length + 1 || number > limit) return false;
  const key = `${kind} ${number}`;
  const making =
    ticket.making.get(key) ??
    make()
      .then((password) => void passwords.push(password))
      .finally(() => ticket.making.delete(key));
  ticket.making.set(key, making);
  await making;
  return true;
}
