/** Short words for what contracts do with the queue. */
import assert from 'node:assert/strict';
import type { QueueId } from '../../../src/mail/ids.js';
import type { MailStore } from '../../../src/mail/mail-store.js';
import type { Attempt, Delivery, NewQueueItem, Outcome, QueueItem, Settlement, Way } from '../../../src/mail/queue.js';
import type { QueueStore } from '../../../src/mail/queue-store.js';
import { append, letter } from './opened.js';

export const from = 'erika@example.org';

export const newItem = (addresses: readonly string[], more: Partial<NewQueueItem> = {}): NewQueueItem => ({
  envelope: { from, smtpUtf8: false, eightBit: true, requireTls: false },
  recipients: addresses.map((address) => ({ address })),
  messageId: '<m1@example.org>',
  documents: ['doc-1'],
  encryptedBySender: false,
  ...more,
});

export const attempt = (more: Partial<Attempt> = {}): Attempt => ({
  atMs: 1000,
  remote: 'mx.example.net',
  reply: '250 2.0.0 Ok: queued as 4711',
  status: '2.0.0',
  ...more,
});

export const way: Way = { remote: 'mx.example.net', tls: 'TLSv1.3', verified: 'mta-sts', encrypted: 'no' };

export const delivered = (more: Partial<Attempt> = {}): Outcome => ({
  kind: 'delivered',
  attempt: attempt(more),
  way,
});
export const relayed: Outcome = { kind: 'relayed', attempt: attempt(), way };
export const failed: Outcome = {
  kind: 'failed',
  attempt: attempt({ reply: '550 5.1.1 No such user', status: '5.1.1' }),
};
export const deferred = (dueMs: number, delayTold?: true): Outcome => ({
  kind: 'deferred',
  attempt: attempt({ reply: '451 4.7.1 Greylisted', status: '4.7.1' }),
  dueMs,
  ...(delayTold && { delayTold }),
});

export const settlement = (item: QueueId, outcomes: Readonly<Record<number, Outcome>>): Settlement => ({
  item,
  outcomes: new Map(Object.entries(outcomes).map(([number, outcome]) => [Number(number), outcome])),
});

/** Submits a message to the mailbox `to`. */
export async function submit(
  store: MailStore,
  addresses: readonly string[],
  more: Partial<NewQueueItem> = {},
  to = 'INBOX',
): Promise<QueueId> {
  const { queued } = await append(store, to, letter({ Subject: 'Fwd' }), ['\\Seen'], {
    queues: newItem(addresses, more),
  });
  assert.ok(queued !== undefined);
  return queued;
}

/** `item: numbers @domain` of each. */
export function claims(deliveries: readonly Delivery[]): readonly string[] {
  return deliveries.map(({ item, numbers, domain }) => `${item.id}: ${numbers.join()} @${domain}`).sort();
}

export async function itemOf(queue: QueueStore, id: QueueId): Promise<QueueItem> {
  const item = await queue.get(id);
  assert.ok(item);
  return item;
}

/** The state of each recipient. */
export async function statesOf(queue: QueueStore, id: QueueId): Promise<readonly string[]> {
  return (await itemOf(queue, id)).recipients.map(({ state }) => state);
}
