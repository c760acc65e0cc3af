/** Takes messages out of a mailbox for good. */
import { FlagSet } from '../../mail/flags.js';
import type { MailboxId, Uid } from '../../mail/ids.js';
import type { MailStore } from '../../mail/mail-store.js';

const deleted = FlagSet.of(['\\Deleted']);

/** Those that are gone already make no difference. */
export async function removeMessages(store: MailStore, mailbox: MailboxId, uids: readonly Uid[]): Promise<void> {
  if (uids.length === 0) return;
  await store.storeFlags(mailbox, uids, { mode: 'add', flags: deleted });
  await store.expunge(mailbox, uids);
}
