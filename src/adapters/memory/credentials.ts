/** Credentials in memory. */
import type { Clock } from '../../mail/clock.js';
import {
  byAge,
  credentialFrom,
  endsSetupLink,
  fitsBeside,
  isListed,
  noteUse,
  replacedBy,
  withdrawn,
} from '../../mail/credential-changes.js';
import type { Noted } from '../../mail/credential-changes.js';
import { isValid } from '../../mail/credentials.js';
import type {
  CredentialChange,
  CredentialStore,
  CredentialUse,
  NewCredential,
  StoredCredential,
} from '../../mail/credentials.js';
import type { Account } from '../../mail/accounts.js';
import { MailError } from '../../mail/errors.js';
import type { AccountId } from '../../mail/ids.js';
import type { MemorySetupLinks } from './setup-links.js';

export type StateOf = (account: AccountId) => Account['state'] | undefined;

export class MemoryCredentials implements CredentialStore {
  readonly #clock: Clock;
  readonly #stateOf: StateOf;
  readonly #setupLinks: MemorySetupLinks;
  readonly #lastIds = new Map<AccountId, number>();
  readonly #credentials = new Map<AccountId, readonly StoredCredential[]>();

  constructor(clock: Clock, stateOf: StateOf, setupLinks: MemorySetupLinks) {
    this.#clock = clock;
    this.#stateOf = stateOf;
    this.#setupLinks = setupLinks;
  }

  async list(account: AccountId): Promise<readonly StoredCredential[]> {
    return this.#listed(account);
  }

  async reserve(accounts: readonly AccountId[]): Promise<readonly number[]> {
    return accounts.map((each) => (this.#stateOf(each) ? this.#nextId(each) : 0));
  }

  async add(account: AccountId, fresh: NewCredential): Promise<CredentialChange> {
    const state = this.#stateOf(account);
    if (state === undefined) throw new MailError('account-not-found', 'There is no such account.');
    if (state === 'closed') throw new MailError('account-closed', 'This account is closed; it gets no password.');
    return this.insert(account, fresh);
  }

  async revoke(account: AccountId, which: readonly number[] | 'all', nowMs: number): Promise<readonly number[]> {
    const changed = withdrawn(this.#all(account), which, nowMs);
    this.#put(account, changed);
    if (endsSetupLink(changed, nowMs)) this.#setupLinks.removeAccount(account);
    return changed.map(({ id }) => id);
  }

  async used(account: AccountId, credential: number, use: CredentialUse): Promise<Pick<Noted, 'first' | 'newClient'>> {
    const { changed, first, newClient } = noteUse(this.#all(account), credential, use);
    this.#put(account, changed);
    return { first, newClient };
  }

  /** Of an account that is open, or being made. */
  insert(account: AccountId, fresh: NewCredential): CredentialChange {
    const id = fresh.id ?? this.#nextId(account);
    const changed = replacedBy(this.#all(account), id, fresh);
    if (!fitsBeside(this.#all(account), changed, fresh)) return { credential: undefined, cut: [] };
    this.#put(account, changed);
    if (endsSetupLink(changed, fresh.createdMs)) this.#setupLinks.removeAccount(account);
    const credential = credentialFrom(account, id, fresh);
    this.#credentials.set(account, [...this.#listed(account), credential].sort(byAge));
    return { credential, cut: changed.filter((each) => !isValid(each, fresh.createdMs)).map((each) => each.id) };
  }

  removeAccount(account: AccountId): void {
    this.#credentials.delete(account);
    this.#lastIds.delete(account);
  }

  #put(account: AccountId, changed: readonly StoredCredential[]): void {
    const byId = new Map(changed.map((each) => [each.id, each]));
    this.#credentials.set(
      account,
      this.#all(account).map((each) => byId.get(each.id) ?? each),
    );
  }

  #nextId(account: AccountId): number {
    const id = (this.#lastIds.get(account) ?? 0) + 1;
    this.#lastIds.set(account, id);
    return id;
  }

  #listed(account: AccountId): readonly StoredCredential[] {
    const now = this.#clock.now();
    return this.#all(account).filter((each) => isListed(each, now));
  }

  #all(account: AccountId): readonly StoredCredential[] {
    return this.#credentials.get(account) ?? [];
  }
}
