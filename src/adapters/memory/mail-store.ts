/** The mail store's port in memory: the plainest reading of its contract, for tests of whatever speaks to it. */
import { randomUUID } from 'node:crypto';
import type { ChangeFeed } from '../../mail/change-feed.js';
import { metadataChange } from '../../mail/change-feed.js';
import type { ContentFacts } from '../../mail/content-facts.js';
import { MailError } from '../../mail/errors.js';
import type { AccountId, ContentId, MailboxId, ModSeq, Uid } from '../../mail/ids.js';
import { contentId } from '../../mail/ids.js';
import type {
  AppendOptions,
  Appended,
  Cancel,
  Changes,
  Copied,
  FlagChange,
  FlagsStored,
  NewMailbox,
} from '../../mail/mail-store.js';
import { checkAppend } from '../../mail/mail-store.js';
import type { MailStore, NewMessage, Snapshot, StagedContent, UidRange } from '../../mail/mail-store.js';
import { compareMailboxNames } from '../../mail/mailbox-tree.js';
import type { Mailbox, MailboxCounts, MailboxName } from '../../mail/mailbox.js';
import type { Message } from '../../mail/message.js';
import { previewOf } from '../../mail/preview.js';
import type { MetadataChange, MetadataEntry } from '../../mail/metadata.js';
import { checkQuota } from '../../mail/quota.js';
import type { Quota } from '../../mail/quota.js';
import { foldCriterion, foldText, scoreIn } from '../../mail/search.js';
import type { TextCriterion, TextHits } from '../../mail/search.js';
import { createAnalyser } from '../../wire/mime/analyse.js';
import type { Analysis } from '../../wire/mime/analyse.js';
import type { AccountState, Box } from './account-state.js';
import { changeMetadata, readContentMetadata, readMetadata } from './metadata.js';
import type { MemoryJobs } from './job-queue.js';
import type { MemoryQueue } from './queue.js';
import { changesIn, countsOf, expungedAfter } from './mailbox-view.js';
import { copyMessages, expungeMessages, insertMessages, storeFlags } from './messages.js';
import { createMailboxes, deleteMailbox, renameMailbox } from './tree.js';
import type { Touched } from './tree.js';

const pieceOctets = 64 * 1024;

class MemoryStaged implements StagedContent {
  used = false;
  constructor(
    readonly owner: AccountId,
    readonly octets: Buffer,
    readonly analysed: Analysis,
  ) {}
  get sizeOctets(): number {
    return this.octets.length;
  }
}

export class MemoryMailStore implements MailStore {
  readonly account: AccountId;
  readonly #state: AccountState;
  readonly #feed: ChangeFeed;
  readonly #jobs: MemoryJobs;
  readonly #queue: MemoryQueue;

  constructor(state: AccountState, feed: ChangeFeed, work: { jobs: MemoryJobs; queue: MemoryQueue }) {
    this.account = state.account;
    this.#state = state;
    this.#feed = feed;
    this.#jobs = work.jobs;
    this.#queue = work.queue;
  }

  async mailboxes(): Promise<readonly Mailbox[]> {
    return this.#state.sorted().map((box) => this.#state.view(box));
  }

  async mailbox(name: MailboxName): Promise<Mailbox | undefined> {
    const box = this.#state.byName(name);
    return box && this.#state.view(box);
  }

  async counts(mailbox: MailboxId): Promise<MailboxCounts> {
    return countsOf(this.#state.selectable(mailbox));
  }

  async quota(): Promise<Quota> {
    return this.#state.quota();
  }

  async subscriptions(): Promise<readonly MailboxName[]> {
    return [...this.#state.subscribed].sort(compareMailboxNames);
  }

  async subscribe(name: MailboxName, subscribed: boolean): Promise<void> {
    if (subscribed) this.#state.subscribed.add(name);
    else this.#state.subscribed.delete(name);
    this.#tell({ boxes: [], list: true });
  }

  async create(name: MailboxName, options: NewMailbox = {}): Promise<Mailbox> {
    const box = createMailboxes(this.#state, name, options);
    this.#tell({ boxes: [], list: true });
    return this.#state.view(box);
  }

  async rename(from: MailboxName, to: MailboxName): Promise<void> {
    this.#tell(renameMailbox(this.#state, from, to));
  }

  async delete(name: MailboxName): Promise<void> {
    this.#tell(deleteMailbox(this.#state, name));
  }

  async messages(mailbox: MailboxId): Promise<Snapshot> {
    const { messages, highestModSeq, uidNext } = this.#state.selectable(mailbox);
    return { messages, highestModSeq, uidNext };
  }

  async changes(mailbox: MailboxId, since: ModSeq): Promise<Changes> {
    return changesIn(this.#state.selectable(mailbox), since);
  }

  async expungedSince(mailbox: MailboxId, since: ModSeq): Promise<readonly UidRange[] | 'forgotten'> {
    return expungedAfter(this.#state.selectable(mailbox), since);
  }

  async claimRecent(mailbox: MailboxId): Promise<Uid> {
    const box = this.#state.selectable(mailbox);
    const first = box.firstRecent;
    box.firstRecent = box.uidNext;
    return first;
  }

  async firstRecent(mailbox: MailboxId): Promise<Uid> {
    return this.#state.selectable(mailbox).firstRecent;
  }

  async stage(octets: AsyncIterable<Uint8Array>, options: Cancel = {}): Promise<StagedContent> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    const analyser = createAnalyser();
    for await (const piece of octets) {
      options.signal?.throwIfAborted();
      size += piece.length;
      if (size > this.#state.limits.messageOctets) {
        throw new MailError(
          'message-too-large',
          `A message can have at most ${this.#state.limits.messageOctets} octets.`,
        );
      }
      pieces.push(Buffer.from(piece));
      analyser.push(piece);
    }
    options.signal?.throwIfAborted();
    return new MemoryStaged(this.account, Buffer.concat(pieces), analyser.end());
  }

  async discard(content: StagedContent): Promise<void> {
    this.#take(content);
  }

  async append(to: MailboxName, messages: readonly NewMessage[], options: AppendOptions = {}): Promise<Appended> {
    checkAppend(messages.length, options);
    const staged = messages.map((message) => this.#take(message.content));
    const state = this.#state;
    const box = state.destination(to);
    const finish = options.completes === undefined ? undefined : this.#jobs.completion(options.completes, this.account);
    if (options.settles) this.#queue.check(options.settles, this.account);
    const replaced = options.replaces && this.#replaced(options.replaces);
    const added = staged.reduce((sum, { sizeOctets }) => sum + sizeOctets, 0);
    checkQuota(state.quota(), {
      octets: added - (replaced?.freedOctets ?? 0),
      messages: staged.length - (replaced ? 1 : 0),
    });
    const flags = messages.map((message) => state.spelled(message.flags));
    const now = state.clock.now();
    const rows = messages.map((message, i) => {
      const { octets, analysed } = staged[i]!;
      const { structure, text } = analysed;
      const ids = [structure.messageId ?? randomUUID(), ...structure.references];
      const facts: ContentFacts = {
        ...structure,
        content: contentId(state.nextId()),
        thread: state.threadOf(ids),
        preview: message.preview ?? previewOf(text.body),
      };
      state.addContent({ octets, facts, text: foldText(text) });
      const internalDate = message.internalDate ?? { epochMs: Math.floor(now / 1000) * 1000, zoneMinutes: 0 };
      return { content: facts.content, flags: flags[i]!, internalDate, saveDateMs: now, sizeOctets: octets.length };
    });
    if (replaced) state.collectContents(expungeMessages(state, replaced.box, [replaced.message.uid]));
    const uids = insertMessages(box, rows);
    if (uids.length > 0) finish?.({ kind: 'delivered', mailbox: box.id, uid: uids[0]! });
    if (options.document) state.documents.add(options.document.id, options.document.attachments);
    if (options.settles) this.#queue.record(options.settles);
    const queued = options.queues && this.#queue.add(this.account, rows[0]!.content, options.queues);
    this.#tell({ boxes: [...(replaced ? [replaced.box] : []), ...(uids.length > 0 ? [box] : [])], list: false });
    return { mailbox: box.id, uidValidity: box.uidValidity, uids, ...(queued && { queued }) };
  }

  /** @returns the message to replace, and the octets that nobody holds without it */
  #replaced({ mailbox, uid }: NonNullable<AppendOptions['replaces']>): {
    box: Box;
    message: Message;
    freedOctets: number;
  } {
    const box = this.#state.selectable(mailbox);
    const index = box.messages.indexOf(uid);
    if (index === undefined) throw new MailError('message-gone', 'The message to replace was deleted.');
    const message = box.messages.at(index);
    const holders = this.#state.sorted().flatMap(({ messages }) => [...messages]);
    const last = holders.filter(({ content }) => content === message.content).length === 1;
    return { box, message, freedOctets: last ? message.sizeOctets : 0 };
  }

  async copy(from: MailboxId, uids: readonly Uid[], to: MailboxName): Promise<Copied> {
    return this.#copy(from, uids, to, false);
  }

  async move(from: MailboxId, uids: readonly Uid[], to: MailboxName): Promise<Copied> {
    return this.#copy(from, uids, to, true);
  }

  #copy(from: MailboxId, uids: readonly Uid[], to: MailboxName, moves: boolean): Copied {
    const source = this.#state.selectable(from);
    const target = this.#state.destination(to);
    const messages = [...new Set(uids)].filter((each) => source.messages.indexOf(each) !== undefined).length;
    if (!moves) checkQuota(this.#state.quota(), { octets: 0, messages });
    const copied = copyMessages(source, uids, target, this.#state.clock.now());
    if (moves) expungeMessages(this.#state, source, copied.from);
    if (copied.from.length > 0) this.#tell({ boxes: moves ? [source, target] : [target], list: false });
    return copied;
  }

  async storeFlags(mailbox: MailboxId, uids: readonly Uid[], change: FlagChange): Promise<FlagsStored> {
    const box = this.#state.selectable(mailbox);
    const before = box.highestModSeq;
    const stored = storeFlags(this.#state, box, uids, change);
    if (box.highestModSeq !== before) this.#tell({ boxes: [box], list: false });
    return stored;
  }

  async expunge(mailbox: MailboxId, uids?: readonly Uid[]): Promise<readonly Uid[]> {
    const box = this.#state.selectable(mailbox);
    const asked = uids && new Set(uids);
    const gone = box.messages
      .deleted()
      .filter((message) => asked?.has(message.uid) ?? true)
      .map((message) => message.uid);
    this.#state.collectContents(expungeMessages(this.#state, box, gone));
    if (gone.length > 0) this.#tell({ boxes: [box], list: false });
    return gone;
  }

  async metadata(mailbox: MailboxId | undefined): Promise<readonly MetadataEntry[]> {
    return readMetadata(this.#state, mailbox);
  }

  async contentMetadata(content?: ContentId): Promise<ReadonlyMap<ContentId, readonly MetadataEntry[]>> {
    return readContentMetadata(this.#state, content);
  }

  async setMetadata(
    mailbox: MailboxId | undefined,
    changes: readonly MetadataChange[],
    options: { origin?: object } = {},
  ): Promise<void> {
    changeMetadata(this.#state, mailbox, changes);
    this.#feed.publish(this.account, metadataChange(mailbox, changes, options.origin));
  }

  async documents(attachments: readonly Buffer[]): Promise<readonly string[]> {
    return this.#state.documents.with(attachments);
  }

  async facts(contents: readonly ContentId[]): Promise<readonly (ContentFacts | undefined)[]> {
    return contents.map((content) => this.#state.contents.get(content)?.facts);
  }

  async *octets(
    content: ContentId,
    range?: { start: number; end: number },
    options: Cancel = {},
  ): AsyncIterable<Buffer> {
    const stored = this.#state.contents.get(content);
    if (!stored) throw new MailError('message-gone', 'This message was deleted.');
    const end = Math.min(range?.end ?? stored.octets.length, stored.octets.length);
    for (let at = Math.max(range?.start ?? 0, 0); at < end; at += pieceOctets) {
      options.signal?.throwIfAborted();
      yield stored.octets.subarray(at, Math.min(at + pieceOctets, end));
    }
  }

  async search(criteria: readonly TextCriterion[], options: Cancel = {}): Promise<readonly TextHits[]> {
    options.signal?.throwIfAborted();
    return criteria.map(foldCriterion).map((criterion) => {
      const hits = new Map<ContentId, number>();
      for (const { facts, text } of this.#state.contents.values()) {
        const score = scoreIn(text, criterion);
        if (score !== undefined) hits.set(facts.content, score);
      }
      return hits;
    });
  }

  /** Each staged content is used once, and by the account that staged it. */
  #take(content: StagedContent): MemoryStaged {
    if (!(content instanceof MemoryStaged) || content.owner !== this.account || content.used) {
      throw new Error('This content was not staged here, or was used before');
    }
    content.used = true;
    return content;
  }

  #tell({ boxes, list }: Touched): void {
    for (const box of new Set<Box>(boxes)) {
      this.#feed.publish(this.account, { kind: 'mailbox', mailbox: box.id, highestModSeq: box.highestModSeq });
    }
    if (list) this.#feed.publish(this.account, { kind: 'mailbox-list' });
  }
}
