/**
 * Statements on the queue. A recipient's `state` is one of `recipientStates`. On PostgreSQL `ready…` get `for update skip
 * locked`; here there is one writer.
 */
import { sql } from '../connection.js';

export type ItemRow = [
  item: number,
  account: number,
  content: number,
  sealed: Buffer,
  hold: number,
  queuedMs: number,
  endedMs: number | null,
  sentMailbox: number | null,
  sentUid: number | null,
];
const itemColumns = 'item, account, content, sealed, hold, queued_ms, ended_ms, sent_mailbox, sent_uid';

export type RecipientRow = [
  number: number,
  state: number,
  failures: number,
  dueMs: number,
  delayTold: number,
  last: Buffer | null,
];
const recipientColumns = 'number, state, failures, due_ms, delay_told, last';

/** Recipients that are not final of the item $1 of the account $2. */
const openRecipients = 'select 1 from queue_recipients where account = $2 and item = $1 and state < 4';

export const queueStatements = {
  insertItem: sql<
    [...[account: number, content: number, sealed: Buffer, hold: number], ...[recipients: number, queuedMs: number]],
    [item: number]
  >(
    'insert into queue_items (account, content, sealed, hold, recipients, queued_ms) values ($1, $2, $3, $4, $5, $6) ' +
      'returning item',
  ),
  insertRecipient: sql<
    [account: number, item: number, number: number, domainHash: Buffer, state: number, dueMs: number]
  >(
    'insert into queue_recipients (account, item, number, domain_hash, state, failures, due_ms, delay_told) ' +
      'values ($1, $2, $3, $4, $5, 0, $6, 0)',
  ),

  sizes: sql<[], [open: number, held: number]>(
    'select count(*), count(case when hold > 0 then 1 end) from queue_items indexed by queue_items_open ' +
      'where ended_ms is null',
  ),
  get: sql<[item: number], ItemRow>(`select ${itemColumns} from queue_items where item = $1`),
  /** Behind an item, so that long lists are read in slices. */
  all: sql<[after: number, limit: number], ItemRow>(
    `select ${itemColumns} from queue_items where item > $1 order by item limit $2`,
  ),
  open: sql<[after: number, limit: number], ItemRow>(
    `select ${itemColumns} from queue_items where item > $1 and ended_ms is null order by item limit $2`,
  ),
  ofAccount: sql<[after: number, limit: number, account: number], ItemRow>(
    `select ${itemColumns} from queue_items where account = $3 and item > $1 order by item limit $2`,
  ),
  openOfAccount: sql<[after: number, limit: number, account: number], ItemRow>(
    `select ${itemColumns} from queue_items indexed by queue_items_open ` +
      'where account = $3 and item > $1 and ended_ms is null order by item limit $2',
  ),
  recipients: sql<[account: number, item: number], RecipientRow>(
    `select ${recipientColumns} from queue_recipients where account = $1 and item = $2 order by number`,
  ),
  recipient: sql<[account: number, item: number, number: number], RecipientRow>(
    `select ${recipientColumns} from queue_recipients where account = $1 and item = $2 and number = $3`,
  ),

  /** A lease that ran out is as none. */
  makeReady: sql<[nowMs: number, limit: number]>(
    'update queue_recipients set state = 1 where (account, item, number) in (select account, item, number ' +
      'from queue_recipients where state in (0, 2) and due_ms <= $1 order by due_ms limit $2)',
  ),
  /** skip: a list of hashes in hexadecimal, as JSON. */
  readyDomains: sql<[skip: string, limit: number], [account: number, item: number, domainHash: Buffer]>(
    'select account, item, domain_hash from queue_recipients indexed by queue_recipients_ready ' +
      'where state = 1 and domain_hash not in (select unhex(value) from json_each($1)) ' +
      'group by item, domain_hash order by item, domain_hash limit $2',
  ),
  readyItems: sql<[skip: string, limit: number], [account: number, item: number]>(
    'select account, item from queue_recipients indexed by queue_recipients_ready ' +
      'where state = 1 and domain_hash not in (select unhex(value) from json_each($1)) ' +
      'group by item order by item limit $2',
  ),
  leaseDomain: sql<[account: number, item: number, endMs: number, domainHash: Buffer], [number: number]>(
    'update queue_recipients set state = 2, due_ms = $3 ' +
      'where account = $1 and item = $2 and state = 1 and domain_hash = $4 returning number',
  ),
  leaseItem: sql<[account: number, item: number, endMs: number, skip: string], [number: number]>(
    'update queue_recipients set state = 2, due_ms = $3 where account = $1 and item = $2 and state = 1 ' +
      'and domain_hash not in (select unhex(value) from json_each($4)) returning number',
  ),
  renew: sql<[account: number, item: number, number: number, fromMs: number, toMs: number]>(
    'update queue_recipients set due_ms = $5 ' +
      'where account = $1 and item = $2 and number = $3 and state = 2 and due_ms = $4',
  ),
  /** After a start nobody holds anything. */
  endLeases: sql('update queue_recipients set state = 1 where state in (0, 2) and state = 2'),

  settle: sql<[account: number, item: number, ...RecipientRow]>(
    'update queue_recipients set state = $4, failures = $5, due_ms = $6, delay_told = $7, last = $8 ' +
      'where account = $1 and item = $2 and number = $3',
  ),
  anyOpen: sql<[item: number, account: number], [one: number]>(`${openRecipients} limit 1`),
  setHold: sql<[item: number, hold: number]>('update queue_items set hold = $2 where item = $1'),
  /** Of those that are in a state from `from` to `to`. */
  moveAll: sql<[account: number, item: number, from: number, to: number, state: number]>(
    'update queue_recipients set state = $5 where account = $1 and item = $2 and state between $3 and $4',
  ),
  makeDue: sql<[account: number, item: number, from: number, nowMs: number]>(
    'update queue_recipients set state = 1, due_ms = $4 where account = $1 and item = $2 and state = $3',
  ),
  firstReady: sql<[], [dueMs: number]>(
    'select due_ms from queue_recipients indexed by queue_recipients_ready where state = 1 limit 1',
  ),
  firstWaiting: sql<[], [dueMs: number | null]>('select min(due_ms) from queue_recipients where state in (0, 2)'),

  end: sql<[item: number, account: number, endedMs: number, sentMailbox: number | null, sentUid: number | null]>(
    'update queue_items set ended_ms = $3, sent_mailbox = $4, sent_uid = $5 ' +
      `where item = $1 and ended_ms is null and not exists (${openRecipients})`,
  ),
  forgetSent: sql<[item: number]>('update queue_items set sent_mailbox = null, sent_uid = null where item = $1'),
  endedBefore: sql<[endedBeforeMs: number, limit: number], [account: number, item: number]>(
    'select account, item from queue_items where ended_ms < $1 order by ended_ms limit $2',
  ),
  removeRecipients: sql<[account: number, item: number]>(
    'delete from queue_recipients where account = $1 and item = $2',
  ),
  removeItem: sql<[item: number]>('delete from queue_items where item = $1'),

  removeRecipientsOfAccount: sql<[account: number]>('delete from queue_recipients where account = $1'),
  removeItemsOfAccount: sql<[account: number]>('delete from queue_items where account = $1'),

  usage: sql<[account: number, sinceMs: number], [messages: number, recipients: number]>(
    'select count(*), coalesce(sum(recipients), 0) from queue_items where account = $1 and queued_ms >= $2',
  ),
};
