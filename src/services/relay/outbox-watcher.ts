/**
 * Follows the accounts that have something in the queue: one look after the other, at each account soon after something
 * changed there, and at all of them now and then. The change feed only leaves a mark.
 */
import { asError } from '../../lib/as-error.js';
import { Bell } from '../../lib/bell.js';
import { isMailError } from '../../mail/errors.js';
import type { AccountId } from '../../mail/ids.js';
import { AccountDesk, type DeskEvents } from './account-desk.js';
import type { RelayPorts } from './ports.js';

interface Watched {
  readonly desk: AccountDesk;
  readonly unsubscribe: () => void;
  /** What to look at: only what changed, or all. */
  due: 'changes' | 'all' | undefined;
  /** Looked at just now: the next look waits. */
  resting: boolean;
}

export class OutboxWatcher {
  readonly #ports: RelayPorts;
  readonly #events: DeskEvents;
  readonly #watched = new Map<AccountId, Watched>();
  readonly #opening = new Map<AccountId, Promise<Watched | undefined>>();
  readonly #bell = new Bell();
  readonly #cancels = new Set<() => void>();
  #loop: Promise<void> | undefined;
  #closing = false;
  /** Somebody new may have something in the queue. */
  #scan = true;
  #scanRests = false;

  constructor(ports: RelayPorts, events: DeskEvents) {
    this.#ports = ports;
    this.#events = events;
  }

  start(): void {
    this.#poll();
    this.#loop = this.#work();
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const cancel of this.#cancels) cancel();
    for (const { unsubscribe } of this.#watched.values()) unsubscribe();
    this.#bell.ring();
    await this.#loop;
  }

  /** Something came into the queue, or was done by command. */
  readonly kick = (): void => {
    this.#scan = true;
    this.#bell.ring();
  };

  /** @returns undefined for an account that is no more */
  async desk(account: AccountId): Promise<AccountDesk | undefined> {
    return (await this.#watch(account))?.desk;
  }

  /** What is shown of its items has changed. */
  async lookAgain(account: AccountId): Promise<void> {
    const watched = await this.#watch(account);
    if (watched) watched.due = 'all';
    this.#bell.ring();
  }

  async #work(): Promise<void> {
    await this.#rememberCopies().catch((error: unknown) => this.#trouble(error));
    while (!this.#closing) {
      if (this.#scan && !this.#scanRests) await this.#scanQueue();
      const next = [...this.#watched].find(([, { due, resting }]) => due !== undefined && !resting);
      if (next) await this.#look(...next);
      else if (!this.#closing) await this.#bell.next();
    }
  }

  async #scanQueue(): Promise<void> {
    this.#scan = false;
    this.#scanRests = true;
    const startedMs = this.#ports.clock.now();
    try {
      const accounts = new Set((await this.#ports.queue.list()).map(({ account }) => account));
      for (const account of accounts) await this.lookAgain(account);
      for (const watched of this.#watched.values()) watched.due = 'all';
    } catch (error) {
      this.#trouble(error); // the next poll asks again
    }
    this.#rest(startedMs, () => (this.#scanRests = false));
  }

  /** Those that ended lately: the mail app may yet save a copy of its own. */
  async #rememberCopies(): Promise<void> {
    const { queue, clock, limits } = this.#ports;
    const sinceMs = clock.now() - limits.ownCopyMs;
    const items = await queue.list({ ended: true });
    for (const item of items) {
      if (item.sent && (item.endedMs ?? 0) > sinceMs) (await this.#watch(item.account))?.desk.remember(item);
    }
  }

  async #look(account: AccountId, watched: Watched): Promise<void> {
    const all = watched.due === 'all';
    watched.due = undefined;
    watched.resting = true;
    const startedMs = this.#ports.clock.now();
    try {
      if (!(await watched.desk.look(all)) && watched.due === undefined) this.#leave(account, watched);
    } catch (error) {
      if (isMailError(error, 'account-not-found')) this.#leave(account, watched);
      else this.#trouble(error, account);
    }
    this.#rest(startedMs, () => (watched.resting = false));
  }

  /** Much mail makes a look long: then the next one comes later, so that looking takes little of the time. */
  #rest(startedMs: number, end: () => void): void {
    const { clock, limits } = this.#ports;
    const tookMs = clock.now() - startedMs;
    this.#after(Math.max(limits.watchMs, tookMs * 20), () => {
      end();
      this.#bell.ring();
    });
  }

  #leave(account: AccountId, watched: Watched): void {
    watched.unsubscribe();
    this.#watched.delete(account);
  }

  /** Once, however many ask at a time. */
  async #watch(account: AccountId): Promise<Watched | undefined> {
    const there = this.#watched.get(account);
    if (there) return there;
    const opening = this.#opening.get(account) ?? this.#open(account);
    this.#opening.set(account, opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(account);
    }
  }

  async #open(id: AccountId): Promise<Watched | undefined> {
    const { accounts, stores } = this.#ports;
    const account = await accounts.get(id);
    if (!account) return undefined;
    const desk = new AccountDesk(account, await stores.open(id), this.#ports, this.#events);
    const unsubscribe = stores.feed.subscribe(id, (change) => {
      if (change.kind !== 'mailbox' && change.kind !== 'mailbox-list') return;
      desk.mark(change.kind === 'mailbox' ? change.mailbox : undefined);
      watched.due ??= 'changes';
      this.#bell.ring();
    });
    const watched: Watched = { desk, unsubscribe, due: 'all', resting: false };
    this.#watched.set(id, watched);
    if (this.#closing) unsubscribe();
    return watched;
  }

  #poll(): void {
    this.#after(this.#ports.limits.pollMs, () => {
      this.kick();
      this.#poll();
    });
  }

  #after(ms: number, run: () => void): void {
    const cancel = this.#ports.timers.after(ms, () => {
      this.#cancels.delete(cancel);
      run();
    });
    this.#cancels.add(cancel);
  }

  #trouble(error: unknown, account?: AccountId): void {
    this.#ports.log.warn('relay.outbox-not-watched', { account, error: asError(error) });
  }
}
