/** Accounts on SQLite: user names and verifiers sealed in mail.db, names and addresses in contracts.db. */
import type { BlobStore } from '../../mail/blob-store.js';
import type {
  Account,
  AccountDirectory,
  Contract,
  NewAccount,
  PostcardPolicy,
  QuotaChange,
} from '../../mail/accounts.js';
import { postcardPolicies } from '../../mail/accounts.js';
import { credentialFrom } from '../../mail/credential-changes.js';
import { credentialScopes } from '../../mail/credentials.js';
import { MailError } from '../../mail/errors.js';
import { accountId } from '../../mail/ids.js';
import type { AccountId } from '../../mail/ids.js';
import { inbox, mailboxName, specialUses } from '../../mail/mailbox.js';
import { newKey, seal } from '../seal/box.js';
import { AccountKeys, dataKeyPlace } from './account-keys.js';
import type { MasterKeys } from './account-keys.js';
import { AddressBook } from './address-book.js';
import { AccountSeals, accountStates } from './account-rows.js';
import type { AccountRow } from './account-rows.js';
import type { Commits } from './commits.js';
import type { Connection } from './connection.js';
import type { SqliteCredentials } from './credentials.js';
import { createMailboxes, insertMailbox, subscribe } from './mailbox-rows.js';
import type { Scope } from './scope.js';
import { takeIds } from './scope.js';
import { accountStatements, contractStatements, removeAccountStatements } from './statements/accounts.js';
import { jobStatements } from './statements/jobs.js';
import { queueStatements } from './statements/queue.js';

export interface AccountDirectoryParts {
  readonly db: Connection;
  readonly commits: Commits;
  readonly contracts: Connection;
  readonly contractCommits: Commits;
  readonly blobs: BlobStore;
  readonly credentials: SqliteCredentials;
  readonly master: MasterKeys;
  readonly makeScope: (keys: AccountKeys) => Scope;
  /** Drops what is in memory of an account. */
  readonly forget: (account: AccountId) => void;
}

export class SqliteAccounts implements AccountDirectory {
  readonly #parts: AccountDirectoryParts;
  readonly #seals: AccountSeals;
  readonly #addresses: AddressBook;

  constructor(parts: AccountDirectoryParts) {
    this.#parts = parts;
    this.#seals = new AccountSeals(parts.master);
    this.#addresses = new AddressBook(() => this.#contracts());
  }

  /**
   * Two databases cannot commit together, so the account is `making` until its contract is there; a start removes
   * what was left half made.
   */
  async create(fresh: NewAccount): Promise<Account> {
    const { commits, contractCommits } = this.#parts;
    const id = await commits.write(() => this.#insert(fresh));
    try {
      this.#addresses.take(id, [fresh.address]);
      const { name, address } = fresh;
      const contract = this.#seals.sealContract({ account: id, name, address, aliases: [], postal: [] });
      await contractCommits.write((db) => db.run(contractStatements.put, id, contract));
      await commits.write((db) =>
        db.run(accountStatements.setState, id, accountStates.making, accountStates.open, null),
      );
    } catch (error) {
      // Whatever failed may fail this too; the next start does it then.
      await this.#remove(id).catch(() => undefined);
      throw error;
    }
    return (await this.get(id))!;
  }

  #insert(fresh: NewAccount): AccountId {
    const { db, master, makeScope, credentials } = this.#parts;
    const hash = this.#seals.userHash(fresh.user);
    const row = db.get(accountStatements.insert, accountStates.making, hash, Buffer.alloc(0), fresh.createdMs);
    if (!row) throw new MailError('account-exists', 'There is an account with this user name already.');
    const id = accountId(row[0]);
    const dataKey = newKey();
    const sealed = this.#seals.sealAccount(id, { user: fresh.user, language: fresh.language });
    db.run(accountStatements.setKeys, id, seal(master.wrap, dataKeyPlace(id), dataKey), sealed);
    const scope = makeScope(new AccountKeys(id, dataKey));
    insertMailbox(scope, inbox);
    subscribe(scope, inbox, true);
    for (const { name: raw, specialUse, role, subscribed } of fresh.mailboxes) {
      const name = mailboxName(raw);
      // RFC 6154 §2, with or without the backslash that IMAP writes before it.
      const use = specialUses.find((each) => each === specialUse?.replace(/^\\/, ''));
      if (name !== inbox) createMailboxes(scope, name, { ...(use && { specialUse: use }), ...(role && { role }) });
      if (subscribed) subscribe(scope, name, true);
    }
    const { verifier, mark, createdMs } = fresh;
    const first = { kind: 'account', name: '', scopes: credentialScopes, verifier, mark, createdMs } as const;
    credentials.insertFirst(scope.keys, credentialFrom(id, takeIds(scope, 1), first));
    return id;
  }

  async get(id: AccountId): Promise<Account | undefined> {
    return this.#view(this.#parts.db.get(accountStatements.get, id));
  }

  async findByUser(user: string): Promise<Account | undefined> {
    return this.#view(this.#parts.db.get(accountStatements.byUser, this.#seals.userHash(user)));
  }

  async list(): Promise<readonly Account[]> {
    const rows = this.#parts.db.all(accountStatements.all);
    return rows.map((row) => this.#view(row)).filter((account) => account !== undefined);
  }

  #view(row: AccountRow | undefined): Account | undefined {
    return row && this.#seals.openAccount(row);
  }

  async contract(id: AccountId): Promise<Contract | undefined> {
    const row = this.#parts.contracts.get(contractStatements.get, id);
    if (!row || !(await this.get(id))) return undefined;
    return this.#seals.openContract(id, row[0]);
  }

  #contracts(): readonly Contract[] {
    const open = this.#parts.db.all(accountStatements.all).filter((row) => this.#view(row));
    const there = new Set(open.map(([id]) => id));
    return this.#parts.contracts
      .all(contractStatements.all)
      .filter(([id]) => there.has(id))
      .map(([id, sealed]) => this.#seals.openContract(accountId(id), sealed));
  }

  async close(id: AccountId, nowMs: number): Promise<void> {
    await this.#existing(id);
    const { open, closed } = accountStates;
    await this.#parts.commits.write((db) => db.run(accountStatements.setState, id, open, closed, nowMs));
  }

  async reopen(id: AccountId): Promise<void> {
    await this.#existing(id);
    const { open, closed } = accountStates;
    await this.#parts.commits.write((db) => db.run(accountStatements.setState, id, closed, open, null));
  }

  async setQuota(id: AccountId, { octets, messages }: QuotaChange): Promise<void> {
    await this.#existing(id);
    await this.#parts.commits.write((db) => {
      if (octets !== undefined) db.run(accountStatements.setQuotaOctets, id, octets);
      if (messages !== undefined) db.run(accountStatements.setQuotaMessages, id, messages);
    });
  }

  async setPostcard(id: AccountId, policy: PostcardPolicy): Promise<void> {
    await this.#existing(id);
    const number = postcardPolicies.indexOf(policy);
    await this.#parts.commits.write((db) => db.run(accountStatements.setPostcard, id, number));
  }

  async setAliases(id: AccountId, aliases: readonly string[]): Promise<void> {
    await this.#existing(id);
    const contract = await this.contract(id);
    if (!contract) throw notFound();
    const giveBack = this.#addresses.take(id, aliases);
    try {
      await this.#changeContract(id, { aliases });
    } catch (error) {
      giveBack();
      throw error;
    }
    this.#addresses.keepOnly(id, [contract.address, ...aliases]);
  }

  async setPostal(id: AccountId, postal: readonly string[]): Promise<void> {
    await this.#existing(id);
    await this.#changeContract(id, { postal });
  }

  /** Reads and writes in one transaction: two changes at the same time both stay. */
  async #changeContract(id: AccountId, change: Partial<Contract>): Promise<void> {
    await this.#parts.contractCommits.write((db) => {
      const row = db.get(contractStatements.get, id);
      if (!row) throw notFound();
      db.run(
        contractStatements.put,
        id,
        this.#seals.sealContract({ ...this.#seals.openContract(id, row[0]), ...change }),
      );
    });
  }

  async delete(id: AccountId): Promise<void> {
    await this.#existing(id);
    await this.#remove(id);
  }

  /** At start: ends what a stop in the middle of `create` or `delete` left. */
  async sweep(): Promise<void> {
    for (const [id, state] of this.#parts.db.all(accountStatements.all)) {
      if (state === accountStates.making || state === accountStates.deleting) await this.#remove(accountId(id));
    }
  }

  /** The key first: from there on all else is only sealed octets that nobody can open. */
  async #remove(id: AccountId): Promise<void> {
    const { commits, contractCommits, blobs, forget } = this.#parts;
    await commits.write((db) => {
      db.run(accountStatements.destroyKey, id);
      // So that no worker claims what it cannot open.
      db.run(jobStatements.removeOfAccount, id);
      db.run(queueStatements.removeRecipientsOfAccount, id);
      db.run(queueStatements.removeItemsOfAccount, id);
    });
    forget(id);
    this.#addresses.keepOnly(id, []);
    await contractCommits.write((db) => db.run(contractStatements.remove, id));
    await blobs.removeAccount(id);
    await commits.write((db) => {
      for (const statement of removeAccountStatements) db.run(statement, id);
    });
  }

  async #existing(id: AccountId): Promise<void> {
    if (!(await this.get(id))) throw notFound();
  }
}

function notFound(): MailError {
  return new MailError('account-not-found', 'There is no such account.');
}
