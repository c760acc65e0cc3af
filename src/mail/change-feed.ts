/** "Mailbox M is at modseq N": what the mail store tells its listeners after each commit, never before. */
import type { AccountId, MailboxId, ModSeq } from './ids.js';

export type Change =
  | { readonly kind: 'mailbox'; readonly mailbox: MailboxId; readonly highestModSeq: ModSeq }
  /** A mailbox was created, renamed, deleted, subscribed or unsubscribed. */
  | { readonly kind: 'mailbox-list' }
  /** A credential of the account was withdrawn, or the account closed: its sessions end (undefined: all of them). */
  | { readonly kind: 'access-ended'; readonly credential: number | undefined };

export interface ChangeFeed {
  /** @returns a function that ends the subscription. The listener must not throw and must not block. */
  subscribe(account: AccountId, listener: (change: Change) => void): () => void;
  publish(account: AccountId, change: Change): void;
}
