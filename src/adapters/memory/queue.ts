/** The queue of mail on its way out, in memory: the plainest reading of its port. */
import type { Clock } from '../../mail/clock.js';
import { MailError } from '../../mail/errors.js';
import { queueId } from '../../mail/ids.js';
import type { AccountId, ContentId, QueueId } from '../../mail/ids.js';
import { attemptOf, doesCount, isHandedOver, standingAfter } from '../../mail/queue-outcome.js';
import { domainOf, isFinal } from '../../mail/queue.js';
import type { Delivery, Hold, NewQueueItem, Outcome, QueueItem, QueueRecipient, Settlement } from '../../mail/queue.js';
import type { ClaimOptions, QueueStore } from '../../mail/queue-store.js';
import type { MemoryCorrespondents } from './correspondents.js';
import type { MemoryLedger } from './ledger.js';

interface Row {
  recipient: QueueRecipient;
  /** Whoever claimed it; its `dueMs` is when the lease runs out. */
  lease: Delivery | undefined;
}

interface Entry {
  item: Omit<QueueItem, 'recipients'>;
  readonly rows: readonly Row[];
}

export class MemoryQueue implements QueueStore {
  readonly #clock: Clock;
  readonly #correspondents: MemoryCorrespondents;
  readonly #ledger: MemoryLedger;
  readonly #entries = new Map<QueueId, Entry>();
  readonly #listeners = new Set<() => void>();
  #lastId = 0;

  constructor(clock: Clock, correspondents: MemoryCorrespondents, ledger: MemoryLedger) {
    this.#clock = clock;
    this.#correspondents = correspondents;
    this.#ledger = ledger;
  }

  async claim({ by, leaseMs, limit, skip }: ClaimOptions): Promise<readonly Delivery[]> {
    const now = this.#clock.now();
    const claimed: Delivery[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.item.hold) continue;
      const due = entry.rows.filter(({ recipient }) => !isFinal(recipient) && recipient.dueMs <= now);
      const wanted = due.filter(({ recipient }) => !skip?.has(domainOf(recipient.address)));
      const groups =
        by === 'item' ? (wanted.length > 0 ? [wanted] : []) : groupBy(wanted, (row) => domainOf(row.recipient.address));
      for (const rows of groups) {
        if (claimed.length >= limit) return claimed;
        for (const row of rows) row.recipient = { ...row.recipient, dueMs: now + leaseMs };
        const delivery: Delivery = {
          item: viewOf(entry),
          numbers: rows.map(({ recipient }) => recipient.number),
          domain: domainOf(rows[0]!.recipient.address),
        };
        for (const row of rows) row.lease = delivery;
        claimed.push(delivery);
      }
    }
    return claimed;
  }

  async renew(delivery: Delivery, leaseMs: number): Promise<boolean> {
    const now = this.#clock.now();
    const entry = this.#entries.get(delivery.item.id);
    const rows = entry?.rows.filter(({ lease, recipient }) => lease === delivery && recipient.dueMs > now) ?? [];
    for (const row of rows) row.recipient = { ...row.recipient, dueMs: now + leaseMs };
    return rows.length > 0;
  }

  async settle(settlement: Settlement): Promise<void> {
    this.record(settlement);
  }

  record(settlement: Settlement): void {
    const entry = this.#entries.get(settlement.item);
    if (!entry) return;
    for (const [number, outcome] of settlement.outcomes) this.#settleOne(entry, number, outcome);
    this.#tell();
  }

  #settleOne(entry: Entry, number: number, outcome: Outcome): void {
    const row = entry.rows[number];
    if (!row) return;
    const { recipient } = row;
    const { item } = entry;
    if (isHandedOver(recipient.state, outcome)) {
      const { attempt, way } = outcome;
      const { messageId, documents } = item;
      const about = { queue: item.id, recipient: recipient.address, messageId, documents, way };
      const disclosure = { ...about, atMs: attempt.atMs, reply: attempt.reply };
      this.#ledger.add({ account: item.account, number, disclosure });
    }
    if (!doesCount(recipient, outcome)) return;
    const last = attemptOf(outcome) ?? recipient.last;
    row.recipient = { ...recipient, ...standingAfter(recipient, outcome), last };
    row.lease = undefined;
    if (!this.#isOpen(entry)) entry.item = { ...item, hold: undefined };
  }

  async nextDue(): Promise<number | undefined> {
    const open = [...this.#entries.values()].filter(({ item }) => !item.hold).flatMap(({ rows }) => rows);
    const due = open.filter(({ recipient }) => !isFinal(recipient)).map(({ recipient }) => recipient.dueMs);
    return due.length === 0 ? undefined : due.reduce((a, b) => Math.min(a, b));
  }

  async get(id: QueueId): Promise<QueueItem | undefined> {
    const entry = this.#entries.get(id);
    return entry && viewOf(entry);
  }

  async list(filter: { readonly account?: AccountId; readonly ended?: true } = {}): Promise<readonly QueueItem[]> {
    return [...this.#entries.values()]
      .filter(({ item }) => filter.account === undefined || item.account === filter.account)
      .filter(({ item }) => filter.ended ?? item.endedMs === undefined)
      .map(viewOf);
  }

  async sizes(): Promise<{ readonly open: number; readonly held: number }> {
    const open = await this.list();
    return { open: open.length, held: open.filter(({ hold }) => hold !== undefined).length };
  }

  async hold(id: QueueId, reason: Hold): Promise<boolean> {
    const entry = this.#entries.get(id);
    if (!entry || !this.#isOpen(entry)) return false;
    entry.item = { ...entry.item, hold: reason };
    for (const row of entry.rows) row.lease = undefined;
    this.#tell();
    return true;
  }

  async release(id: QueueId): Promise<boolean> {
    const entry = this.#entries.get(id);
    if (!entry?.item.hold) return false;
    entry.item = { ...entry.item, hold: undefined };
    this.#makeDue(entry);
    return true;
  }

  async retry(id: QueueId): Promise<boolean> {
    const entry = this.#entries.get(id);
    if (!entry || entry.item.hold || !this.#isOpen(entry)) return false;
    this.#makeDue(entry);
    return true;
  }

  async cancel(id: QueueId): Promise<number> {
    const entry = this.#entries.get(id);
    if (!entry) return 0;
    const open = entry.rows.filter(({ recipient }) => !isFinal(recipient));
    for (const row of open) {
      row.recipient = { ...row.recipient, state: 'cancelled' };
      row.lease = undefined;
    }
    entry.item = { ...entry.item, hold: undefined };
    if (open.length > 0) this.#tell();
    return open.length;
  }

  async end(id: QueueId, sent?: QueueItem['sent']): Promise<void> {
    const entry = this.#entries.get(id);
    if (!entry || this.#isOpen(entry) || entry.item.endedMs !== undefined) return;
    entry.item = { ...entry.item, endedMs: this.#clock.now(), sent };
  }

  async forgetSent(id: QueueId): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry) entry.item = { ...entry.item, sent: undefined };
  }

  async forget(ageMs: number): Promise<number> {
    const before = this.#clock.now() - ageMs;
    const old = [...this.#entries.values()].filter(
      ({ item: { endedMs } }) => endedMs !== undefined && endedMs < before,
    );
    for (const { item } of old) this.#entries.delete(item.id);
    return old.length;
  }

  async usage(
    account: AccountId,
    sinceMs: number,
  ): Promise<{ readonly messages: number; readonly recipients: number }> {
    const found = [...this.#entries.values()].filter(
      ({ item }) => item.account === account && item.queuedMs >= sinceMs,
    );
    return { messages: found.length, recipients: found.reduce((sum, { rows }) => sum + rows.length, 0) };
  }

  onWork(listener: () => void): () => void {
    const each = () => listener();
    this.#listeners.add(each);
    return () => this.#listeners.delete(each);
  }

  /** For `append`. */
  add(account: AccountId, content: ContentId, fresh: NewQueueItem): QueueId {
    const { recipients, hold, ...about } = fresh;
    const id = queueId(++this.#lastId);
    const now = this.#clock.now();
    const rows = recipients.map((recipient, number): Row => {
      const standing = { number, state: 'queued', failures: 0, dueMs: now, delayTold: false, last: undefined } as const;
      this.#correspondents.wroteTo(account, recipient.address);
      return { recipient: { ...recipient, ...standing }, lease: undefined };
    });
    const times = { queuedMs: now, hold, endedMs: undefined, sent: undefined };
    this.#entries.set(id, { item: { ...about, id, account, content, ...times }, rows });
    this.#tell();
    return id;
  }

  /** For `append`. @throws MailError unavailable: it is not this account's, or an outcome does not count (any more) */
  check({ item, outcomes }: Settlement, account: AccountId): void {
    const entry = this.#entries.get(item);
    const counts = [...outcomes].every(([number, outcome]) => {
      const row = entry?.rows[number];
      return row && doesCount(row.recipient, outcome);
    });
    if (entry?.item.account !== account || !counts) {
      throw new MailError('unavailable', 'What the message tells of is settled in another way already.');
    }
  }

  removeAccount(account: AccountId): void {
    for (const { item } of this.#entries.values()) if (item.account === account) this.#entries.delete(item.id);
  }

  #isOpen({ rows }: Entry): boolean {
    return rows.some(({ recipient }) => !isFinal(recipient));
  }

  /** But for what somebody is at work on. */
  #makeDue({ rows }: Entry): void {
    const now = this.#clock.now();
    for (const row of rows) {
      const isLeased = row.lease && row.recipient.dueMs > now;
      if (!isFinal(row.recipient) && !isLeased) row.recipient = { ...row.recipient, dueMs: now };
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function viewOf({ item, rows }: Entry): QueueItem {
  return { ...item, recipients: rows.map(({ recipient }) => recipient) };
}

function groupBy<T>(all: readonly T[], keyOf: (each: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const group = groups.get(keyOf(each)) ?? [];
    groups.set(keyOf(each), group);
    group.push(each);
  }
  return [...groups.values()];
}
