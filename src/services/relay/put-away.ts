/**
 * Takes the message of an item that has come to its end out of the outbox: among the sent ones, where it lies once; or
 * among the drafts, when nothing of it left. Each step may be the last one before a crash, and is found done after it.
 */
import { ensureMailbox, type StandardMailbox } from '../../mail/ensure-mailbox.js';
import { FlagSet } from '../../mail/flags.js';
import type { MailStore } from '../../mail/mail-store.js';
import type { QueueItem } from '../../mail/queue.js';
import { addFlags, notDelivered, stateKeywords } from './keywords.js';
import type { Located } from './outbox.js';
import { removeMessages } from './remove-messages.js';
import type { SentCopy } from './sent-copies.js';

const seen = FlagSet.of(['\\Seen']);

export interface PutAway {
  readonly store: MailStore;
  readonly item: QueueItem;
  /** Where the message lies in the outbox, without those that the customer deletes. */
  readonly places: readonly Located[];
  /** What has its Message-ID among the sent ones. */
  readonly copies: readonly SentCopy[];
  /** Of a new account. */
  readonly standard: readonly StandardMailbox[];
}

/** @returns our copy among the sent ones, where that is the only one */
export async function putAway({ store, item, places, copies, standard }: PutAway): Promise<QueueItem['sent']> {
  const ours = copies.find(({ content }) => content === item.content);
  const [first, ...rest] = places;
  if (!first) return ours && { mailbox: ours.mailbox, uid: ours.uid };
  const left = item.recipients.some(({ state }) => state !== 'cancelled');
  // The mail app has saved its own already, or we did before a crash: one is enough.
  if (left && copies.length > 0) {
    for (const { mailbox, message } of places) await removeMessages(store, mailbox, [message.uid]);
    return ours && { mailbox: ours.mailbox, uid: ours.uid };
  }
  const { mailbox, message } = first;
  const reached = item.recipients.some(({ state }) => state === 'delivered' || state === 'relayed');
  await store.storeFlags(mailbox, [message.uid], { mode: 'remove', flags: stateKeywords });
  await addFlags(store, mailbox, message.uid, reached || !left ? seen : seen.with(notDelivered));
  const target = await ensureMailbox(store, { specialUse: left ? 'Sent' : 'Drafts' }, standard);
  const { to } = await store.move(mailbox, [message.uid], target.name);
  for (const other of rest) await removeMessages(store, other.mailbox, [other.message.uid]);
  return left && to[0] !== undefined ? { mailbox: target.id, uid: to[0] } : undefined;
}
