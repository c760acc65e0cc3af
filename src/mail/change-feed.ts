/** "Mailbox M is at modseq N": what the mail store tells its listeners after each commit, never before. */
import type { MetadataChange } from './metadata.js';
import type { AccountId, MailboxId, ModSeq } from './ids.js';

export type Change =
  | { readonly kind: 'mailbox'; readonly mailbox: MailboxId; readonly highestModSeq: ModSeq }
  /** A mailbox was created, renamed, deleted, subscribed or unsubscribed. */
  | { readonly kind: 'mailbox-list' }
  /** Annotations were set or removed (RFC 5464): of a mailbox, or of the account itself. */
  | {
      readonly kind: 'metadata';
      readonly mailbox: MailboxId | undefined;
      /** Full names. */
      readonly entries: readonly string[];
      /** Who did it, as `setMetadata` was told: need not be told of it. */
      readonly origin: object | undefined;
    }
  /** A credential of the account was withdrawn, or the account closed: its sessions end (undefined: all of them). */
  | { readonly kind: 'access-ended'; readonly credential: number | undefined };

export function metadataChange(
  mailbox: MailboxId | undefined,
  changes: readonly MetadataChange[],
  origin: object | undefined,
): Change {
  return { kind: 'metadata', mailbox, entries: changes.map(({ name }) => name), origin };
}

export interface ChangeFeed {
  /** @returns a function that ends the subscription. The listener must not throw and must not block. */
  subscribe(account: AccountId, listener: (change: Change) => void): () => void;
  publish(account: AccountId, change: Change): void;
}
