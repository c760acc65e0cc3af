/**
 * Takes messages of items that have come to their end out of the outbox: among the sent ones, where each lies once; or
 * among the drafts, when nothing of it left. Many at a time, since much mail ends together. Each step may be the last one
 * before a crash, and is found done after it.
 */
import { ensureMailbox, type StandardMailbox } from '../../mail/ensure-mailbox.js';
import { FlagSet } from '../../mail/flags.js';
import type { MailboxId, QueueId, Uid } from '../../mail/ids.js';
import type { MailStore } from '../../mail/mail-store.js';
import type { QueueItem } from '../../mail/queue.js';
import { addFlags, notDelivered, stateKeywords } from './keywords.js';
import type { Located } from './outbox.js';
import { removeMessages } from './remove-messages.js';
import type { SentCopy } from './sent-copies.js';

const seen = FlagSet.of(['\\Seen']);

export interface Finished {
  readonly item: QueueItem;
  /** Where the message lies in the outbox, without those that the customer deletes. */
  readonly places: readonly Located[];
  /** What has its Message-ID among the sent ones. */
  readonly copies: readonly SentCopy[];
}

/** Messages of one mailbox that go the same way. */
interface Shift {
  readonly mailbox: MailboxId;
  readonly to: 'Sent' | 'Drafts';
  readonly flags: FlagSet;
  readonly items: Map<Uid, QueueId>;
}

export interface PutAway {
  /** Our copies among the sent ones, of those items that have one there. */
  readonly sent: ReadonlyMap<QueueId, NonNullable<QueueItem['sent']>>;
  /** Moved or deleted by the customer at this very moment: to be looked at again. */
  readonly missed: ReadonlySet<QueueId>;
}

/** @param all with Message-IDs of which each is there once */
export async function putAway(
  store: MailStore,
  all: readonly Finished[],
  standard: readonly StandardMailbox[],
): Promise<PutAway> {
  const sent = new Map<QueueId, NonNullable<QueueItem['sent']>>();
  const missed = new Set<QueueId>();
  const shifts = new Map<string, Shift>();
  const surplus: Located[] = [];
  for (const finished of all) {
    const { item, places, copies } = finished;
    const ours = copies.find(({ content }) => content === item.content);
    const left = item.recipients.some(({ state }) => state !== 'cancelled');
    // The mail app has saved its own already, or we did before a crash: one is enough.
    const isThere = copies.length > 0 && (left || places.length === 0);
    if (ours && isThere) sent.set(item.id, { mailbox: ours.mailbox, uid: ours.uid });
    if (places[0] && !isThere) shift(shifts, finished, left, places[0]);
    surplus.push(...places.slice(isThere ? 0 : 1));
  }
  for (const { mailbox, to, flags, items } of shifts.values()) {
    const uids = [...items.keys()];
    await store.storeFlags(mailbox, uids, { mode: 'remove', flags: stateKeywords });
    await addFlags(store, mailbox, uids, flags);
    const target = await ensureMailbox(store, { specialUse: to }, standard);
    const moved = await store.move(mailbox, uids, target.name);
    for (const [uid, id] of items) if (!moved.from.includes(uid)) missed.add(id);
    for (const [i, from] of moved.from.entries()) {
      if (to === 'Sent') sent.set(items.get(from)!, { mailbox: target.id, uid: moved.to[i]! });
    }
  }
  for (const { mailbox, message } of surplus) await removeMessages(store, mailbox, [message.uid]);
  return { sent, missed };
}

function shift(shifts: Map<string, Shift>, { item }: Finished, left: boolean, { mailbox, message }: Located): void {
  const reached = item.recipients.some(({ state }) => state === 'delivered' || state === 'relayed');
  const flags = reached || !left ? seen : seen.with(notDelivered);
  const to = left ? 'Sent' : 'Drafts';
  const key = `${mailbox} ${to} ${flags.text}`;
  const there = shifts.get(key) ?? { mailbox, to, flags, items: new Map<Uid, QueueId>() };
  shifts.set(key, there);
  there.items.set(message.uid, item.id);
}
