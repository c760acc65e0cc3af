/** The ledger: times in clear, all else sealed with the account's key. */
import { accountId, queueId } from '../../mail/ids.js';
import type { AccountId } from '../../mail/ids.js';
import type { Disclosure, Ledger } from '../../mail/queue-store.js';
import type { KeyRing } from './account-keys.js';
import type { Commits } from './commits.js';
import type { Connection } from './connection.js';
import type { Scope } from './scope.js';
import { ledgerStatements } from './statements/ledger.js';

/** What is sealed of a line. */
type Sealed = Omit<Disclosure, 'atMs' | 'queue'>;

interface Place {
  readonly atMs: number;
  readonly item: number;
  /** Of the recipient within its item. */
  readonly number: number;
}

const placeOf = ({ atMs, item, number }: Place) => `${atMs} ${item} ${number}`;

/** Within a change; once for a recipient at a time. */
export function insertDisclosure({ db, account, keys }: Scope, place: Place, about: Sealed): void {
  const sealed = keys.sealRow('disclosure', placeOf(place), Buffer.from(JSON.stringify(about)));
  db.run(ledgerStatements.insert, account, place.atMs, place.item, place.number, sealed);
}

export class SqliteLedger implements Ledger {
  readonly #db: Connection;
  readonly #commits: Commits;
  readonly #keys: KeyRing;

  constructor(parts: { readonly db: Connection; readonly commits: Commits; readonly keys: KeyRing }) {
    this.#db = parts.db;
    this.#commits = parts.commits;
    this.#keys = parts.keys;
  }

  async disclosures(
    account: AccountId,
    { fromMs = 0, toMs = Number.MAX_SAFE_INTEGER }: { fromMs?: number; toMs?: number } = {},
  ): Promise<readonly Disclosure[]> {
    await this.#commits.settled(account);
    const rows = this.#db.all(ledgerStatements.between, account, fromMs, toMs);
    if (rows.length === 0) return [];
    const keys = this.#keys.of(account);
    return rows.map(([atMs, item, number, sealed]) => {
      const text = keys.openRow('disclosure', placeOf({ atMs, item, number }), sealed).toString('utf8');
      return { ...(JSON.parse(text) as Sealed), atMs, queue: queueId(item) };
    });
  }

  async accountsWithEntries({
    fromMs,
    toMs,
  }: {
    readonly fromMs: number;
    readonly toMs: number;
  }): Promise<readonly AccountId[]> {
    return this.#db.all(ledgerStatements.accountsBetween, fromMs, toMs).map(([account]) => accountId(account));
  }
}
