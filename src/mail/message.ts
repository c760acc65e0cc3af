/** A message as a mailbox holds it. Its octets are a content of their own, shared by copies. */
import type { FlagSet } from './flags.js';
import type { ContentId, ModSeq, Uid } from './ids.js';

/** RFC 9051 §2.3.3 INTERNALDATE, with the zone it was given in. */
export interface InternalDate {
  /** Milliseconds since 1970, whole seconds. */
  readonly epochMs: number;
  /** Minutes east of UTC, -1439 to 1439. */
  readonly zoneMinutes: number;
}

/** What of a message in a mailbox changes. */
export type MessageState = Pick<Message, 'uid' | 'flags' | 'modSeq'>;

export interface Message {
  readonly uid: Uid;
  readonly content: ContentId;
  readonly flags: FlagSet;
  readonly modSeq: ModSeq;
  readonly internalDate: InternalDate;
  /** When it came into this mailbox, ms since 1970 (RFC 8514 SAVEDATE). */
  readonly saveDateMs: number;
  /** RFC822.SIZE: octets of the content. */
  readonly sizeOctets: number;
}
