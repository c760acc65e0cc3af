/**
 * One session's picture of its selected mailbox: which sequence number is which message (RFC 9051 §2.3.1.2), which
 * flags the client has been told, and what has happened since that it has not been told yet (§5.2, §7.5.1).
 *
 * The change feed only says that there is news; `pull` fetches it, `report` tells it.
 */
import type { ChangeFeed } from '../../mail/change-feed.js';
import type { AccountId, MailboxId, ModSeq, Seq, Uid, UidValidity } from '../../mail/ids.js';
import { modSeq, uid } from '../../mail/ids.js';
import type { Changes, MailStore, Snapshot } from '../../mail/mail-store.js';
import type { Mailbox } from '../../mail/mailbox.js';
import type { MessageTable } from '../../mail/message-table.js';
import type { Message, MessageState } from '../../mail/message.js';
import type { NumberRange } from '../../wire/imap/sequence-set.js';
import type { MessageSet } from '../../wire/imap/syntax.js';
import type { Dialect } from './dialect.js';
import { MessageList, type State } from './message-list.js';
import { KnownKeywords } from './known-keywords.js';
import { RecentMessages } from './recent-messages.js';
import { Untold } from './untold.js';

export interface ViewOptions {
  readonly store: MailStore;
  readonly feed: ChangeFeed;
  readonly account: AccountId;
  readonly mailbox: Mailbox;
  /** The words in which the client is told. */
  readonly dialect: Dialect;
  /** EXAMINE: nothing is changed, `\Recent` is not used up. */
  readonly readOnly: boolean;
  /** False in sessions of IMAP4rev2, which has no `\Recent`. */
  readonly recent: boolean;
  /** Called when there may be something to pull. Must not throw. */
  readonly onNews: () => void;
}

/** What a report may contain now. */
export interface ReportOptions {
  /** RFC 9051 §7.5.1: no EXPUNGE during FETCH, STORE, SEARCH, or without a command. */
  readonly expunges: boolean;
  /** Tell the UID with flag changes to every client: RFC 9051 §6.4.9 asks for it in answers to UID commands. */
  readonly uids: boolean;
  /** False: what has new flags is left for another report (RFC 5465 §5.3). True when left out. */
  readonly flags?: boolean;
}

export class View {
  readonly mailbox: MailboxId;
  readonly uidValidity: UidValidity;
  readonly readOnly: boolean;
  readonly keywords = new KnownKeywords();
  readonly #options: ViewOptions;
  readonly #unsubscribe: () => void;
  readonly #recent = new RecentMessages();
  /** As told to the client. */
  readonly #messages = new MessageList();
  readonly #untold = new Untold();
  /** The store's table at our modseq, until a command of ours changes something. */
  #latest: MessageTable | undefined;
  #saved: readonly Uid[] = [];
  #modSeq: ModSeq = modSeq(0);
  #toldModSeq: ModSeq = modSeq(0);
  #heard: ModSeq = modSeq(0);
  #touched = false;
  #toldExpunges = false;
  #uidNext: Uid = uid(1);

  private constructor(options: ViewOptions) {
    this.#options = options;
    this.mailbox = options.mailbox.id;
    this.uidValidity = options.mailbox.uidValidity;
    this.readOnly = options.readOnly;
    // Subscribed before reading, so that nothing falls between.
    this.#unsubscribe = options.feed.subscribe(options.account, (change) => {
      if (change.kind === 'mailbox' && change.mailbox === this.mailbox) {
        if (change.highestModSeq > this.#heard) this.#heard = change.highestModSeq;
        if (this.#heard > this.#modSeq) options.onNews();
      } else if (change.kind === 'mailbox-list') {
        this.#touched = true; // it may be ours that was deleted
        options.onNews();
      }
    });
  }

  /** @throws MailError mailbox-not-found */
  static async open(options: ViewOptions): Promise<View> {
    const view = new View(options);
    try {
      await view.#claimRecent();
      view.#adopt(await options.store.messages(view.mailbox));
      return view;
    } catch (error) {
      view.close();
      throw error;
    }
  }

  close(): void {
    this.#unsubscribe();
  }

  /** Messages told to the client. */
  get exists(): number {
    return this.#messages.length;
  }

  get recentCount(): number {
    return this.#recent.countIn(this.#messages);
  }

  /** The largest uid told; 0 in an empty mailbox. */
  get lastUid(): number {
    return this.#messages.lastUid;
  }

  /** RFC 9051 §6.4.4.1: what `$` names. Some may be gone. */
  get saved(): readonly Uid[] {
    return this.#saved;
  }

  /** The uid a next message would have had at the last pull. */
  get uidNext(): Uid {
    return this.#uidNext;
  }

  /** Changes up to here are taken in; `report` may still have to tell them. */
  get modSeq(): ModSeq {
    return this.#modSeq;
  }

  /**
   * RFC 7162 §3.2, §3.2.7: the response code that a command ends with when messages went, or when some that went must
   * wait: their modseq is higher than this, though the client may have heard of higher ones. Asked for once a command.
   */
  takeHighestModSeqCode(): string | undefined {
    const due = this.#options.dialect.resyncs && (this.#toldExpunges || this.#untold.hasExpunges);
    this.#toldExpunges = false;
    return due ? `HIGHESTMODSEQ ${this.#toldModSeq}` : undefined;
  }

  /** RFC 7162 §3.1.2.1: the client has been told of every change up to this modseq. */
  highestModSeqResponse(): string {
    return `* OK [HIGHESTMODSEQ ${this.#toldModSeq}] Told up to here\r\n`;
  }

  /** True when the feed told of changes not pulled yet, or our own command made some. */
  get stale(): boolean {
    return this.#touched || this.#heard > this.#modSeq;
  }

  /** Our own command changed the mailbox: the next `pull` asks the store even if the feed is late. */
  touch(): void {
    this.#touched = true;
  }

  /** Sequence number of the first message that is not `\Seen` (RFC 3501 §7.1 UNSEEN). */
  get firstUnseen(): Seq | undefined {
    return this.#messages.firstUnseen();
  }

  at(number: Seq): Message {
    return this.#messages.at(number);
  }

  /** @throws RangeError when there is no such message */
  uidAt(number: Seq): Uid {
    return this.#messages.uidAt(number);
  }

  isRecent(of: Uid): boolean {
    return this.#recent.has(of);
  }

  /** The sequence number of a message in this view. */
  seqOf(of: Uid): Seq | undefined {
    return this.#messages.seqOf(of);
  }

  /**
   * The messages of a set, ascending. UIDs that do not exist are left out; `*` is the last message, and so `n:*` names
   * it also when n is higher (RFC 9051 §9 seq-range).
   *
   * @returns undefined when a sequence number is higher than the number of messages (RFC 9051 §9 seq-number)
   */
  select(set: MessageSet, byUid: boolean): readonly Seq[] | undefined {
    return this.#messages.named(set, byUid, this.#saved);
  }

  /** Those of `select` that are new or have new flags after `since`: costs what has changed, not what there is. */
  changedWithin(set: MessageSet, byUid: boolean, since: bigint): readonly Seq[] | undefined {
    return this.#messages.changedWithin(set, byUid, this.#saved, modSeq(since));
  }

  /** The parts of ascending ranges of UIDs in which there is no message. */
  missing(ranges: readonly NumberRange[]): readonly NumberRange[] {
    return this.#messages.missing(ranges);
  }

  /** RFC 9051 §6.4.4.1: what `$` names from now on, ascending. */
  save(uids: readonly Uid[]): void {
    this.#saved = uids;
  }

  /** Takes in what changed. Afterwards `report` can tell it. @throws MailError mailbox-not-found: it was deleted */
  async pull(): Promise<void> {
    this.#touched = false;
    try {
      await this.#pull();
    } catch (error) {
      this.#touched = true;
      throw error;
    }
  }

  async #pull(): Promise<void> {
    let changes = await this.#options.store.changes(this.mailbox, this.#modSeq);
    if (this.#options.recent && changes.messages.some((message) => message.uid >= this.#uidNext)) {
      await this.#claimRecent();
      changes = await this.#options.store.changes(this.mailbox, this.#modSeq);
    }
    this.#take(changes);
  }

  /** Our own STORE: the flags as they are now, not told yet. Whoever tells them says so with `toldFlags`. */
  applyFlags(messages: readonly MessageState[]): void {
    this.#latest = undefined;
    this.#replace(messages);
  }

  /** The client is being told this message's flags, and its modseq if it wants to hear of that. */
  toldFlags(of: Uid): void {
    this.#untold.toldFlags(of);
  }

  /** A message as the client was last told of it. */
  asTold(number: Seq): State {
    return this.#untold.asTold(this.#messages.uidAt(number)) ?? this.#messages.stateAt(number);
  }

  /** Our own EXPUNGE or MOVE removed these: told by the next report that may. */
  dropped(uids: readonly Uid[]): void {
    this.#latest = undefined;
    this.#expunge(uids);
  }

  /** The untagged responses for all that the client may now hear. Afterwards it has been told. */
  *report({ expunges, uids, flags = true }: ReportOptions): Generator<string> {
    if (expunges && this.#untold.hasExpunges) yield* this.#reportExpunges();
    yield* this.reportArrivals();
    yield* this.announceKeywords();
    if (!flags && this.#untold.hasFlags) return;
    for (const one of this.#untold.takeFlags()) {
      const number = this.seqOf(one);
      if (number !== undefined) yield this.flagsResponse(number, uids);
    }
    if (this.#untold.hasExpunges) return;
    this.#toldModSeq = this.#modSeq;
    // Told everything: from here on it costs no memory of its own.
    if (this.#latest) this.#messages.adopt(this.#latest);
  }

  /** RFC 9051 §7.5.2 FETCH with the flags of a message. */
  flagsResponse(number: Seq, uids: boolean): string {
    const message = { uid: this.uidAt(number), ...this.#messages.stateAt(number) };
    return this.#options.dialect.flags(number, message, this.flagsText(message), uids);
  }

  /** New messages: these may be told at any time (RFC 9051 §7.4.1), since they renumber nothing. */
  *reportArrivals(): Generator<string> {
    if (!this.#untold.hasArrivals) return;
    this.#messages.push(this.#untold.takeArrivals());
    yield `* ${this.exists} EXISTS\r\n`;
    if (this.#options.recent) yield `* ${this.recentCount} RECENT\r\n`;
  }

  /** FLAGS and PERMANENTFLAGS when there are keywords the client does not know yet: they come before their first use. */
  *announceKeywords(): Generator<string> {
    if (this.keywords.hasNews) yield* this.flagsResponses();
  }

  flagsResponses(): Generator<string> {
    return this.keywords.tell(this.readOnly);
  }

  /** The flags of a message as this session sees them, `\Recent` included. */
  flagsText(message: MessageState): string {
    if (!this.#recent.has(message.uid)) return message.flags.text;
    return message.flags.text === '' ? '\\Recent' : `${message.flags.text} \\Recent`;
  }

  async #claimRecent(): Promise<void> {
    if (!this.#options.recent) return;
    const { store } = this.#options;
    // Claimed before the messages are read: one that comes in between may be recent twice, which RFC 3501 §2.3.2
    // prefers to never.
    this.#recent.claim(await (this.readOnly ? store.firstRecent(this.mailbox) : store.claimRecent(this.mailbox)));
  }

  #adopt({ messages, highestModSeq, uidNext }: Snapshot): void {
    this.#messages.adopt(messages);
    this.#recent.add(messages.lastUid);
    for (const keyword of messages.keywords) this.keywords.add(keyword);
    this.#modSeq = highestModSeq;
    this.#toldModSeq = highestModSeq;
    this.#uidNext = uidNext;
  }

  #take({ messages, expunged, highestModSeq, uidNext, table }: Changes): void {
    this.#expunge(expunged === 'forgotten' ? this.#missingFrom(table) : expunged);
    const lastTold = this.lastUid;
    const known = messages.filter((message) => message.uid <= lastTold);
    this.#replace(known);
    for (const message of messages.slice(known.length)) {
      if (this.#untold.arrive(message)) this.#recent.add(message.uid);
      this.keywords.addAll(message.flags);
    }
    this.#modSeq = highestModSeq;
    if (uidNext > this.#uidNext) this.#uidNext = uidNext;
    this.#latest = table;
  }

  /** What must have been expunged, when the journal does not say it. */
  #missingFrom(table: MessageTable): readonly Uid[] {
    return [...this.#messages.missingFrom(table), ...this.#untold.arrivalsMissingFrom(table)];
  }

  #replace(messages: readonly MessageState[]): void {
    const { modSeqs } = this.#options.dialect;
    for (const [message, before] of this.#messages.replace(messages)) {
      this.keywords.addAll(message.flags);
      const changed = !before.flags.equals(message.flags) || (modSeqs && before.modSeq !== message.modSeq);
      if (changed) this.#untold.reflag(message.uid, before);
    }
  }

  #expunge(uids: readonly Uid[]): void {
    this.#untold.expunge(uids, (one) => this.seqOf(one) !== undefined);
  }

  *#reportExpunges(): Generator<string> {
    const uids = this.#untold.takeExpunges();
    const numbers = this.#messages.remove(new Set(uids));
    this.#toldExpunges = true;
    yield* this.#options.dialect.expunged(numbers, uids);
  }
}
