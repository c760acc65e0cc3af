/** Annotations that others changed, told to a client that enabled METADATA: RFC 5464 §4.1, §4.4.2. */
import type { Change } from '../../../mail/change-feed.js';
import type { MailboxId } from '../../../mail/ids.js';
import type { MailStore } from '../../../mail/mail-store.js';
import { formatAstring } from '../../../wire/imap/strings.js';
import { formatMailbox } from '../mailbox-text.js';

/** Names kept for a client that does not listen; what comes beyond them it is not told, and finds by asking. */
const mostNames = 1000;

export class MetadataNews {
  readonly #changed = new Map<MailboxId | undefined, Set<string>>();
  #count = 0;

  add({ mailbox, entries }: Change & { readonly kind: 'metadata' }): void {
    const names = this.#changed.get(mailbox) ?? new Set();
    this.#changed.set(mailbox, names);
    for (const name of entries) {
      if (this.#count >= mostNames || names.has(name)) continue;
      names.add(name);
      this.#count += 1;
    }
  }

  clear(): void {
    this.#changed.clear();
    this.#count = 0;
  }

  /** Names only, never values (§4.4). Afterwards they have been told. */
  async report(store: MailStore, utf8: boolean): Promise<readonly string[]> {
    if (this.#changed.size === 0) return [];
    const changed = [...this.#changed];
    this.clear();
    const mailboxes = new Map((await store.mailboxes()).map(({ id, name }) => [id, formatMailbox(name, utf8)]));
    return changed.flatMap(([mailbox, names]) => {
      const shown = mailbox === undefined ? '""' : mailboxes.get(mailbox);
      if (shown === undefined || names.size === 0) return []; // deleted meanwhile
      return [`* METADATA ${shown} ${[...names].map((name) => formatAstring(name)).join(' ')}\r\n`];
    });
  }
}
