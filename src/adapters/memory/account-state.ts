/** All mail of one account, in memory: mailboxes, messages, contents, threads, keywords. */
import type { QuotaChange } from '../../mail/accounts.js';
import type { Clock } from '../../mail/clock.js';
import type { ContentFacts } from '../../mail/content-facts.js';
import { MailError } from '../../mail/errors.js';
import { FlagSet } from '../../mail/flags.js';
import { mailboxId, modSeq, threadId, uid, uidValidity } from '../../mail/ids.js';
import type { AccountId, ContentId, MailboxId, ModSeq, ThreadId, Uid, UidValidity } from '../../mail/ids.js';
import type { NewMailbox, UidRange } from '../../mail/mail-store.js';
import { compareMailboxNames } from '../../mail/mailbox-tree.js';
import type { Mailbox, MailboxName, MailboxRole, SpecialUse } from '../../mail/mailbox.js';
import { MessageTable } from '../../mail/message-table.js';
import type { Quota } from '../../mail/quota.js';
import type { FoldedText } from '../../mail/search.js';
import type { StoreLimits } from '../../mail/store-limits.js';
import { Documents } from './documents.js';
import { Metadata } from './metadata.js';

export interface Box {
  readonly id: MailboxId;
  name: MailboxName;
  selectable: boolean;
  readonly specialUse: SpecialUse | undefined;
  readonly role: MailboxRole | undefined;
  readonly uidValidity: UidValidity;
  uidNext: Uid;
  highestModSeq: ModSeq;
  firstRecent: Uid;
  messages: MessageTable;
  /** Runs of uids, in the order they went. */
  expunged: readonly (UidRange & { readonly modSeq: ModSeq })[];
  /** `expunged` is whole above this. */
  forgotten: ModSeq;
}

export interface StoredContent {
  readonly octets: Buffer;
  readonly facts: ContentFacts;
  readonly text: FoldedText;
}

export class AccountState {
  readonly boxes = new Map<MailboxId, Box>();
  readonly subscribed = new Set<MailboxName>();
  readonly contents = new Map<ContentId, StoredContent>();
  readonly metadata = new Metadata();
  readonly documents = new Documents();
  /** Limits of its own. */
  quotaChange: QuotaChange = {};
  readonly #threads = new Map<string, ThreadId>();
  /** Spelling first seen, by folded form. */
  #keywords = new Map<string, string>();
  #lastId = 0;
  #lastUidValidity = 0;

  constructor(
    readonly account: AccountId,
    readonly clock: Clock,
    readonly limits: StoreLimits,
  ) {}

  nextId(): number {
    return ++this.#lastId;
  }

  byName(name: MailboxName): Box | undefined {
    return [...this.boxes.values()].find((box) => box.name === name);
  }

  sorted(): Box[] {
    return [...this.boxes.values()].sort((a, b) => compareMailboxNames(a.name, b.name));
  }

  /** @throws MailError mailbox-not-found: gone, or only its name is left */
  selectable(id: MailboxId): Box {
    const box = this.boxes.get(id);
    if (!box?.selectable) throw new MailError('mailbox-not-found', 'This mailbox was deleted.');
    return box;
  }

  /** @throws MailError destination-not-found, mailbox-not-selectable */
  destination(name: MailboxName): Box {
    const box = this.byName(name);
    if (!box) throw new MailError('destination-not-found', 'There is no mailbox of this name; create it first.');
    if (!box.selectable) throw new MailError('mailbox-not-selectable', 'This name only holds other mailboxes.');
    return box;
  }

  addBox(name: MailboxName, { specialUse, role }: NewMailbox = {}): Box {
    const old = this.byName(name);
    if (old) {
      this.boxes.delete(old.id);
      this.metadata.remove(old.id);
    }
    // Strictly ascending, so that delete and create within a second differ.
    this.#lastUidValidity = Math.max(this.#lastUidValidity + 1, Math.floor(this.clock.now() / 1000));
    const box: Box = {
      id: mailboxId(this.nextId()),
      name,
      selectable: true,
      specialUse,
      role,
      uidValidity: uidValidity(this.#lastUidValidity),
      uidNext: uid(1),
      highestModSeq: modSeq(1n),
      firstRecent: uid(1),
      messages: MessageTable.empty,
      expunged: [],
      forgotten: modSeq(0n),
    };
    this.boxes.set(box.id, box);
    return box;
  }

  view(box: Box): Mailbox {
    const { id, name, selectable, specialUse, role, uidNext, highestModSeq } = box;
    const subscribed = this.subscribed.has(name);
    const { uidValidity: validity } = box;
    return { id, name, selectable, specialUse, role, subscribed, uidValidity: validity, uidNext, highestModSeq };
  }

  /** Counted anew each time. */
  quota(): Quota {
    const octets = [...this.contents.values()].reduce((sum, content) => sum + content.octets.length, 0);
    const messages = [...this.boxes.values()].reduce((sum, box) => sum + box.messages.length, 0);
    return {
      octets: { used: octets, limit: (this.quotaChange.octets ?? this.limits.quotaOctets) || undefined },
      messages: { used: messages, limit: (this.quotaChange.messages ?? this.limits.quotaMessages) || undefined },
    };
  }

  /** RFC 5256 §3: the conversation of any message that this one refers to, or that refers to it. */
  threadOf(messageIds: readonly string[]): ThreadId {
    const known = messageIds.map((id) => this.#threads.get(id)).filter((thread) => thread !== undefined);
    const thread = known.length > 0 ? known.reduce((a, b) => (a < b ? a : b)) : threadId(this.nextId());
    for (const id of messageIds) if (!this.#threads.has(id)) this.#threads.set(id, thread);
    return thread;
  }

  /**
   * The same flags with keywords spelled as first seen; new ones are remembered.
   * @throws MailError keyword-limit
   */
  spelled(flags: FlagSet): FlagSet {
    const fresh = flags.keywords.filter((keyword) => !this.#keywords.has(keyword.toLowerCase()));
    if (fresh.length > 0 && this.#keywords.size + fresh.length > this.limits.keywords) {
      this.#forgetUnusedKeywords();
      const missing = flags.keywords.filter((keyword) => !this.#keywords.has(keyword.toLowerCase()));
      if (this.#keywords.size + missing.length > this.limits.keywords) {
        throw new MailError('keyword-limit', `No more than ${this.limits.keywords} different keywords can be in use.`);
      }
    }
    for (const keyword of flags.keywords) {
      const folded = keyword.toLowerCase();
      if (!this.#keywords.has(folded)) this.#keywords.set(folded, keyword);
    }
    return this.knownSpelling(flags);
  }

  knownSpelling(flags: FlagSet): FlagSet {
    if (flags.keywords.length === 0) return flags;
    return FlagSet.fromParts(
      flags.bits,
      flags.keywords.map((keyword) => this.#keywords.get(keyword.toLowerCase()) ?? keyword),
    );
  }

  #forgetUnusedKeywords(): void {
    const used = new Set<string>();
    for (const box of this.boxes.values()) {
      for (const keyword of box.messages.keywords) used.add(keyword.toLowerCase());
    }
    this.#keywords = new Map([...this.#keywords].filter(([folded]) => used.has(folded)));
  }

  /** Forgets contents that no message points to any more. */
  collectContents(candidates: Iterable<ContentId>): void {
    const left = new Set(candidates);
    for (const box of this.boxes.values()) for (const message of box.messages) left.delete(message.content);
    for (const content of left) {
      this.contents.delete(content);
      this.metadata.remove(content);
    }
    for (const thread of new Set([...left].map((each) => this.#threadOfContent.get(each)))) this.#endThread(thread);
    for (const content of left) this.#threadOfContent.delete(content);
  }

  readonly #threadOfContent = new Map<ContentId, ThreadId>();

  addContent(content: StoredContent): void {
    this.contents.set(content.facts.content, content);
    this.#threadOfContent.set(content.facts.content, content.facts.thread);
  }

  /** Once its last content is gone, nothing of a conversation is remembered. */
  #endThread(thread: ThreadId | undefined): void {
    for (const { facts } of this.contents.values()) if (facts.thread === thread) return;
    for (const [id, known] of this.#threads) if (known === thread) this.#threads.delete(id);
  }
}
