/** The ledger: times in clear, all else sealed with the account's key. */
import { setImmediate } from 'node:timers/promises';
import { accountId, queueId } from '../../mail/ids.js';
import type { AccountId } from '../../mail/ids.js';
import type { Disclosure, Ledger } from '../../mail/queue-store.js';
import type { KeyRing } from './account-keys.js';
import type { Commits } from './commits.js';
import type { Connection } from './connection.js';
import type { Scope } from './scope.js';
import { ledgerStatements } from './statements/ledger.js';
import type { LineRow } from './statements/ledger.js';

/** What is sealed of a line. */
type Sealed = Omit<Disclosure, 'atMs' | 'queue'>;

interface Place {
  readonly atMs: number;
  readonly item: number;
  /** Of the recipient within its item. */
  readonly number: number;
}

const placeOfRow = ([atMs, item, number]: LineRow): Place => ({ atMs, item, number });
const placeOf = ({ atMs, item, number }: Place) => `${atMs} ${item} ${number}`;

/** Some 5 ms; others have their turn between. */
const readAtOnce = 500;

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
    const found: Disclosure[] = [];
    for (let after: Place | undefined = { atMs: fromMs, item: 0, number: 0 }; after;) {
      await this.#commits.settled(account);
      const { atMs, item, number }: Place = after;
      const rows: LineRow[] = this.#db.all(ledgerStatements.between, account, toMs, readAtOnce, atMs, item, number);
      for (const row of rows) found.push(this.#view(account, row));
      after = rows.length === readAtOnce ? placeOfRow(rows.at(-1)!) : undefined;
      if (after) await setImmediate();
    }
    return found;
  }

  #view(account: AccountId, row: LineRow): Disclosure {
    const place = placeOfRow(row);
    const text = this.#keys.of(account).openRow('disclosure', placeOf(place), row[3]).toString('utf8');
    return { ...(JSON.parse(text) as Sealed), atMs: place.atMs, queue: queueId(place.item) };
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
