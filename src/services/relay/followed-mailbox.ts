/** The messages of one mailbox, followed by what changes: what is asked for again costs only what is new. */
import type { MailboxId, ModSeq, Uid } from '../../mail/ids.js';
import type { MailStore } from '../../mail/mail-store.js';
import type { Message } from '../../mail/message.js';

export interface Differences {
  /** New, or with other flags. */
  readonly changed: readonly Message[];
  readonly gone: readonly Message[];
}

export class FollowedMailbox {
  readonly id: MailboxId;
  readonly #store: MailStore;
  /** Older ones are not looked at: since 1970. */
  readonly #savedSinceMs: number;
  readonly #messages = new Map<Uid, Message>();
  #since: ModSeq | undefined;

  constructor(store: MailStore, id: MailboxId, savedSinceMs = 0) {
    this.#store = store;
    this.id = id;
    this.#savedSinceMs = savedSinceMs;
  }

  /** @throws MailError mailbox-not-found: it was deleted */
  async refresh(): Promise<Differences> {
    if (this.#since === undefined) return this.#readAll();
    const { highestModSeq, messages, expunged } = await this.#store.changes(this.id, this.#since);
    if (expunged === 'forgotten') return this.#readAll();
    this.#since = highestModSeq;
    const gone = expunged.flatMap((uid) => this.#messages.get(uid) ?? []);
    for (const { uid } of gone) this.#messages.delete(uid);
    const changed = messages.filter((message) => this.#matters(message));
    for (const message of changed) this.#messages.set(message.uid, message);
    return { changed, gone };
  }

  async #readAll(): Promise<Differences> {
    const before = [...this.#messages.values()];
    const { messages, highestModSeq } = await this.#store.messages(this.id);
    this.#messages.clear();
    // Those saved last have the highest uids.
    for (let i = messages.length - 1; i >= 0; i -= 1) {
      const message = messages.at(i);
      if (!this.#matters(message)) break;
      this.#messages.set(message.uid, message);
    }
    this.#since = highestModSeq;
    return { changed: [...this.#messages.values()], gone: before.filter(({ uid }) => !this.#messages.has(uid)) };
  }

  #matters({ saveDateMs }: Message): boolean {
    return saveDateMs >= this.#savedSinceMs;
  }
}
