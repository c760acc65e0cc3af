/** Messages that came among the sent ones lately, by Message-ID: ours, and those that mail apps save themselves. */
import { findMailbox } from '../../mail/ensure-mailbox.js';
import { isMailError } from '../../mail/errors.js';
import type { ContentId, MailboxId, Uid } from '../../mail/ids.js';
import type { MailStore } from '../../mail/mail-store.js';
import type { Message } from '../../mail/message.js';
import { FollowedMailbox } from './followed-mailbox.js';

/** Facts asked for at a time. */
const batch = 200;

export interface SentCopy {
  readonly mailbox: MailboxId;
  readonly uid: Uid;
  readonly content: ContentId;
}

export class SentCopies {
  readonly #store: MailStore;
  readonly #savedSinceMs: number;
  #mailbox: FollowedMailbox | undefined;
  /** What the change feed has marked since the last look; at first everything. */
  #listChanged = true;
  #changed = true;
  /** Those whose Message-ID is not known yet. */
  #unread: Message[] = [];
  readonly #byMessageId = new Map<string, SentCopy[]>();
  readonly #messageIds = new Map<Uid, string>();

  /** @param savedSinceMs older ones are not looked at */
  constructor(store: MailStore, savedSinceMs: number) {
    this.#store = store;
    this.#savedSinceMs = savedSinceMs;
  }

  /** From the change feed. @param mailbox undefined: a mailbox came, went or has another name */
  mark(mailbox: MailboxId | undefined): void {
    if (mailbox === undefined) this.#listChanged = true;
    else if (mailbox === this.#mailbox?.id) this.#changed = true;
  }

  /** @returns Message-IDs that came since the last look, from wherever */
  async refresh(): Promise<readonly string[]> {
    if (this.#listChanged) {
      const all = await this.#store.mailboxes();
      this.#listChanged = false;
      this.#follow(findMailbox(all, { specialUse: 'Sent' })?.id);
    }
    if (!this.#mailbox || !this.#changed) return [];
    this.#changed = false;
    try {
      const { changed, gone } = await this.#mailbox.refresh();
      for (const { uid } of gone) this.#remove(uid);
      const left = new Set(gone.map(({ uid }) => uid));
      this.#unread = this.#unread.filter(({ uid }) => !left.has(uid));
      this.#unread.push(...changed.filter(({ uid }) => !this.#messageIds.has(uid)));
      return await this.#read(this.#mailbox.id);
    } catch (error) {
      this.#changed = true; // not looked at: the next look does
      if (!isMailError(error, 'mailbox-not-found')) throw error;
      this.#mailbox = undefined; // deleted meanwhile: another one is looked for at the next look
      this.#listChanged = true;
      return [];
    }
  }

  /** As of the last look. */
  find(messageId: string): readonly SentCopy[] {
    return this.#byMessageId.get(messageId) ?? [];
  }

  #follow(sent: MailboxId | undefined): void {
    if (sent === this.#mailbox?.id) return;
    this.#byMessageId.clear();
    this.#messageIds.clear();
    this.#unread = [];
    this.#mailbox = sent && new FollowedMailbox(this.#store, sent, this.#savedSinceMs);
    this.#changed = true;
  }

  async #read(mailbox: MailboxId): Promise<readonly string[]> {
    const came: string[] = [];
    while (this.#unread.length > 0) {
      const some = this.#unread.slice(0, batch);
      const facts = await this.#store.facts(some.map(({ content }) => content));
      this.#unread = this.#unread.slice(some.length);
      for (const [i, { uid, content }] of some.entries()) {
        const messageId = facts[i]?.messageId;
        if (messageId === undefined || this.#messageIds.has(uid)) continue;
        this.#messageIds.set(uid, messageId);
        this.#byMessageId.set(messageId, [...this.find(messageId), { mailbox, uid, content }]);
        came.push(messageId);
      }
    }
    return came;
  }

  #remove(uid: Uid): void {
    const messageId = this.#messageIds.get(uid);
    if (messageId === undefined) return;
    this.#messageIds.delete(uid);
    const rest = this.find(messageId).filter((copy) => copy.uid !== uid);
    if (rest.length > 0) this.#byMessageId.set(messageId, rest);
    else this.#byMessageId.delete(messageId);
  }
}
