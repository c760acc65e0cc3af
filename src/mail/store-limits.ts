/** Limits of the mail stores. */

export interface StoreLimits {
  /** Octets of a message up to which it lies in the database itself: one fsync less at append. */
  readonly inlineOctets: number;
  /** Largest message taken in. */
  readonly messageOctets: number;
  /** Memory for opened facts, as much again for opened search text, and half as much for octets of messages. */
  readonly cacheOctets: number;
  /** Messages in the tables of mailboxes that are kept in memory, about 50 octets each. */
  readonly tableMessages: number;
  /**
   * Runs of expunged uids that a mailbox remembers, at least half of them, for clients that were away: some 30 octets
   * each. Twenty a day last for months; a client that comes back later is told of all uids that are not there.
   */
  readonly journalRuns: number;
  /** Octets of messages an account may hold; a copy costs nothing. 0: as many as there is room for. */
  readonly quotaOctets: number;
  /** Messages an account may hold, copies included. 0: as many as there is room for. */
  readonly quotaMessages: number;
  /** Different keywords in use in an account. */
  readonly keywords: number;
}

export const defaultStoreLimits: StoreLimits = {
  inlineOctets: 256 * 1024,
  messageOctets: 64 * 1024 * 1024,
  cacheOctets: 128 * 1024 * 1024,
  tableMessages: 1_000_000,
  journalRuns: 10_000,
  quotaOctets: 0,
  quotaMessages: 0,
  keywords: 500,
};
