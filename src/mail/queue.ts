/** Mail on its way out: an item for each submitted message, a recipient for each of its forward-paths. */
import type { AccountId, ContentId, MailboxId, QueueId, Uid } from './ids.js';

/** RFC 3461 §4.1: what the sender wants to hear of a recipient. Without it: failures and delays. */
export type Notify = 'NEVER' | readonly ('SUCCESS' | 'FAILURE' | 'DELAY')[];

/** The envelope (RFC 5321 §2.3.1) but for the recipients. */
export interface QueueEnvelope {
  /** Reverse-path without brackets. Never empty: submitted mail has a sender. */
  readonly from: string;
  /** RFC 3461 §4.3 and §4.4, `envid` decoded from xtext. */
  readonly ret?: 'FULL' | 'HDRS';
  readonly envid?: string;
  /** RFC 6531: the local part of an address, or the message's header, is not ASCII. */
  readonly smtpUtf8: boolean;
  /** RFC 6152: the body has octets above 127. */
  readonly eightBit: boolean;
  /** RFC 8689: over verified TLS all the way, or not at all. */
  readonly requireTls: boolean;
}

export interface NewRecipient {
  /** Forward-path without brackets; its domain in lower case, as written (not yet in A-labels). */
  readonly address: string;
  readonly notify?: Notify;
  /** RFC 3461 §4.2: `rfc822;address`, decoded from xtext. */
  readonly orcpt?: string;
}

/** `postcard`: the customer is asked first; `admin`: by command; `review`: the password it was sent with was lost. */
export type Hold = 'postcard' | 'admin' | 'review';

export interface NewQueueItem {
  readonly envelope: QueueEnvelope;
  /** At least one. */
  readonly recipients: readonly NewRecipient[];
  /** Of the message's header, with angle brackets. */
  readonly messageId: string;
  /** Ids of the service's documents found in it. */
  readonly documents: readonly string[];
  /** The message came encrypted from the customer's own app: nothing of ours touches it. */
  readonly encryptedBySender: boolean;
  readonly hold?: Hold;
}

/** What the last try came to. One line without control characters, at most 500 characters; no content of the message. */
export interface Attempt {
  readonly atMs: number;
  /** Host that answered; undefined when none was reached. */
  readonly remote?: string;
  /** The remote's reply, or our own words where there is none. */
  readonly reply: string;
  /** RFC 3463 enhanced status, such as `4.4.1`. */
  readonly status: string;
  /** The trouble is on our side: with our own next server, or a fault of ours. */
  readonly ours?: true;
}

/**
 * `queued` until one of the others, which are final. In the words of RFC 3464 §2.3.3: `relayed` was handed to a server
 * that reports no further, `delivered` to one that does.
 */
export type RecipientState = 'queued' | 'delivered' | 'relayed' | 'failed' | 'cancelled';

export interface QueueRecipient extends NewRecipient {
  /** 0, 1, 2 … within its item. */
  readonly number: number;
  readonly state: RecipientState;
  /** Tries that failed so far. */
  readonly failures: number;
  /** Not tried before; meaningless once final. */
  readonly dueMs: number;
  /** The sender has been told of the delay. */
  readonly delayTold: boolean;
  readonly last: Attempt | undefined;
}

export interface QueueItem extends Omit<NewQueueItem, 'recipients' | 'hold'> {
  readonly id: QueueId;
  readonly account: AccountId;
  /** The message; it lies in the outbox as long as anything is to be done. */
  readonly content: ContentId;
  readonly queuedMs: number;
  readonly hold: Hold | undefined;
  readonly recipients: readonly QueueRecipient[];
  /** Nothing is left to do: all recipients are final and the message has left the outbox. */
  readonly endedMs: number | undefined;
  /** Our copy among the sent ones, as long as it is the only one. */
  readonly sent: { readonly mailbox: MailboxId; readonly uid: Uid } | undefined;
}

/** Some recipients of one item that go in one transaction, leased to whoever claimed them. */
export interface Delivery {
  readonly item: QueueItem;
  /** Numbers of the recipients. */
  readonly numbers: readonly number[];
  /** Their common domain; the first one's when claimed by item. */
  readonly domain: string;
}

/** How far the way to the recipient's server was safe. */
export interface Way {
  /** Name of the server that took it. */
  readonly remote: string;
  /** `TLSv1.3`; undefined: in the open. */
  readonly tls: string | undefined;
  /** How we know that it was the right server: RFC 7672, RFC 8461, a certificate of a public authority, or not at all. */
  readonly verified: 'dane' | 'mta-sts' | 'pkix' | 'no';
  /** What protects the message itself. */
  readonly encrypted: 'openpgp' | 'by-sender' | 'no';
}

export type Outcome =
  | { readonly kind: 'delivered' | 'relayed'; readonly attempt: Attempt; readonly way: Way }
  | { readonly kind: 'failed'; readonly attempt: Attempt }
  /** `delayTold`: the sender is told of the delay with this settlement. */
  | { readonly kind: 'deferred'; readonly attempt: Attempt; readonly dueMs: number; readonly delayTold?: true }
  /** Not tried: given back, and due again at `dueMs`. */
  | { readonly kind: 'returned'; readonly dueMs: number }
  | { readonly kind: 'cancelled' };

/** What became of recipients of one item; each outcome counts once, for a recipient that is not final yet. */
export interface Settlement {
  readonly item: QueueId;
  readonly outcomes: ReadonlyMap<number, Outcome>;
}

export function isFinal({ state }: QueueRecipient): boolean {
  return state !== 'queued';
}

/** Lower case; the part after the last `@`. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** Area of the notebook with the domains for which an admin has paused delivery, by domain; and how long that lasts. */
export const pausedDestinations = 'paused-destinations';
export const pauseLastsMs = 365 * 86_400_000;
