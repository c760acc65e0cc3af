/** Messages that came among the sent ones lately, by Message-ID: ours, and those that mail apps save themselves. */
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
  readonly #byMessageId = new Map<string, SentCopy[]>();
  readonly #messageIds = new Map<Uid, string>();

  /** @param savedSinceMs older ones are not looked at */
  constructor(store: MailStore, savedSinceMs: number) {
    this.#store = store;
    this.#savedSinceMs = savedSinceMs;
  }

  /** @returns Message-IDs that came since the last look, from wherever */
  async refresh(): Promise<readonly string[]> {
    const sent = (await this.#store.mailboxes()).find(
      ({ specialUse, selectable }) => specialUse === 'Sent' && selectable,
    );
    if (sent?.id !== this.#mailbox?.id) {
      this.#byMessageId.clear();
      this.#messageIds.clear();
      this.#mailbox = sent && new FollowedMailbox(this.#store, sent.id, this.#savedSinceMs);
    }
    if (!this.#mailbox) return [];
    try {
      const { changed, gone } = await this.#mailbox.refresh();
      for (const { uid } of gone) this.#remove(uid);
      return await this.#add(
        this.#mailbox.id,
        changed.filter(({ uid }) => !this.#messageIds.has(uid)),
      );
    } catch (error) {
      if (!isMailError(error, 'mailbox-not-found')) throw error;
      this.#mailbox = undefined; // deleted meanwhile; another one is looked for at the next look
      return [];
    }
  }

  /** As of the last look. */
  find(messageId: string): readonly SentCopy[] {
    return this.#byMessageId.get(messageId) ?? [];
  }

  async #add(mailbox: MailboxId, fresh: readonly Message[]): Promise<readonly string[]> {
    const came: string[] = [];
    for (let at = 0; at < fresh.length; at += batch) {
      const some = fresh.slice(at, at + batch);
      const facts = await this.#store.facts(some.map(({ content }) => content));
      for (const [i, { uid, content }] of some.entries()) {
        const messageId = facts[i]?.messageId;
        if (messageId === undefined) continue;
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
