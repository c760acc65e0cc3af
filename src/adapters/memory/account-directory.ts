/** Accounts and contracts in memory. */
import type {
  Account,
  AccountDirectory,
  Contract,
  NewAccount,
  PostcardPolicy,
  QuotaChange,
} from '../../mail/accounts.js';
import { foldUser } from '../../mail/accounts.js';
import { addressKey } from '../../mail/address-key.js';
import { MailError } from '../../mail/errors.js';
import { accountId } from '../../mail/ids.js';
import type { AccountId } from '../../mail/ids.js';

interface Entry {
  account: Account;
  contract: Contract;
}

export interface Lifetime {
  born(account: AccountId, fresh: NewAccount): void;
  limited(account: AccountId, change: QuotaChange): void;
  gone(account: AccountId): void;
}

export class MemoryAccounts implements AccountDirectory {
  readonly #entries = new Map<AccountId, Entry>();
  readonly #lifetime: Lifetime;
  #lastAccount = 0;

  constructor(lifetime: Lifetime) {
    this.#lifetime = lifetime;
  }

  stateOf(id: AccountId): Account['state'] | undefined {
    return this.#entries.get(id)?.account.state;
  }

  async create(fresh: NewAccount): Promise<Account> {
    if (await this.findByUser(fresh.user)) {
      throw new MailError('account-exists', 'There is an account with this user name already.');
    }
    this.#checkAddresses(undefined, [fresh.address]);
    const id = accountId(this.#lastAccount + 1);
    this.#lifetime.born(id, fresh);
    this.#lastAccount = id;
    const account: Account = {
      id,
      user: fresh.user,
      language: fresh.language,
      state: 'open',
      postcard: 'warn',
      createdMs: fresh.createdMs,
      closedMs: undefined,
    };
    this.#entries.set(id, {
      account,
      contract: { account: id, name: fresh.name, address: fresh.address, aliases: [], postal: [] },
    });
    return account;
  }

  async get(id: AccountId): Promise<Account | undefined> {
    return this.#entries.get(id)?.account;
  }

  async findByUser(user: string): Promise<Account | undefined> {
    const folded = foldUser(user);
    for (const { account } of this.#entries.values()) if (foldUser(account.user) === folded) return account;
    return undefined;
  }

  async list(): Promise<readonly Account[]> {
    return [...this.#entries.values()].map(({ account }) => account);
  }

  async contract(id: AccountId): Promise<Contract | undefined> {
    return this.#entries.get(id)?.contract;
  }

  async close(id: AccountId, nowMs: number): Promise<void> {
    const entry = this.#entry(id);
    if (entry.account.state === 'open') entry.account = { ...entry.account, state: 'closed', closedMs: nowMs };
  }

  async reopen(id: AccountId): Promise<void> {
    const entry = this.#entry(id);
    entry.account = { ...entry.account, state: 'open', closedMs: undefined };
  }

  async setQuota(id: AccountId, change: QuotaChange): Promise<void> {
    this.#entry(id);
    this.#lifetime.limited(id, change);
  }

  async setPostcard(id: AccountId, postcard: PostcardPolicy): Promise<void> {
    const entry = this.#entry(id);
    entry.account = { ...entry.account, postcard };
  }

  async setAliases(id: AccountId, aliases: readonly string[]): Promise<void> {
    const entry = this.#entry(id);
    this.#checkAddresses(id, aliases);
    entry.contract = { ...entry.contract, aliases: [...aliases] };
  }

  async setPostal(id: AccountId, postal: readonly string[]): Promise<void> {
    const entry = this.#entry(id);
    entry.contract = { ...entry.contract, postal: [...postal] };
  }

  /** @throws MailError account-exists */
  #checkAddresses(account: AccountId | undefined, addresses: readonly string[]): void {
    const wanted = new Set(addresses.map(addressKey));
    for (const [id, { contract }] of this.#entries) {
      if (id !== account && [contract.address, ...contract.aliases].some((each) => wanted.has(addressKey(each)))) {
        throw new MailError('account-exists', 'Another account has this address already.');
      }
    }
  }

  async delete(id: AccountId): Promise<void> {
    this.#entry(id);
    this.#entries.delete(id);
    this.#lifetime.gone(id);
  }

  #entry(id: AccountId): Entry {
    const entry = this.#entries.get(id);
    if (!entry) throw new MailError('account-not-found', 'There is no such account.');
    return entry;
  }
}
