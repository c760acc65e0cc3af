/**
 * What lies in the outbox of an account: in the mailbox with that role, in those below it, and in the two that
 * release. By role, not by name, since names are the customer's to change.
 */
import { isMailError } from '../../mail/errors.js';
import type { ContentId, MailboxId, Uid } from '../../mail/ids.js';
import type { MailStore } from '../../mail/mail-store.js';
import { isInferior, type Mailbox } from '../../mail/mailbox.js';
import type { Message } from '../../mail/message.js';
import { FollowedMailbox } from './followed-mailbox.js';

/** `below`: a mailbox of the customer's own below the outbox. */
export type OutboxPlace = 'outbox' | 'outbox-release' | 'outbox-allow' | 'below';

export interface Located {
  readonly place: OutboxPlace;
  readonly mailbox: MailboxId;
  readonly message: Message;
}

interface Followed {
  readonly place: OutboxPlace;
  readonly mailbox: FollowedMailbox;
}

/** Looks until nothing changed between two of them; a customer who moves mail around that fast is looked after later. */
const mostLooks = 10;

export class Outbox {
  readonly #store: MailStore;
  readonly #followed = new Map<MailboxId, Followed>();
  readonly #byContent = new Map<ContentId, Located[]>();
  /** What the change feed has marked since the last look; at first everything. */
  #listChanged = true;
  readonly #marked = new Set<MailboxId>();
  #looking: Promise<unknown> = Promise.resolve();
  #next: Promise<boolean> | undefined;

  constructor(store: MailStore) {
    this.#store = store;
  }

  /** From the change feed. @param mailbox undefined: a mailbox came, went or has another name */
  mark(mailbox: MailboxId | undefined): void {
    if (mailbox === undefined) this.#listChanged = true;
    else if (this.#followed.has(mailbox)) this.#marked.add(mailbox);
  }

  /**
   * One look, that begins after the call; whoever asks before it has begun shares it. What is found was there; what is
   * not found may have been on its way from one mailbox to another.
   *
   * @param all also where the change feed has told of nothing
   * @returns whether something is not as it was at the look before
   */
  async refresh(all = false): Promise<boolean> {
    if (all) this.#listChanged = true;
    if (all) for (const id of this.#followed.keys()) this.#marked.add(id);
    this.#next ??= this.#looking.then(() => {
      this.#next = undefined;
      return this.#look();
    });
    this.#looking = this.#next.catch(() => undefined);
    return this.#next;
  }

  async #look(): Promise<boolean> {
    let changed = false;
    const listChanged = this.#listChanged;
    const marked = new Set(this.#marked);
    this.#listChanged = false;
    this.#marked.clear();
    try {
      if (listChanged) changed = this.#follow(placesIn(await this.#store.mailboxes()), marked);
      for (const id of marked) {
        const followed = this.#followed.get(id);
        if (followed) changed = (await this.#read(followed)) || changed;
        marked.delete(id);
      }
    } catch (error) {
      // Not looked at: the next look does.
      this.#listChanged ||= listChanged;
      for (const id of marked) this.#marked.add(id);
      throw error;
    }
    return changed;
  }

  /** @param fresh takes those that were not followed before */
  #follow(places: ReadonlyMap<MailboxId, OutboxPlace>, fresh: Set<MailboxId>): boolean {
    let changed = false;
    for (const [id, { place }] of this.#followed) {
      if (places.get(id) === place) continue;
      this.#followed.delete(id);
      this.#forget(id);
      changed = true;
    }
    for (const [id, place] of places) {
      if (this.#followed.has(id)) continue;
      this.#followed.set(id, { place, mailbox: new FollowedMailbox(this.#store, id) });
      fresh.add(id);
    }
    return changed;
  }

  /**
   * Looks until two looks agree: then there was a moment at which all was as found, and what is not found has left.
   * @returns false when it never came to rest
   */
  async settle(): Promise<boolean> {
    for (let looks = 0; looks < mostLooks; looks += 1) if (!(await this.refresh(true))) return true;
    return false;
  }

  /** As of the last look, also when about to be expunged. A copy makes a second one. */
  find(content: ContentId): readonly Located[] {
    return this.#byContent.get(content) ?? [];
  }

  /** RFC 9051 §2.3.2: `\Deleted` is how an app without a bin deletes. It need not expunge to be understood. */
  alive(content: ContentId): readonly Located[] {
    return this.find(content).filter(({ message }) => !message.flags.has('\\Deleted'));
  }

  async #read({ mailbox, place }: Followed): Promise<boolean> {
    try {
      const { changed, gone } = await mailbox.refresh();
      for (const { content, uid } of [...gone, ...changed]) this.#remove(content, mailbox.id, uid);
      for (const message of changed) this.#add({ place, mailbox: mailbox.id, message });
      return changed.length + gone.length > 0;
    } catch (error) {
      if (!isMailError(error, 'mailbox-not-found')) throw error;
      this.#followed.delete(mailbox.id);
      this.#forget(mailbox.id);
      return true;
    }
  }

  #add(located: Located): void {
    const { content } = located.message;
    const there = this.#byContent.get(content);
    if (there) there.push(located);
    else this.#byContent.set(content, [located]);
  }

  #remove(content: ContentId, mailbox: MailboxId, uid: Uid): void {
    const rest = this.find(content).filter((each) => each.mailbox !== mailbox || each.message.uid !== uid);
    if (rest.length > 0) this.#byContent.set(content, rest);
    else this.#byContent.delete(content);
  }

  #forget(mailbox: MailboxId): void {
    for (const [content, all] of this.#byContent) {
      const rest = all.filter((each) => each.mailbox !== mailbox);
      if (rest.length > 0) this.#byContent.set(content, rest);
      else this.#byContent.delete(content);
    }
  }
}

function placesIn(all: readonly Mailbox[]): ReadonlyMap<MailboxId, OutboxPlace> {
  const outbox = all.find(({ role }) => role === 'outbox');
  const places = new Map<MailboxId, OutboxPlace>();
  for (const { id, name, role, selectable } of all) {
    if (!selectable) continue;
    if (role === 'outbox' || role === 'outbox-release' || role === 'outbox-allow') places.set(id, role);
    else if (outbox && isInferior(name, outbox.name)) places.set(id, 'below');
  }
  return places;
}
