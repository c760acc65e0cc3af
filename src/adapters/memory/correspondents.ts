/** Addresses written to, in memory. */
import { addressKey } from '../../mail/address-key.js';
import type { Clock } from '../../mail/clock.js';
import { MailError } from '../../mail/errors.js';
import type { AccountId } from '../../mail/ids.js';
import type { Correspondents } from '../../mail/queue-store.js';

interface Entry {
  readonly firstMs: number;
  readonly allowed: boolean;
}

export class MemoryCorrespondents implements Correspondents {
  readonly #clock: Clock;
  readonly #exists: (account: AccountId) => boolean;
  readonly #accounts = new Map<AccountId, Map<string, Entry>>();

  constructor(clock: Clock, exists: (account: AccountId) => boolean) {
    this.#clock = clock;
    this.#exists = exists;
  }

  async known(
    account: AccountId,
    addresses: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly allowed: boolean }>> {
    const found = new Map<string, { readonly allowed: boolean }>();
    for (const address of addresses) {
      const entry = this.#accounts.get(account)?.get(addressKey(address));
      if (entry) found.set(address, { allowed: entry.allowed });
    }
    return found;
  }

  async firstSince(account: AccountId, sinceMs: number): Promise<number> {
    return [...(this.#accounts.get(account)?.values() ?? [])].filter(({ firstMs }) => firstMs >= sinceMs).length;
  }

  async allow(account: AccountId, address: string, allowed: boolean): Promise<void> {
    if (!this.#exists(account)) throw new MailError('account-not-found', 'There is no such account.');
    const key = addressKey(address);
    const known = this.#accounts.get(account)?.get(key);
    if (known) this.#accounts.get(account)!.set(key, { ...known, allowed });
    else if (allowed) this.#put(account, key, true);
  }

  /** For `append`. */
  wroteTo(account: AccountId, address: string): void {
    const key = addressKey(address);
    if (!this.#accounts.get(account)?.has(key)) this.#put(account, key, false);
  }

  removeAccount(account: AccountId): void {
    this.#accounts.delete(account);
  }

  #put(account: AccountId, key: string, allowed: boolean): void {
    const entries = this.#accounts.get(account) ?? new Map<string, Entry>();
    this.#accounts.set(account, entries.set(key, { firstMs: this.#clock.now(), allowed }));
  }
}
