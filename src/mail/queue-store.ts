/** The queue, the ledger and what is known of recipients, as ports. All of it sealed at rest, addresses only as keyed hashes. */
import type { AccountId, QueueId } from './ids.js';
import type { Delivery, Hold, QueueItem, Settlement, Way } from './queue.js';

export interface ClaimOptions {
  readonly by: 'domain' | 'item';
  readonly leaseMs: number;
  readonly limit: number;
  /** Domains whose recipients are left for now. */
  readonly skip?: ReadonlySet<string>;
}

/**
 * Durable when resolved. Items come in by `MailStore.append` with `queues`, in one commit with the message, and are
 * settled here or by an append with `settles`, in one commit with the DSN.
 */
export interface QueueStore {
  /**
   * Leases recipients that are due, not held and not leased, oldest item first: those of one item that share a
   * domain (`domain`), or all that are due of it (`item`: everything goes to one smarthost). A lease that ran out is as none.
   */
  claim(options: ClaimOptions): Promise<readonly Delivery[]>;
  /** Only by the object that `claim` gave, for those not settled yet.
   *  @returns false when none is leased any more, or all are to be left: cancelled or held */
  renew(delivery: Delivery, leaseMs: number): Promise<boolean>;
  /** Records outcomes, ends the leases, and writes a line in the ledger for each recipient delivered or relayed; also
   *  for one that was cancelled meanwhile, and stays so: it has the message. */
  settle(settlement: Settlement): Promise<void>;
  /** When the next recipient is due, in ms since 1970, or some time ago when one is; undefined when none will be. A lease
   *  counts when it runs out. */
  nextDue(): Promise<number | undefined>;

  get(id: QueueId): Promise<QueueItem | undefined>;
  /** Oldest first. Ended ones only with `ended: true`. */
  list(filter?: { readonly account?: AccountId; readonly ended?: true }): Promise<readonly QueueItem[]>;
  /** Keeps what is not final from being claimed, in place of another reason. @returns false when nothing was left to hold */
  hold(id: QueueId, reason: Hold): Promise<boolean>;
  /** Takes the hold off and makes all that is not final due now. @returns false when it was not held */
  release(id: QueueId): Promise<boolean>;
  /** Makes all that is not final due now. @returns false when nothing is left to do, or it is held */
  retry(id: QueueId): Promise<boolean>;
  /** Cancels what is not final; what is on the wire at this moment may yet arrive. @returns how many recipients */
  cancel(id: QueueId): Promise<number>;
  /** Its message has left the outbox: to `sent`, or nowhere. Nothing when a recipient is not final, or it has ended. */
  end(id: QueueId, sent?: QueueItem['sent']): Promise<void>;
  /** The copy among the sent ones is gone, or is the customer's own now. */
  forgetSent(id: QueueId): Promise<void>;
  /** Forgets items that ended more than `ageMs` ago. @returns how many */
  forget(ageMs: number): Promise<number>;

  /** Items that have not ended: all, and those of them that are held. */
  sizes(): Promise<{ readonly open: number; readonly held: number }>;
  /** Messages and recipients queued since, ended or not: for limits. */
  usage(account: AccountId, sinceMs: number): Promise<{ readonly messages: number; readonly recipients: number }>;
  /** Called after something came into the queue, became due, was held or cancelled in this process.
   *  @returns a function that ends it */
  onWork(listener: () => void): () => void;
}

/** Addresses an account has written to. They become known when queued. Compared by `addressKey`. */
export interface Correspondents {
  /** Of `addresses`, those known, and whether documents may go to them unencrypted for good. */
  known(account: AccountId, addresses: readonly string[]): Promise<ReadonlyMap<string, { readonly allowed: boolean }>>;
  /** How many became known since. */
  firstSince(account: AccountId, sinceMs: number): Promise<number>;
  /** For good, and makes it known; false takes it back. */
  allow(account: AccountId, address: string, allowed: boolean): Promise<void>;
}

/** A hand-over to a third party. No content in it. */
export interface Disclosure {
  readonly atMs: number;
  readonly queue: QueueId;
  readonly recipient: string;
  readonly messageId: string;
  readonly documents: readonly string[];
  readonly way: Way;
  /** The final reply of the remote. */
  readonly reply: string;
}

export interface Ledger {
  /** [fromMs, toMs), oldest first. */
  disclosures(account: AccountId, range?: { fromMs?: number; toMs?: number }): Promise<readonly Disclosure[]>;
  /** Accounts with an entry in [fromMs, toMs). */
  accountsWithEntries(range: { readonly fromMs: number; readonly toMs: number }): Promise<readonly AccountId[]>;
}

/** Small values of the service itself that shall outlive a restart: MTA-STS policies, paused destinations, TLS reports. */
export interface Notebook {
  /** Undefined also once it has expired. */
  get(area: string, key: string): Promise<unknown>;
  /** At most 64 KB as JSON. @param expiresMs since 1970 */
  put(area: string, key: string, value: unknown, expiresMs: number): Promise<void>;
  remove(area: string, key: string): Promise<void>;
  /** Those not expired, by key. */
  list(area: string): Promise<ReadonlyMap<string, unknown>>;
}
