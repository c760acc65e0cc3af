/** What has changed in the list of mailboxes since the client was told: RFC 5465 §5.4, §5.5. */
import type { MailboxId } from '../../../mail/ids.js';
import { hierarchyDelimiter, type MailboxName } from '../../../mail/mailbox.js';
import type { MailStore } from '../../../mail/mail-store.js';
import { attributes, type ListedName, listedNames } from '../list/names.js';
import { formatMailbox } from '../mailbox-text.js';
import type { Session } from '../session.js';
import type { Groups } from './groups.js';

/** A mailbox as it was when the client was last told. */
export interface Known {
  readonly listed: ListedName;
  /** As of the last STATUS; until then what the list said. */
  uidNext: number;
  /** Undefined until there was a STATUS: counting all mailboxes beforehand would be dear. */
  messages: number | undefined;
}

export class MailboxList {
  readonly #session: Session;
  readonly #store: MailStore;
  readonly #groups: Groups;
  #mailboxes: ReadonlyMap<MailboxId, Known> = new Map();
  /** Subscriptions to names without a mailbox. */
  #names: ReadonlyMap<MailboxName, ListedName> = new Map();

  constructor(session: Session, store: MailStore, groups: Groups) {
    this.#session = session;
    this.#store = store;
    this.#groups = groups;
  }

  get size(): number {
    return this.#mailboxes.size + this.#names.size;
  }

  get mailboxes(): Iterable<readonly [MailboxId, Known]> {
    return this.#mailboxes;
  }

  known(mailbox: MailboxId): Known | undefined {
    return this.#mailboxes.get(mailbox);
  }

  /** Takes in how things are, telling nothing. */
  async load(): Promise<void> {
    for await (const _ of this.news()) continue;
  }

  /** LIST responses for what has changed, as far as it was asked for. */
  async *news(): AsyncGenerator<string> {
    const [before, namesBefore] = [this.#mailboxes, this.#names];
    const all = await listedNames(this.#store);
    const mailboxes = new Map<MailboxId, Known>();
    for (const listed of all) {
      if (!listed.mailbox) continue;
      const { id, uidNext } = listed.mailbox;
      const known = before.get(id);
      mailboxes.set(id, { listed, uidNext: known?.uidNext ?? uidNext, messages: known?.messages });
    }
    this.#mailboxes = mailboxes;
    this.#names = new Map(all.filter(({ mailbox }) => !mailbox).map((listed) => [listed.name, listed]));
    for (const [id, { listed }] of before) if (!mailboxes.has(id)) yield* this.#deleted(listed);
    for (const [id, { listed }] of mailboxes) yield* this.#changed(listed, before.get(id)?.listed);
    for (const [name, listed] of this.#names) if (!namesBefore.has(name)) yield* this.#resubscribed(listed, false);
    for (const [name, listed] of namesBefore) {
      if (!this.#names.has(name) && !all.some((each) => each.name === name)) {
        yield* this.#resubscribed({ ...listed, subscribed: false }, true);
      }
    }
  }

  *#deleted(listed: ListedName): Generator<string> {
    // RFC 5465 §5.4: \NonExistent. A subscription that stays is still told with it.
    const { name, subscribed } = listed;
    if (!this.#groups.eventsOf(name, subscribed).has('MailboxName')) return;
    yield this.#line({ ...listed, mailbox: undefined, hasChildren: false });
  }

  *#changed(listed: ListedName, before: ListedName | undefined): Generator<string> {
    const { name, subscribed, mailbox } = listed;
    const renamed = before !== undefined && before.name !== name;
    const asked = this.#groups.eventsOf(name, subscribed);
    const askedBefore = renamed ? this.#groups.eventsOf(before.name, before.subscribed) : asked;
    const other = renamed || !before || before.mailbox?.selectable !== mailbox?.selectable;
    if (other && (asked.has('MailboxName') || askedBefore.has('MailboxName'))) {
      yield this.#line(listed, renamed ? before.name : undefined);
    } else if (before && !renamed) yield* this.#resubscribed(listed, before.subscribed);
  }

  *#resubscribed(listed: ListedName, before: boolean): Generator<string> {
    const { name, subscribed } = listed;
    if (subscribed === before) return;
    // The filter "subscribed" fits while it is, and for the word that it no longer is.
    if (this.#groups.eventsOf(name, true).has('SubscriptionChange')) yield this.#line(listed);
  }

  #line(listed: ListedName, oldName?: MailboxName): string {
    const { utf8, without } = this.#session;
    const name = formatMailbox(listed.name, utf8);
    // RFC 5465 §5.4, RFC 9051 §7.3.1: OLDNAME tells a new name from a new mailbox.
    const old = oldName === undefined ? '' : ` ("OLDNAME" (${formatMailbox(oldName, utf8)}))`;
    return `* LIST (${attributes(listed, true, without)}) "${hierarchyDelimiter}" ${name}${old}\r\n`;
  }
}
