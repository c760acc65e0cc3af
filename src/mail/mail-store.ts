/** What the services ask of mail storage. The sqlite and memory adapters provide it; one contract tests both. */
import type { ContentFacts } from './content-facts.js';
import type { ChangeFeed } from './change-feed.js';
import type { FlagMode, FlagSet } from './flags.js';
import type { AccountId, ContentId, JobId, MailboxId, ModSeq, QueueId, Uid, UidValidity } from './ids.js';
import type { Mailbox, MailboxCounts, MailboxName, MailboxRole, SpecialUse } from './mailbox.js';
import type { MessageTable } from './message-table.js';
import type { InternalDate, Message, MessageState } from './message.js';
import type { MetadataChange, MetadataEntry } from './metadata.js';
import type { NewQueueItem, Settlement } from './queue.js';
import type { Quota } from './quota.js';
import type { TextCriterion, TextHits } from './search.js';

export interface Cancel {
  readonly signal?: AbortSignal;
}

export interface SearchOptions extends Cancel {
  /** Only these contents matter; what is told of others may be incomplete. */
  readonly among?: readonly ContentId[] | undefined;
}

/** Octets that are safe in the store's staging and not yet a message. Give each to `append` or to `discard`, once. */
export interface StagedContent {
  readonly sizeOctets: number;
}

export interface NewMessage {
  readonly content: StagedContent;
  readonly flags: FlagSet;
  /** Now, in UTC, when left out. */
  readonly internalDate?: InternalDate;
  /** RFC 8970 preview; else made from the text. */
  readonly preview?: string;
}

export interface NewMailbox {
  readonly specialUse?: SpecialUse;
  readonly role?: MailboxRole;
}

export interface AppendOptions {
  readonly completes?: JobId;
  readonly replaces?: { readonly mailbox: MailboxId; readonly uid: Uid };
  /** The one message appended is to be sent: its queue item is made in the same commit. */
  readonly queues?: NewQueueItem;
  /** Outcomes of a queue item of this account that the message, a DSN, tells of: recorded in the same commit. They all
   *  count, or the append fails: what the message tells is true, and told once. */
  readonly settles?: Settlement;
  /** The one message appended is a document of the service; its attachments are known again by their SHA-256. */
  readonly document?: { readonly id: string; readonly attachments: readonly Buffer[] };
}

/** @throws RangeError: what is for one message does not come with one */
export function checkAppend(messages: number, { queues, document, settles }: AppendOptions): void {
  if ((queues || document || settles) && messages !== 1) throw new RangeError('this append takes one message');
  if (queues?.recipients.length === 0) throw new RangeError('what is to be sent has a recipient');
}

export interface Appended {
  readonly mailbox: MailboxId;
  readonly uidValidity: UidValidity;
  /** One for each message, in order. */
  readonly uids: readonly Uid[];
  /** With `queues`. */
  readonly queued?: QueueId;
}

/** COPY and MOVE: `from[i]` became `to[i]`; UIDs that no longer existed are missing. */
export interface Copied {
  readonly uidValidity: UidValidity;
  readonly from: readonly Uid[];
  readonly to: readonly Uid[];
}

export interface FlagChange {
  readonly mode: FlagMode;
  readonly flags: FlagSet;
  /** RFC 7162 §3.1.3: messages with a higher modseq are left alone and reported. */
  readonly unchangedSince?: ModSeq;
}

export interface FlagsStored {
  /** Every message named that exists and was not refused, with its flags now, also when nothing changed. */
  readonly messages: readonly MessageState[];
  /** Refused by `unchangedSince`. */
  readonly modified: readonly Uid[];
}

/** UIDs from `from` to `to`. */
export interface UidRange {
  readonly from: Uid;
  readonly to: Uid;
}

/** All messages of a mailbox at one mod-sequence. */
export interface Snapshot {
  readonly highestModSeq: ModSeq;
  readonly uidNext: Uid;
  /** Shared by all who ask until something changes. */
  readonly messages: MessageTable;
}

export interface Changes {
  readonly highestModSeq: ModSeq;
  readonly uidNext: Uid;
  /** All messages as they are now: for those who know all of the changes, in place of a table of their own. */
  readonly table: MessageTable;
  /** Messages new or with changed flags after `since`, ascending by uid. */
  readonly messages: readonly Message[];
  /** Expunged after `since`, ascending. `forgotten`: the journal reaches less far back; `table` has what is left. */
  readonly expunged: readonly Uid[] | 'forgotten';
}

/**
 * The mail of one account. No call takes an account: there is no way to name another's.
 *
 * Every change raises the mailbox's modseq, is durable (it survives a power cut) when its promise resolves, and is
 * then told on the change feed. Changes of flags are told once they survive the end of the process, and durable within
 * half a second; after a power cut, mod-sequences go on above all that were told, and whoever asks for changes since a
 * lost one hears of all messages. Calls throw MailError `storage-full` when the disk is full; nothing is changed then.
 */
export interface MailStore {
  readonly account: AccountId;

  /** All mailboxes, INBOX first, then by name in code point order. */
  mailboxes(): Promise<readonly Mailbox[]>;
  mailbox(name: MailboxName): Promise<Mailbox | undefined>;
  counts(mailbox: MailboxId): Promise<MailboxCounts>;
  /** Of the whole account: one quota root for all mailboxes. */
  quota(): Promise<Quota>;
  /** Names subscribed to, also those of mailboxes that do not exist (RFC 9051 §6.3.7). */
  subscriptions(): Promise<readonly MailboxName[]>;
  subscribe(name: MailboxName, subscribed: boolean): Promise<void>;

  /** Superior names that are missing are created too (RFC 9051 §6.3.4).
   *  @throws MailError mailbox-exists */
  create(name: MailboxName, options?: NewMailbox): Promise<Mailbox>;
  /** Renames with all inferior names, keeping uidValidity. INBOX stays and its messages move (RFC 9051 §6.3.6).
   *  Subscriptions stay as they are.
   *  @throws MailError mailbox-not-found, mailbox-exists */
  rename(from: MailboxName, to: MailboxName): Promise<void>;
  /** With inferior names it loses its messages and stays as not selectable (RFC 9051 §6.3.5).
   *  @throws MailError mailbox-not-found, mailbox-has-children (not selectable already), mailbox-protected (INBOX) */
  delete(name: MailboxName): Promise<void>;

  /** All messages, ascending by uid, with the modseq that the table is true for. */
  messages(mailbox: MailboxId): Promise<Snapshot>;
  /** What changed above `since`: one call for resync and for each sign on the change feed.
   *  @throws MailError mailbox-not-found: it was deleted */
  changes(mailbox: MailboxId, since: ModSeq): Promise<Changes>;
  /** What was expunged after `since`, ascending, for clients that were away (RFC 7162 §3.2.6).
   *  @returns `forgotten` when the journal does not reach that far back
   *  @throws MailError mailbox-not-found */
  expungedSince(mailbox: MailboxId, since: ModSeq): Promise<readonly UidRange[] | 'forgotten'>;
  /** Gives `\Recent` to the caller: the messages from the returned uid on, which nobody gets again. */
  claimRecent(mailbox: MailboxId): Promise<Uid>;
  /** The lowest uid that would be `\Recent`, without claiming (EXAMINE). */
  firstRecent(mailbox: MailboxId): Promise<Uid>;

  /** Takes octets in, sealing as they come; structure and text are worked out on the way.
   *  @throws MailError message-too-large beyond the store's limit; then nothing stays behind */
  stage(octets: AsyncIterable<Uint8Array>, options?: Cancel): Promise<StagedContent>;
  discard(content: StagedContent): Promise<void>;
  /** Appends in order, all or none; a UID is never reused (RFC 9051 §2.3.1.1). Consumes the staged contents, also
   *  when it fails. `completes` ends that job in the same commit: a job lost to another worker fails the append.
   *  `replaces` removes that message in the same commit (RFC 8508), and its octets count no more.
   *  @throws MailError destination-not-found, mailbox-not-selectable, over-quota, keyword-limit, uids-used-up, unavailable (job
   *  lost, or an outcome that does not count), message-gone (the one to replace) */
  append(to: MailboxName, messages: readonly NewMessage[], options?: AppendOptions): Promise<Appended>;
  /** All or none; a UID that no longer exists is skipped. Flags and internal dates are kept.
   *  @throws MailError destination-not-found, mailbox-not-selectable, over-quota */
  copy(from: MailboxId, uids: readonly Uid[], to: MailboxName): Promise<Copied>;
  /** As `copy`, and the originals go in the same commit (RFC 9051 §6.4.8). */
  move(from: MailboxId, uids: readonly Uid[], to: MailboxName): Promise<Copied>;
  /** @throws MailError mailbox-not-found, keyword-limit */
  storeFlags(mailbox: MailboxId, uids: readonly Uid[], change: FlagChange): Promise<FlagsStored>;
  /** Removes messages with `\Deleted`, only those in `uids` if given (RFC 9051 §6.4.9). When it
   *  fails, some may be gone.
   *  @returns the uids removed */
  expunge(mailbox: MailboxId, uids?: readonly Uid[]): Promise<readonly Uid[]>;

  /** Annotations of a mailbox (also of a name that only holds others), or of the account itself (undefined), by name.
   *  They are kept over a rename and go with the mailbox; a rename of INBOX leaves them and copies them (RFC 5464 §4.1).
   *  @throws MailError mailbox-not-found */
  metadata(mailbox: MailboxId | undefined): Promise<readonly MetadataEntry[]>;
  /** Annotations of documents, of one or of all; each list by name. */
  contentMetadata(content?: ContentId): Promise<ReadonlyMap<ContentId, readonly MetadataEntry[]>>;
  /** Sets and removes, all or none. The feed tells of it as a change of `mailbox`, also for entries of documents.
   *  @throws MailError mailbox-not-found, message-gone, metadata-too-many */
  setMetadata(
    mailbox: MailboxId | undefined,
    changes: readonly MetadataChange[],
    options?: { origin?: object },
  ): Promise<void>;

  /** Ids of the service's documents that have one of these attachments, each once, in order; also of documents whose
   *  messages were deleted since. @param attachments SHA-256 of the decoded octets */
  documents(attachments: readonly Buffer[]): Promise<readonly string[]>;

  /** Facts in the order asked for; undefined where the content is gone. Ask for a few hundred at a time. */
  facts(contents: readonly ContentId[]): Promise<readonly (ContentFacts | undefined)[]>;
  /** The octets [start, end) as stored, in pieces of at most 64 KB; the whole by default. Clipped to the size.
   *  @throws MailError message-gone */
  octets(content: ContentId, range?: { start: number; end: number }, options?: Cancel): AsyncIterable<Buffer>;
  /** For each criterion, the contents of the account in which it holds. Off the main thread.
   *  @throws MailError unavailable: try again */
  search(criteria: readonly TextCriterion[], options?: SearchOptions): Promise<readonly TextHits[]>;
}

export interface MailStores {
  readonly feed: ChangeFeed;
  /** @throws MailError account-not-found */
  open(account: AccountId): Promise<MailStore>;
}
