/** Credentials on SQLite. The rules by which they change are the domain's; here they are read and written. */
import { OctetLru } from '../../lib/octet-lru.js';
import type { Clock } from '../../mail/clock.js';
import {
  credentialFrom,
  endsSetupLink,
  fitsBeside,
  isListed,
  listedAfterEndMs,
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
import { MailError } from '../../mail/errors.js';
import type { AccountId } from '../../mail/ids.js';
import type { AccountKeys, KeyRing, MasterKeys } from './account-keys.js';
import { accountStates } from './account-rows.js';
import type { Commits } from './commits.js';
import type { Connection } from './connection.js';
import { CredentialRows } from './credential-rows.js';
import type { SqliteSetupLinks } from './setup-links.js';
import { accountStatements } from './statements/accounts.js';
import { credentialStatements } from './statements/credentials.js';

/** Of accounts that have signed in lately; a phone that connects again opens nothing. */
const openedAccounts = 10_000;

export class SqliteCredentials implements CredentialStore {
  readonly #db: Connection;
  readonly #commits: Commits;
  readonly #keys: KeyRing;
  readonly #clock: Clock;
  readonly #rows: CredentialRows;
  readonly #setupLinks: SqliteSetupLinks;
  /**
   * As committed. To open a row takes longer than all else of a lookup, so the time would tell how many there are.
   * Accounts with more than ten passwords take the room of several.
   */
  readonly #opened = new OctetLru<AccountId, readonly StoredCredential[]>(openedAccounts);

  constructor(parts: {
    readonly db: Connection;
    readonly commits: Commits;
    readonly keys: KeyRing;
    readonly master: MasterKeys;
    readonly clock: Clock;
    readonly setupLinks: SqliteSetupLinks;
  }) {
    this.#db = parts.db;
    this.#commits = parts.commits;
    this.#keys = parts.keys;
    this.#clock = parts.clock;
    this.#rows = new CredentialRows(parts.master);
    this.#setupLinks = parts.setupLinks;
  }

  async list(account: AccountId): Promise<readonly StoredCredential[]> {
    const now = this.#clock.now();
    return this.#all(account).filter((each) => isListed(each, now));
  }

  async reserve(accounts: readonly AccountId[]): Promise<readonly number[]> {
    return this.#commits.write((db) => accounts.map((each) => db.get(accountStatements.nextIds, each, 1)?.[0] ?? 0));
  }

  async add(account: AccountId, fresh: NewCredential): Promise<CredentialChange> {
    return this.#commits.write(() => {
      const state = this.#stateOf(account);
      if (state === undefined) throw new MailError('account-not-found', 'There is no such account.');
      if (state === 'closed') throw new MailError('account-closed', 'This account is closed; it gets no password.');
      return this.insert(account, fresh);
    });
  }

  async revoke(account: AccountId, which: readonly number[] | 'all', nowMs: number): Promise<readonly number[]> {
    if (withdrawn(this.#all(account), which, nowMs).length === 0) return [];
    return this.#commits.write(() => {
      const changed = withdrawn(this.#all(account), which, nowMs);
      if (endsSetupLink(changed, nowMs)) this.#setupLinks.removeOf(account);
      return this.#put(account, changed);
    });
  }

  async used(account: AccountId, credential: number, use: CredentialUse): Promise<Pick<Noted, 'first' | 'newClient'>> {
    // Phones connect again and again: most of the time there is nothing to write.
    const noted = noteUse(this.#all(account), credential, use);
    if (noted.changed.length === 0) return { first: noted.first, newClient: noted.newClient };
    return this.#commits.write(() => {
      const { changed, first, newClient } = noteUse(this.#all(account), credential, use);
      this.#put(account, changed);
      return { first, newClient };
    });
  }

  /** At start: removes what is not listed any more. */
  async sweep(): Promise<void> {
    await this.#commits.write((db) => db.run(credentialStatements.removeEnded, this.#clock.now() - listedAfterEndMs));
  }

  /** Drops what is in memory of an account. */
  forget(account: AccountId): void {
    this.#opened.delete(account);
  }

  /** Within a change, of an account that is open. */
  insert(account: AccountId, fresh: NewCredential): CredentialChange {
    const id = fresh.id ?? this.#db.get(accountStatements.nextIds, account, 1)![0];
    const all = this.#all(account);
    const changed = replacedBy(all, id, fresh);
    if (!fitsBeside(all, changed, fresh)) return { credential: undefined, cut: [] };
    this.#put(account, changed);
    if (endsSetupLink(changed, fresh.createdMs)) this.#setupLinks.removeOf(account);
    const now = this.#clock.now();
    for (const old of all) if (!isListed(old, now)) this.#db.run(credentialStatements.remove, account, old.id);
    const credential = credentialFrom(account, id, fresh);
    this.insertFirst(this.#keys.of(account), credential);
    return { credential, cut: changed.filter((each) => !isValid(each, fresh.createdMs)).map((each) => each.id) };
  }

  /** Within a change: of an account that is being made. */
  insertFirst(keys: AccountKeys, credential: StoredCredential): void {
    this.forget(credential.account);
    this.#db.run(credentialStatements.insert, credential.account, ...this.#rows.rowOf(keys, credential));
  }

  /** Within a change. */
  #put(account: AccountId, changed: readonly StoredCredential[]): number[] {
    if (changed.length === 0) return [];
    this.forget(account);
    const keys = this.#keys.of(account);
    for (const each of changed) this.#db.run(credentialStatements.update, account, ...this.#rows.rowOf(keys, each));
    return changed.map(({ id }) => id);
  }

  #all(account: AccountId): readonly StoredCredential[] {
    if (!this.#stateOf(account)) return [];
    // What is read within a change may be undone.
    const known = this.#db.inTransaction ? undefined : this.#opened.get(account);
    if (known) return known;
    const rows = this.#db.all(credentialStatements.list, account);
    const keys = this.#keys.of(account);
    const all = rows.map((row) => this.#rows.credentialOf(keys, account, row));
    if (!this.#db.inTransaction) this.#opened.set(account, all, Math.max(1, all.length / 10));
    return all;
  }

  #stateOf(account: AccountId): 'open' | 'closed' | undefined {
    const state = this.#db.get(accountStatements.get, account)?.[1];
    if (state === accountStates.open) return 'open';
    return state === accountStates.closed ? 'closed' : undefined;
  }
}
