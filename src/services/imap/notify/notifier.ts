/**
 * NOTIFY of one session: RFC 5465. The change feed says where something happened; what the client hears of it is
 * worked out when it can be sent. So news for a client that does not read costs a mark for each mailbox, no more.
 */
import { isMailError } from '../../../mail/errors.js';
import type { ChangeFeed } from '../../../mail/change-feed.js';
import type { MailboxId } from '../../../mail/ids.js';
import type { MailStore } from '../../../mail/mail-store.js';
import { formatAstring } from '../../../wire/imap/strings.js';
import type { NotifyRequest, StatusItem } from '../../../wire/imap/syntax.js';
import { unaskedFetch } from '../commands/fetch.js';
import { Refusal } from '../errors.js';
import { formatMailbox } from '../mailbox-text.js';
import { type Output, bye, no } from '../responses.js';
import type { Session } from '../session.js';
import { statusResponse } from '../status-items.js';
import type { View } from '../view.js';
import { Groups } from './groups.js';
import { type Known, MailboxList } from './mailbox-list.js';

/** Annotations that wait to be told of, all together. */
const mostEntries = 1000;

export class Notifier {
  readonly #session: Session;
  readonly #store: MailStore;
  readonly #groups: Groups;
  readonly #list: MailboxList;
  readonly #changed = new Set<MailboxId>();
  #listChanged = false;
  readonly #entries = new Map<MailboxId | undefined, Set<string>>();
  #entryCount = 0;
  #overflow = false;
  readonly #unsubscribe: () => void;
  /** The view, and the last of its messages that MessageNew has told. */
  #followed: { readonly view: View | undefined; lastUid: number };

  private constructor(session: Session, store: MailStore, feed: ChangeFeed, groups: Groups) {
    this.#session = session;
    this.#store = store;
    this.#groups = groups;
    this.#list = new MailboxList(session, store, groups);
    this.#followed = { view: session.view, lastUid: session.view?.lastUid ?? 0 };
    const messages = groups.asks('MessageNew');
    this.#unsubscribe = feed.subscribe(store.account, (change) => {
      if (change.kind === 'mailbox' && messages) this.#changed.add(change.mailbox);
      else if (change.kind === 'mailbox-list') this.#listChanged = true;
      else if (change.kind === 'metadata' && change.origin !== session) this.#annotated(change.mailbox, change.entries);
      else return;
      session.connection.wake();
    });
  }

  /** @throws Refusal BADEVENT, NOTIFICATIONOVERFLOW */
  static async open(session: Session, store: MailStore, request: NotifyRequest): Promise<Notifier> {
    const groups = new Groups(request);
    const notifier = new Notifier(session, store, session.server.stores.feed, groups);
    await notifier.#list.load();
    if (notifier.#list.size <= session.limits.notifyMailboxes) return notifier;
    notifier.close();
    throw new Refusal(no('There are too many mailboxes to watch', 'NOTIFICATIONOVERFLOW')); // §3.1
  }

  close(): void {
    this.#unsubscribe();
  }

  /** `SET STATUS`: how things stand, so that the client need not ask for each mailbox first (§3.1). */
  async *statuses(): AsyncGenerator<string> {
    for (const [id, known] of this.#list.mailboxes) yield* this.#status(id, known, true);
  }

  /**
   * All that there is to tell.
   * @param atOnce without a command: then the selected mailbox is told of only as far as was asked for (§6.1, §6.2)
   */
  async *news(atOnce: boolean): AsyncGenerator<Output> {
    if (atOnce) yield* this.#selectedNews();
    yield* this.#fetched();
    if (this.#listChanged) {
      this.#listChanged = false;
      yield* this.#list.news();
    }
    if (this.#overflow || this.#list.size > this.#session.limits.notifyMailboxes) {
      this.#session.notify(undefined);
      yield '* OK [NOTIFICATIONOVERFLOW] Too much to tell; NOTIFY is off\r\n'; // §5
      return;
    }
    for (const mailbox of [...this.#changed]) {
      this.#changed.delete(mailbox);
      const known = this.#list.known(mailbox);
      if (known) yield* this.#status(mailbox, known, false);
    }
    yield* this.#annotations();
  }

  async *#selectedNews(): AsyncGenerator<Output> {
    const { view } = this.#session;
    const group = this.#groups.selected;
    if (!view || !group?.events.has('MessageNew')) return;
    try {
      if (view.stale) await view.pull();
    } catch (error) {
      if (!isMailError(error, 'mailbox-not-found')) throw error;
      this.#session.end(bye('The selected mailbox was deleted'));
      return;
    }
    yield* view.report({ expunges: group.filter === 'selected', uids: false, flags: group.events.has('FlagChange') });
  }

  /** §5.1: what MessageNew asks to be told of each message that has come into the selected mailbox. */
  async *#fetched(): AsyncGenerator<Output> {
    const { view, signal } = this.#session;
    const items = this.#groups.selected?.fetch ?? [];
    if (this.#followed.view !== view) this.#followed = { view, lastUid: view?.lastUid ?? 0 };
    if (!view || items.length === 0 || view.lastUid <= this.#followed.lastUid) return;
    const fresh = view.select([{ from: this.#followed.lastUid + 1, to: view.lastUid }], true) ?? [];
    this.#followed.lastUid = view.lastUid;
    const context = { session: this.#session, store: this.#store, view, signal, tag: '', uid: false };
    yield* unaskedFetch(context, fresh, items);
  }

  /** §5.1–5.3: one STATUS for whatever happened to the messages of a mailbox. */
  async *#status(mailbox: MailboxId, known: Known, first: boolean): AsyncGenerator<string> {
    const { name, subscribed } = known.listed;
    const asked = this.#groups.eventsOf(name, subscribed);
    if (!asked.has('MessageNew') || this.#session.view?.mailbox === mailbox) return;
    try {
      const now = await this.#store.mailbox(name);
      if (now?.id !== mailbox || !now.selectable) return; // it has another name by now: the list has news
      const { messages } = await this.#store.counts(mailbox);
      const sameMessages = now.uidNext === known.uidNext && messages === (known.messages ?? -1);
      known.uidNext = now.uidNext;
      known.messages = messages;
      if (!first && sameMessages && !asked.has('FlagChange')) return;
      const items: StatusItem[] = ['messages', 'uidnext', 'uidvalidity', 'unseen'];
      if (this.#session.dialect.modSeqs) items.push('highestmodseq');
      yield await statusResponse(this.#session, this.#store, now, items);
    } catch (error) {
      if (!isMailError(error, 'mailbox-not-found')) throw error; // deleted just now: the list has news
    }
  }

  #annotated(mailbox: MailboxId | undefined, entries: readonly string[]): void {
    if (!this.#groups.asks(mailbox === undefined ? 'ServerMetadataChange' : 'MailboxMetadataChange')) return;
    const waiting = this.#entries.get(mailbox) ?? new Set();
    this.#entries.set(mailbox, waiting);
    for (const entry of entries) {
      if (this.#entryCount >= mostEntries) this.#overflow = true;
      else if (!waiting.has(entry)) {
        waiting.add(entry);
        this.#entryCount += 1;
      }
    }
  }

  /** §5.6, §5.7; RFC 5464 §4.4.2: the names of what has changed; its values are for GETMETADATA. */
  *#annotations(): Generator<string> {
    const all = [...this.#entries];
    this.#entries.clear();
    this.#entryCount = 0;
    for (const [mailbox, entries] of all) {
      const listed = mailbox === undefined ? undefined : this.#list.known(mailbox)?.listed;
      if (mailbox !== undefined && !listed) continue;
      if (listed && !this.#groups.eventsOf(listed.name, listed.subscribed).has('MailboxMetadataChange')) continue;
      const name = listed ? formatMailbox(listed.name, this.#session.utf8) : '""';
      yield `* METADATA ${name} ${[...entries].map((entry) => formatAstring(entry)).join(' ')}\r\n`;
    }
  }
}
