/** Keywords of a message in the outbox: what its item is at, for mail apps that show them. */
import { isMailError } from '../../mail/errors.js';
import { FlagSet } from '../../mail/flags.js';
import type { MailboxId, Uid } from '../../mail/ids.js';
import type { MailStore } from '../../mail/mail-store.js';
import { isFinal, type QueueItem } from '../../mail/queue.js';
import type { Located } from './outbox.js';

const [queued, held, delayed] = ['$Queued', '$Held', '$Delayed'];
export const stateKeywords = FlagSet.of([queued, held, delayed]);
/** On what lies among the sent ones and reached nobody. */
export const notDelivered = FlagSet.of(['$NotDelivered']);

export function keywordsOf({ hold, recipients }: QueueItem): FlagSet {
  if (hold !== undefined) return FlagSet.of([held]);
  const isDelayed = recipients.some((recipient) => !isFinal(recipient) && recipient.delayTold);
  return FlagSet.of(isDelayed ? [queued, delayed] : [queued]);
}

/** Changes no more than these keywords, and nothing where they are right. */
export async function showState(store: MailStore, places: readonly Located[], item: QueueItem): Promise<void> {
  for (const { mailbox, message } of places) await setKeywords(store, mailbox, message, keywordsOf(item));
}

async function setKeywords(
  store: MailStore,
  mailbox: MailboxId,
  { uid, flags }: Located['message'],
  wanted: FlagSet,
): Promise<void> {
  const surplus = FlagSet.of([...stateKeywords].filter((flag) => flags.has(flag) && !wanted.has(flag)));
  const missing = FlagSet.of([...wanted].filter((flag) => !flags.has(flag)));
  if (surplus.text !== '') await store.storeFlags(mailbox, [uid], { mode: 'remove', flags: surplus });
  if (missing.text !== '') await addFlags(store, mailbox, [uid], missing);
}

/** A mailbox has room for so many keywords; that the customer has used it up shall stop no message. */
export async function addFlags(
  store: MailStore,
  mailbox: MailboxId,
  uids: readonly Uid[],
  flags: FlagSet,
): Promise<void> {
  try {
    await store.storeFlags(mailbox, uids, { mode: 'add', flags });
  } catch (error) {
    if (!isMailError(error, 'keyword-limit')) throw error;
  }
}
