/** The queue of mail on its way out, on SQLite. One process owns it, so a lease ends with the process. */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../mail/clock.js';
import { isMailError } from '../../mail/errors.js';
import type { AccountId, QueueId } from '../../mail/ids.js';
import { domainOf } from '../../mail/queue.js';
import type { Delivery, Hold, QueueItem, Settlement } from '../../mail/queue.js';
import type { ClaimOptions, QueueStore } from '../../mail/queue-store.js';
import type { KeyRing } from './account-keys.js';
import type { Commits } from './commits.js';
import type { Connection } from './connection.js';
import { recordOutcomes } from './queue-outcomes.js';
import { holdNumber, itemOf, recipientStates } from './queue-rows.js';
import type { Scope } from './scope.js';
import { queueStatements } from './statements/queue.js';
import type { ItemRow } from './statements/queue.js';

/** Some 20 ms. Those of them all that are due longest, should more become due at once: the next claims see to the rest. */
const madeReadyAtOnce = 5000;
/** Some 5 ms; others have their turn between. */
const listedAtOnce = 200;
/** Items forgotten in one transaction. */
const forgottenAtOnce = 200;

interface Lease {
  readonly delivery: Delivery;
  /** Tells it from a later lease of the same recipients. */
  readonly endMs: number;
}

export class SqliteQueue implements QueueStore {
  readonly #db: Connection;
  readonly #commits: Commits;
  readonly #keys: KeyRing;
  readonly #clock: Clock;
  readonly #scopeOf: (account: number) => Scope;
  readonly #hashDomain: (domain: string) => Buffer;
  readonly #leases = new WeakMap<Delivery, number>();
  readonly #listeners = new Set<() => void>();

  constructor(parts: {
    readonly db: Connection;
    readonly commits: Commits;
    readonly keys: KeyRing;
    readonly clock: Clock;
    /** @throws MailError account-not-found */
    readonly scopeOf: (account: number) => Scope;
    readonly hashDomain: (domain: string) => Buffer;
  }) {
    this.#db = parts.db;
    this.#commits = parts.commits;
    this.#keys = parts.keys;
    this.#clock = parts.clock;
    this.#scopeOf = parts.scopeOf;
    this.#hashDomain = parts.hashDomain;
  }

  async claim({ by, leaseMs, limit, skip }: ClaimOptions): Promise<readonly Delivery[]> {
    const skipped = JSON.stringify([...(skip ?? [])].map((domain) => this.#hashDomain(domain).toString('hex')));
    const leases = await this.#commits.write((db): Lease[] => {
      const now = this.#clock.now();
      const endMs = Math.ceil(now + leaseMs);
      db.run(queueStatements.makeReady, now, madeReadyAtOnce);
      if (by === 'item') {
        const items = db.all(queueStatements.readyItems, skipped, limit);
        return items.map(([account, item]) => {
          const leased = db.all(queueStatements.leaseItem, account, item, endMs, skipped);
          return this.#leased(db, item, leased, endMs);
        });
      }
      const groups = db.all(queueStatements.readyDomains, skipped, limit);
      return groups.map(([account, item, domainHash]) => {
        const leased = db.all(queueStatements.leaseDomain, account, item, endMs, domainHash);
        return this.#leased(db, item, leased, endMs);
      });
    });
    for (const { delivery, endMs } of leases) this.#leases.set(delivery, endMs);
    return leases.map(({ delivery }) => delivery);
  }

  /** @param leased RETURNING promises no order */
  #leased(db: Connection, id: number, leased: readonly [number: number][], endMs: number): Lease {
    const item = this.#view(db, db.get(queueStatements.get, id)!);
    const numbers = leased.map(([number]) => number).sort((a, b) => a - b);
    return { delivery: { item, numbers, domain: domainOf(item.recipients[numbers[0]!]!.address) }, endMs };
  }

  async renew(delivery: Delivery, leaseMs: number): Promise<boolean> {
    const { item, numbers } = delivery;
    const from = this.#leases.get(delivery);
    const to = Math.ceil(this.#clock.now() + leaseMs);
    if (from === undefined || from <= this.#clock.now()) return false;
    const renewed = await this.#commits.write(
      (db) => {
        const { account, id } = item;
        // Those settled meanwhile are done with; what else ends a lease ends it for all.
        return numbers.filter((number) => db.run(queueStatements.renew, account, id, number, from, to) > 0).length > 0;
      },
      { account: item.account },
    );
    if (renewed) this.#leases.set(delivery, to);
    return renewed;
  }

  async settle(settlement: Settlement): Promise<void> {
    const account = this.#db.get(queueStatements.get, settlement.item)?.[1];
    if (account === undefined) return;
    try {
      const isDue = await this.#commits.write(
        () => recordOutcomes(this.#scopeOf(account), settlement, { all: false }),
        { account },
      );
      if (isDue) this.tell();
    } catch (error) {
      // Deleted meanwhile, and its items with it.
      if (!isMailError(error, 'account-not-found')) throw error;
    }
  }

  async nextDue(): Promise<number | undefined> {
    const ready = this.#db.get(queueStatements.firstReady)?.[0];
    return ready ?? this.#db.get(queueStatements.firstWaiting)![0] ?? undefined;
  }

  async get(id: QueueId): Promise<QueueItem | undefined> {
    const account = this.#db.get(queueStatements.get, id)?.[1];
    if (account === undefined) return undefined;
    await this.#commits.settled(account);
    const row = this.#db.get(queueStatements.get, id);
    return row && this.#view(this.#db, row);
  }

  async list({ account, ended }: { readonly account?: AccountId; readonly ended?: true } = {}): Promise<
    readonly QueueItem[]
  > {
    const found: QueueItem[] = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      if (account !== undefined) await this.#commits.settled(account);
      const rows = this.#slice(after, account, ended === true);
      for (const row of rows) found.push(this.#view(this.#db, row));
      after = rows.length === listedAtOnce ? rows.at(-1)![0] : undefined;
      if (after !== undefined) await setImmediate();
    }
    return found;
  }

  #slice(after: number, account: AccountId | undefined, ended: boolean): readonly ItemRow[] {
    const db = this.#db;
    if (account === undefined) return db.all(ended ? queueStatements.all : queueStatements.open, after, listedAtOnce);
    return db.all(ended ? queueStatements.ofAccount : queueStatements.openOfAccount, after, listedAtOnce, account);
  }

  async sizes(): Promise<{ readonly open: number; readonly held: number }> {
    const [open, held] = this.#db.get(queueStatements.sizes)!;
    return { open, held };
  }

  async hold(id: QueueId, reason: Hold): Promise<boolean> {
    const held = await this.#change(id, false, (db, [item, account]) => {
      if (!db.get(queueStatements.anyOpen, item, account)) return false;
      db.run(queueStatements.setHold, item, holdNumber(reason));
      const { waiting, leased, held: heldState } = recipientStates;
      db.run(queueStatements.moveAll, account, item, waiting, leased, heldState);
      return true;
    });
    if (held) this.tell();
    return held;
  }

  async release(id: QueueId): Promise<boolean> {
    const released = await this.#change(id, false, (db, [item, account, , , hold]) => {
      if (hold === 0) return false;
      db.run(queueStatements.setHold, item, 0);
      db.run(queueStatements.makeDue, account, item, recipientStates.held, this.#clock.now());
      return true;
    });
    if (released) this.tell();
    return released;
  }

  async retry(id: QueueId): Promise<boolean> {
    const retried = await this.#change(id, false, (db, [item, account, , , hold]) => {
      if (hold !== 0 || !db.get(queueStatements.anyOpen, item, account)) return false;
      db.run(queueStatements.makeDue, account, item, recipientStates.waiting, this.#clock.now());
      return true;
    });
    if (retried) this.tell();
    return retried;
  }

  async cancel(id: QueueId): Promise<number> {
    const count = await this.#change(id, 0, (db, [item, account]) => {
      const { waiting, held, cancelled } = recipientStates;
      db.run(queueStatements.setHold, item, 0);
      return db.run(queueStatements.moveAll, account, item, waiting, held, cancelled);
    });
    if (count > 0) this.tell();
    return count;
  }

  async end(id: QueueId, sent?: QueueItem['sent']): Promise<void> {
    await this.#change(id, undefined, (db, [item, account]) => {
      const now = this.#clock.now();
      db.run(queueStatements.end, item, account, now, sent?.mailbox ?? null, sent?.uid ?? null);
    });
  }

  async forgetSent(id: QueueId): Promise<void> {
    await this.#change(id, undefined, (db, [item]) => void db.run(queueStatements.forgetSent, item));
  }

  async forget(ageMs: number): Promise<number> {
    const before = Math.floor(this.#clock.now() - ageMs);
    let forgotten = 0;
    for (let step = forgottenAtOnce; step === forgottenAtOnce; forgotten += step) {
      step = await this.#commits.write((db) => {
        const old = db.all(queueStatements.endedBefore, before, forgottenAtOnce);
        for (const [account, item] of old) {
          db.run(queueStatements.removeRecipients, account, item);
          db.run(queueStatements.removeItem, item);
        }
        return old.length;
      });
    }
    return forgotten;
  }

  async usage(
    account: AccountId,
    sinceMs: number,
  ): Promise<{ readonly messages: number; readonly recipients: number }> {
    await this.#commits.settled(account);
    const [messages, recipients] = this.#db.get(queueStatements.usage, account, sinceMs)!;
    return { messages, recipients };
  }

  onWork(listener: () => void): () => void {
    const each = () => listener();
    this.#listeners.add(each);
    return () => this.#listeners.delete(each);
  }

  /** After a commit that changed what there is to do. */
  tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** @param none what there is to say of an item that is gone */
  async #change<T>(id: QueueId, none: T, work: (db: Connection, row: ItemRow) => T): Promise<T> {
    const account = this.#db.get(queueStatements.get, id)?.[1];
    if (account === undefined) return none;
    return this.#commits.write(
      (db) => {
        const row = db.get(queueStatements.get, id);
        return row ? work(db, row) : none;
      },
      { account },
    );
  }

  #view(db: Connection, row: ItemRow): QueueItem {
    const [item, account] = row;
    return itemOf(this.#keys.of(account), row, db.all(queueStatements.recipients, account, item));
  }
}
