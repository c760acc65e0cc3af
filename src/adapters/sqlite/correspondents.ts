/** Addresses that an account has written to, as keyed hashes. */
import { addressKey } from '../../mail/address-key.js';
import type { Clock } from '../../mail/clock.js';
import type { AccountId } from '../../mail/ids.js';
import type { Correspondents } from '../../mail/queue-store.js';
import type { AccountKeys, KeyRing } from './account-keys.js';
import type { Commits } from './commits.js';
import type { Connection } from './connection.js';
import { correspondentStatements } from './statements/ledger.js';

export function correspondentHash(keys: AccountKeys, address: string): Buffer {
  return keys.hash('correspondent', addressKey(address));
}

export class SqliteCorrespondents implements Correspondents {
  readonly #db: Connection;
  readonly #commits: Commits;
  readonly #keys: KeyRing;
  readonly #clock: Clock;

  constructor(parts: {
    readonly db: Connection;
    readonly commits: Commits;
    readonly keys: KeyRing;
    readonly clock: Clock;
  }) {
    this.#db = parts.db;
    this.#commits = parts.commits;
    this.#keys = parts.keys;
    this.#clock = parts.clock;
  }

  async known(
    account: AccountId,
    addresses: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly allowed: boolean }>> {
    await this.#commits.settled(account);
    const keys = this.#keys.of(account);
    const found = new Map<string, { readonly allowed: boolean }>();
    for (const address of addresses) {
      const row = this.#db.get(correspondentStatements.get, account, correspondentHash(keys, address));
      if (row) found.set(address, { allowed: row[0] === 1 });
    }
    return found;
  }

  async firstSince(account: AccountId, sinceMs: number): Promise<number> {
    await this.#commits.settled(account);
    return this.#db.get(correspondentStatements.firstSince, account, sinceMs)![0];
  }

  async allow(account: AccountId, address: string, allowed: boolean): Promise<void> {
    await this.#commits.write(
      (db) => {
        const hash = correspondentHash(this.#keys.of(account), address);
        if (allowed) db.run(correspondentStatements.allow, account, hash, this.#clock.now());
        else db.run(correspondentStatements.disallow, account, hash);
      },
      { account },
    );
  }
}
