/** Whose each address is: all contracts opened once, when the first is asked for, since they lie sealed. */
import { addressKey } from '../../mail/address-key.js';
import type { Contract } from '../../mail/accounts.js';
import { MailError } from '../../mail/errors.js';
import type { AccountId } from '../../mail/ids.js';

export class AddressBook {
  readonly #readAll: () => Iterable<Contract>;
  #owners: Map<string, AccountId> | undefined;

  /** @param readAll the contracts of all accounts that are there */
  constructor(readAll: () => Iterable<Contract>) {
    this.#readAll = readAll;
  }

  /**
   * Before they are written: they are the account's from here on, also for others that ask at the same time.
   * @returns what gives those back that it did not have before
   * @throws MailError account-exists: another account has one of them
   */
  take(account: AccountId, addresses: readonly string[]): () => void {
    const owners = this.#read();
    const wanted = [...new Set(addresses.map(addressKey))];
    if (wanted.some((address) => (owners.get(address) ?? account) !== account)) {
      throw new MailError('account-exists', 'Another account has this address already.');
    }
    const fresh = wanted.filter((address) => !owners.has(address));
    for (const address of fresh) owners.set(address, account);
    return () => fresh.forEach((address) => owners.delete(address));
  }

  /** After others of its were removed, or all. */
  keepOnly(account: AccountId, addresses: readonly string[]): void {
    if (!this.#owners) return;
    const kept = new Set(addresses.map(addressKey));
    for (const [address, owner] of this.#owners)
      if (owner === account && !kept.has(address)) this.#owners.delete(address);
  }

  #read(): Map<string, AccountId> {
    if (this.#owners) return this.#owners;
    this.#owners = new Map();
    for (const { account, address, aliases } of this.#readAll()) {
      for (const each of [address, ...aliases]) {
        // Older accounts may share one: it stays with the first.
        if (!this.#owners.has(addressKey(each))) this.#owners.set(addressKey(each), account);
      }
    }
    return this.#owners;
  }
}
