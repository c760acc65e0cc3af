/** Setup links on SQLite: a row while a link is alive, none when it is dead. */
import { accountId } from '../../mail/ids.js';
import type { AccountId } from '../../mail/ids.js';
import { MailError } from '../../mail/errors.js';
import { sameTag, setupLinkTries } from '../../mail/setup-links.js';
import type { NewSetupLink, SetupLinkAnswer, SetupLinks } from '../../mail/setup-links.js';
import { accountStates } from './account-rows.js';
import type { Commits } from './commits.js';
import type { Connection } from './connection.js';
import { accountStatements } from './statements/accounts.js';
import { setupLinkStatements } from './statements/setup-links.js';

export class SqliteSetupLinks implements SetupLinks {
  readonly #db: Connection;
  readonly #commits: Commits;

  constructor({ db, commits }: { readonly db: Connection; readonly commits: Commits }) {
    this.#db = db;
    this.#commits = commits;
  }

  async add(link: NewSetupLink): Promise<void> {
    const { open, closed } = accountStates;
    await this.#commits.write((db) => {
      const state = db.get(accountStatements.get, link.account)?.[1];
      if (state !== open && state !== closed) throw new MailError('account-not-found', 'There is no such account.');
      this.insert(link);
    });
  }

  /** Within a change, of an account that is there. */
  insert({ account, tokenHash, pinTag, createdMs, expiresMs }: NewSetupLink): void {
    this.removeOf(account);
    this.#db.run(setupLinkStatements.removeExpired, createdMs); // of any account: nobody comes for them any more
    this.#db.run(setupLinkStatements.insert, tokenHash, account, pinTag, expiresMs, setupLinkTries);
  }

  async isOpen(tokenHash: Buffer, nowMs: number): Promise<boolean> {
    return this.#db.get(setupLinkStatements.get, tokenHash, nowMs) !== undefined;
  }

  async open(tokenHash: Buffer, pinTag: Buffer, nowMs: number): Promise<SetupLinkAnswer> {
    if (!(await this.isOpen(tokenHash, nowMs))) return { kind: 'gone' }; // strangers cause no writing
    return this.#commits.write((db): SetupLinkAnswer => {
      const row = db.get(setupLinkStatements.get, tokenHash, nowMs);
      if (!row) return { kind: 'gone' };
      const [account, expected, triesBefore] = row;
      const isRight = sameTag(pinTag, expected);
      const triesLeft = triesBefore - 1;
      if (isRight || triesLeft === 0) db.run(setupLinkStatements.remove, tokenHash);
      else db.run(setupLinkStatements.setTriesLeft, tokenHash, triesLeft);
      return isRight ? { kind: 'opened', account: accountId(account) } : { kind: 'wrong-pin', triesLeft };
    });
  }

  /** Within a change. */
  removeOf(account: AccountId): void {
    this.#db.run(setupLinkStatements.removeOfAccount, account);
  }
}
