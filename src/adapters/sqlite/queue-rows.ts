/** Queue items and their recipients as rows, and as the domain sees them. */
import type { Clock } from '../../mail/clock.js';
import { accountId, contentId, mailboxId, queueId, uid } from '../../mail/ids.js';
import type { QueueId } from '../../mail/ids.js';
import type { Standing } from '../../mail/queue-outcome.js';
import { domainOf } from '../../mail/queue.js';
import type { Attempt, Hold, NewQueueItem, NewRecipient, QueueItem, QueueRecipient } from '../../mail/queue.js';
import type { AccountKeys } from './account-keys.js';
import type { Scope } from './scope.js';
import { correspondentHash } from './correspondents.js';
import { correspondentStatements } from './statements/ledger.js';
import { queueStatements } from './statements/queue.js';
import type { ItemRow, RecipientRow } from './statements/queue.js';

/** As stored. The first four are `queued` to the domain, the others final. */
export const recipientStates = {
  ...{ waiting: 0, ready: 1, leased: 2, held: 3 },
  ...{ delivered: 4, relayed: 5, failed: 6, cancelled: 7 },
} as const;
const finalStates = ['delivered', 'relayed', 'failed', 'cancelled'] as const;

/** As stored: 0 for none. Append only. */
const holds = ['postcard', 'admin', 'review'] as const satisfies readonly Hold[];
export const holdNumber = (hold: Hold | undefined) => (hold ? holds.indexOf(hold) + 1 : 0);

/** What is sealed of an item: all that does not change. */
export type About = Omit<NewQueueItem, 'hold'>;

export function openAbout(keys: AccountKeys, [, , content, sealed]: ItemRow): About {
  return JSON.parse(keys.openRow('queue item', content, sealed).toString('utf8')) as About;
}

export function itemOf(keys: AccountKeys, row: ItemRow, recipients: readonly RecipientRow[]): QueueItem {
  const [item, account, content, , hold, queuedMs, endedMs, sentMailbox, sentUid] = row;
  const about = openAbout(keys, row);
  return {
    ...about,
    id: queueId(item),
    account: accountId(account),
    content: contentId(content),
    queuedMs,
    hold: holds[hold - 1],
    recipients: recipients.map((each) => recipientOf(keys, item, about.recipients[each[0]]!, each)),
    endedMs: endedMs ?? undefined,
    sent: sentMailbox === null || sentUid === null ? undefined : { mailbox: mailboxId(sentMailbox), uid: uid(sentUid) },
  };
}

function recipientOf(keys: AccountKeys, item: number, about: NewRecipient, row: RecipientRow): QueueRecipient {
  const [number, , , , , sealed] = row;
  let last: Attempt | undefined;
  return {
    ...about,
    number,
    ...standingOf(row),
    /** Opened when asked for: a claim of one of a hundred recipients asks for one. */
    get last() {
      return (last ??= sealed ? openAttempt(keys, item, number, sealed) : undefined);
    },
  };
}

export function standingOf([, state, failures, dueMs, delayTold]: RecipientRow): Standing {
  return {
    state: finalStates[state - recipientStates.delivered] ?? 'queued',
    failures,
    dueMs,
    delayTold: delayTold === 1,
  };
}

export function storedState({ state, dueMs }: Standing, isHeld: boolean, clock: Clock): number {
  if (state !== 'queued') return recipientStates[state];
  if (isHeld) return recipientStates.held;
  return dueMs <= clock.now() ? recipientStates.ready : recipientStates.waiting;
}

export function sealAttempt(keys: AccountKeys, item: number, number: number, attempt: Attempt): Buffer {
  return keys.sealRow('attempt', `${item} ${number}`, Buffer.from(JSON.stringify(attempt)));
}

function openAttempt(keys: AccountKeys, item: number, number: number, sealed: Buffer): Attempt {
  return JSON.parse(keys.openRow('attempt', `${item} ${number}`, sealed).toString('utf8')) as Attempt;
}

/** Within a change. An item's place is told by its content, which is its own too, and known before its number. */
export function insertQueueItem(scope: Scope, content: number, fresh: NewQueueItem): QueueId {
  const { db, account, keys, clock, hashDomain } = scope;
  const { hold, ...about } = fresh;
  const now = clock.now();
  const sealed = keys.sealRow('queue item', content, Buffer.from(JSON.stringify(about satisfies About)));
  const { length } = about.recipients;
  const [item] = db.get(queueStatements.insertItem, account, content, sealed, holdNumber(hold), length, now)!;
  const state = hold ? recipientStates.held : recipientStates.ready;
  for (const [number, { address }] of about.recipients.entries()) {
    db.run(queueStatements.insertRecipient, account, item, number, hashDomain(domainOf(address)), state, now);
    db.run(correspondentStatements.wroteTo, account, correspondentHash(keys, address), now);
  }
  return queueId(item);
}
