/** The mail store's port on SQLite: one account's handle. */
import type { BlobStore } from '../../mail/blob-store.js';
import type { ChangeFeed } from '../../mail/change-feed.js';
import { metadataChange } from '../../mail/change-feed.js';
import type { ContentFacts } from '../../mail/content-facts.js';
import { accountId, mailboxId, modSeq, uid, uidValidity } from '../../mail/ids.js';
import type { AccountId, ContentId, MailboxId, ModSeq, Uid } from '../../mail/ids.js';
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
import type { MailStore, NewMessage, SearchOptions, Snapshot, StagedContent, UidRange } from '../../mail/mail-store.js';
import { compareMailboxNames } from '../../mail/mailbox-tree.js';
import type { Mailbox, MailboxCounts, MailboxName } from '../../mail/mailbox.js';
import { checkQuota } from '../../mail/quota.js';
import type { Quota } from '../../mail/quota.js';
import type { TextCriterion, TextHits } from '../../mail/search.js';
import type { MetadataChange, MetadataEntry } from '../../mail/metadata.js';
import type { Scanner } from '../search/scanner.js';
import { appendStaged } from './append.js';
import type { Commits, WriteOptions } from './commits.js';
import type { Connection } from './connection.js';
import { findDocuments } from './documents.js';
import { readFacts } from './facts.js';
import { expungeSome } from './expunge.js';
import { changeFlags } from './flag-changes.js';
import { KeywordNames } from './keywords.js';
import { allMailboxes, createMailboxes, deleteMailbox, destination, mailboxByName } from './mailbox-rows.js';
import { renameMailbox, selectableRow, subscribe } from './mailbox-rows.js';
import type { Changed } from './mailbox-rows.js';
import { copyMessages, expungeRows } from './message-changes.js';
import { stateOf } from './message-rows.js';
import { readOctets } from './octets.js';
import { changeMetadata, readContentMetadata, readMetadata } from './metadata-rows.js';
import { readQuota } from './quota.js';
import type { OpenedOctets } from './octets.js';
import type { SqliteQueue } from './queue.js';
import type { Scope } from './scope.js';
import { searchText } from './search-text.js';
import { SealedStaged, settleAll, stageOctets } from './staging.js';
import type { Sweeper } from './sweeper.js';
import { mailboxStatements } from './statements/mailboxes.js';
import type { Tables } from './tables.js';

/** What all handles share. */
export interface Shared {
  readonly commits: Commits;
  readonly blobs: BlobStore;
  readonly feed: ChangeFeed;
  readonly sweeper: Sweeper;
  readonly scanner: Scanner;
  readonly tables: Tables;
  readonly opened: OpenedOctets;
  readonly queue: SqliteQueue;
}

export class SqliteMailStore implements MailStore {
  readonly account: AccountId;
  readonly #scope: Scope;
  readonly #shared: Shared;
  readonly #keywords: KeywordNames;

  constructor(scope: Scope, shared: Shared) {
    this.account = accountId(scope.account);
    this.#scope = scope;
    this.#shared = shared;
    this.#keywords = new KeywordNames(scope);
  }

  async mailboxes(): Promise<readonly Mailbox[]> {
    await this.#settled();
    return allMailboxes(this.#scope);
  }

  async mailbox(name: MailboxName): Promise<Mailbox | undefined> {
    await this.#settled();
    return mailboxByName(this.#scope, name);
  }

  async counts(mailbox: MailboxId): Promise<MailboxCounts> {
    await this.#settled();
    const { messages } = await this.messages(mailbox);
    const firstRecent = selectableRow(this.#scope, mailbox)[7];
    const recent = messages.length - messages.lowerBound(firstRecent);
    return { messages: messages.length, recent, ...messages.counts() };
  }

  async quota(): Promise<Quota> {
    await this.#settled();
    return readQuota(this.#scope);
  }

  async subscriptions(): Promise<readonly MailboxName[]> {
    await this.#settled();
    return this.#scope.db
      .all(mailboxStatements.subscriptions, this.account)
      .map(([hash, sealed]) => this.#scope.keys.openName('subscription', hash.toString('hex'), sealed) as MailboxName)
      .sort(compareMailboxNames);
  }

  async subscribe(name: MailboxName, subscribed: boolean): Promise<void> {
    await this.#commit(() => subscribe(this.#scope, name, subscribed));
    this.#tellList();
  }

  async create(name: MailboxName, options: NewMailbox = {}): Promise<Mailbox> {
    const created = await this.#commit(() => {
      createMailboxes(this.#scope, name, options);
      return mailboxByName(this.#scope, name)!;
    });
    this.#tellList();
    return created;
  }

  async rename(from: MailboxName, to: MailboxName): Promise<void> {
    this.#tell(await this.#write(() => renameMailbox(this.#scope, from, to)));
    this.#tellList();
  }

  async delete(name: MailboxName): Promise<void> {
    this.#tell(await this.#write(() => deleteMailbox(this.#scope, name)));
    this.#tellList();
  }

  async messages(mailbox: MailboxId): Promise<Snapshot> {
    this.#shared.scanner.expect();
    return this.#shared.tables.snapshot(this.#scope, this.#keywords, mailbox);
  }

  async changes(mailbox: MailboxId, since: ModSeq): Promise<Changes> {
    return this.#shared.tables.changes(this.#scope, this.#keywords, mailbox, since);
  }

  async expungedSince(mailbox: MailboxId, since: ModSeq): Promise<readonly UidRange[] | 'forgotten'> {
    return this.#shared.tables.expungedSince(this.#scope, this.#keywords, mailbox, since);
  }

  async claimRecent(mailbox: MailboxId): Promise<Uid> {
    await this.#settled();
    const [, , , , , uidNext, , firstRecent] = selectableRow(this.#scope, mailbox);
    if (firstRecent === uidNext) return uid(firstRecent); // nothing to claim, nothing to write
    // Quick: what a power cut makes recent once more is not lost to anybody (RFC 3501 §2.3.2).
    return this.#commit(
      (db) => {
        const claimed = uid(selectableRow(this.#scope, mailbox)[7]);
        db.run(mailboxStatements.claimRecent, this.account, mailbox);
        return claimed;
      },
      { quick: true },
    );
  }

  async firstRecent(mailbox: MailboxId): Promise<Uid> {
    await this.#settled();
    return uid(selectableRow(this.#scope, mailbox)[7]);
  }

  async stage(octets: AsyncIterable<Uint8Array>, options: Cancel = {}): Promise<StagedContent> {
    const { limits } = this.#scope;
    return stageOctets(this.account, octets, { blobs: this.#shared.blobs, limits, signal: options.signal });
  }

  async discard(content: StagedContent): Promise<void> {
    const { blob } = SealedStaged.take(content, this.account);
    if (blob) await this.#shared.blobs.remove(blob);
  }

  async append(to: MailboxName, messages: readonly NewMessage[], options: AppendOptions = {}): Promise<Appended> {
    checkAppend(messages.length, options);
    const { blobs } = this.#shared;
    const staged = messages.map((message) => SealedStaged.take(message.content, this.account));
    const written = staged.map((each) => each.blob).filter((blob) => blob !== undefined);
    let appended: ReturnType<typeof appendStaged>;
    try {
      appended = await this.#write(() => appendStaged(this.#scope, to, messages, staged, options));
    } catch (error) {
      // When the disk failed, the message may be there after all; the next start knows.
      if (!this.#shared.commits.failed) for (const blob of written) await blobs.remove(blob);
      throw error;
    }
    await settleAll(blobs, written);
    this.#tell(appended);
    if (appended.isWork) this.#shared.queue.tell();
    const { mailbox, uids, queued } = appended;
    return { mailbox, uidValidity: uidValidity(appended.uidValidity), uids, ...(queued && { queued }) };
  }

  async copy(from: MailboxId, uids: readonly Uid[], to: MailboxName): Promise<Copied> {
    return this.#copy(from, uids, to, false);
  }

  async move(from: MailboxId, uids: readonly Uid[], to: MailboxName): Promise<Copied> {
    return this.#copy(from, uids, to, true);
  }

  async #copy(from: MailboxId, uids: readonly Uid[], to: MailboxName, moves: boolean): Promise<Copied> {
    const done = await this.#write(() => {
      selectableRow(this.#scope, from);
      const target = destination(this.#scope, to);
      const quota = readQuota(this.#scope);
      const { rows, copies } = copyMessages(this.#scope, from, uids, target.id);
      if (!moves) checkQuota(quota, { octets: 0, messages: rows.length });
      const gone = moves ? expungeRows(this.#scope, from, rows) : undefined;
      return { target, rows, copies, deltas: [copies, gone].filter((delta) => delta !== undefined), sweep: false };
    });
    this.#tell(done);
    return {
      uidValidity: uidValidity(done.target.uidValidity),
      from: done.rows.map(([each]) => uid(each)),
      to: done.copies?.rows.map(([each]) => uid(each)) ?? [],
    };
  }

  async storeFlags(mailbox: MailboxId, uids: readonly Uid[], change: FlagChange): Promise<FlagsStored> {
    const changed = await this.#write(
      () => {
        const floor = selectableRow(this.#scope, mailbox)[8];
        const { rows, modified, delta } = changeFlags(this.#scope, { mailbox, floor }, uids, change);
        return { rows, modified, deltas: delta ? [delta] : [], sweep: false };
      },
      { quick: true },
    );
    this.#tell(changed);
    return { messages: changed.rows.map((row) => stateOf(this.#keywords, row)), modified: changed.modified };
  }

  async expunge(mailbox: MailboxId, uids?: readonly Uid[]): Promise<readonly Uid[]> {
    const asked = uids && new Set<number>(uids);
    const removed: Uid[] = [];
    // Commit by commit, so that others get their turn: nobody needs all of it or none.
    for (let after: number | undefined = 0; after !== undefined;) {
      const from: number = after;
      const step = await this.#write(() => expungeSome(this.#scope, mailbox, from, asked));
      this.#tell(step);
      removed.push(...step.removed);
      after = step.goesOnAfter;
    }
    return removed;
  }

  async metadata(mailbox: MailboxId | undefined): Promise<readonly MetadataEntry[]> {
    await this.#settled();
    return readMetadata(this.#scope, mailbox);
  }

  async contentMetadata(content?: ContentId): Promise<ReadonlyMap<ContentId, readonly MetadataEntry[]>> {
    await this.#settled();
    return readContentMetadata(this.#scope, content);
  }

  async setMetadata(
    mailbox: MailboxId | undefined,
    changes: readonly MetadataChange[],
    options: { origin?: object } = {},
  ): Promise<void> {
    await this.#commit(() => changeMetadata(this.#scope, mailbox, changes));
    this.#shared.feed.publish(this.account, metadataChange(mailbox, changes, options.origin));
  }

  async documents(attachments: readonly Buffer[]): Promise<readonly string[]> {
    await this.#settled();
    return findDocuments(this.#scope, attachments);
  }

  async facts(contents: readonly ContentId[]): Promise<readonly (ContentFacts | undefined)[]> {
    return readFacts(this.#scope, contents);
  }

  octets(content: ContentId, range?: { start: number; end: number }, options: Cancel = {}): AsyncIterable<Buffer> {
    return readOctets(this.#scope, this.#shared, content, range, options.signal);
  }

  async search(criteria: readonly TextCriterion[], options: SearchOptions = {}): Promise<readonly TextHits[]> {
    return searchText(this.#scope, this.#shared.scanner, criteria, options);
  }

  /** A change of messages: what it did is in the tables as soon as it may be seen. */
  #write<T extends Changed>(work: (db: Connection) => T, options: WriteOptions<T> = {}): Promise<T> {
    const { tables } = this.#shared;
    const committed = ({ deltas }: T) => tables.apply(this.#scope, this.#keywords, deltas);
    return this.#commit(work, { ...options, committed });
  }

  #commit<T>(work: (db: Connection) => T, options: WriteOptions<T> = {}): Promise<T> {
    return this.#shared.commits.write(work, { ...options, account: this.account });
  }

  /** Before something is read that a change not yet durable may have touched. */
  #settled(): Promise<void> {
    return this.#shared.commits.settled(this.account);
  }

  /** Only after the commit. */
  #tell({ deltas, sweep }: Changed): void {
    const last = new Map(deltas.map(({ mailbox, modSeq: at }) => [mailbox, at]));
    for (const [mailbox, at] of last) {
      const highestModSeq = modSeq(at);
      this.#shared.feed.publish(this.account, { kind: 'mailbox', mailbox: mailboxId(mailbox), highestModSeq });
    }
    if (sweep) this.#shared.sweeper.kick(this.account);
  }

  #tellList(): void {
    this.#shared.feed.publish(this.account, { kind: 'mailbox-list' });
  }
}
