/** Statements on accounts and contracts. */
import { sql } from '../connection.js';

type AccountRow = [
  account: number,
  state: number,
  sealed: Buffer,
  createdMs: number,
  closedMs: number | null,
  dataKey: Buffer | null,
  postcard: number,
];
const columns = 'account, state, sealed, created_ms, closed_ms, data_key, postcard';

export const accountStatements = {
  keyCheck: sql<[], [sealed: Buffer]>('select sealed from key_check where one = 1'),
  insertKeyCheck: sql<[sealed: Buffer]>('insert into key_check (one, sealed) values (1, $1)'),

  insert: sql<[state: number, userHash: Buffer, sealed: Buffer, createdMs: number], [account: number]>(
    'insert into accounts (state, user_hash, sealed, created_ms) values ($1, $2, $3, $4) ' +
      'on conflict (user_hash) do nothing returning account',
  ),
  setKeys: sql<[account: number, dataKey: Buffer, sealed: Buffer]>(
    'update accounts set data_key = $2, sealed = $3 where account = $1',
  ),
  /** policy: place in `postcardPolicies`. */
  setPostcard: sql<[account: number, policy: number]>('update accounts set postcard = $2 where account = $1'),
  setState: sql<[account: number, from: number, to: number, closedMs: number | null]>(
    'update accounts set state = $3, closed_ms = $4 where account = $1 and state = $2',
  ),
  /** The state 3, being deleted, is for ever: with its key, all that the account sealed is gone. */
  destroyKey: sql<[account: number]>('update accounts set state = 3, data_key = null where account = $1'),
  get: sql<[account: number], AccountRow>(`select ${columns} from accounts where account = $1`),
  byUser: sql<[userHash: Buffer], AccountRow>(`select ${columns} from accounts where user_hash = $1`),
  all: sql<[], AccountRow>(`select ${columns} from accounts order by account`),
  remove: sql<[account: number]>('delete from accounts where account = $1'),

  /** None for an account that is being deleted: nothing new is begun in it. */
  nextIds: sql<[account: number, count: number], [last: number]>(
    'update accounts set last_id = last_id + $2 where account = $1 and state <> 3 returning last_id',
  ),
  /** Strictly ascending, near the clock: delete and create within a second differ. */
  nextUidValidity: sql<[account: number, nowSeconds: number], [uidValidity: number]>(
    'update accounts set last_uid_validity = case when last_uid_validity < $2 then $2 else last_uid_validity + 1 end ' +
      'where account = $1 returning last_uid_validity',
  ),
  addHeld: sql<[account: number, octets: number]>(
    'update accounts set held_octets = held_octets + $2 where account = $1',
  ),
  addHeldMessages: sql<[account: number, messages: number]>(
    'update accounts set held_messages = held_messages + $2 where account = $1',
  ),
  held: sql<
    [account: number],
    [octets: number, messages: number, quotaOctets: number | null, quotaMessages: number | null]
  >('select held_octets, held_messages, quota_octets, quota_messages from accounts where account = $1'),
  setQuotaOctets: sql<[account: number, octets: number | null]>(
    'update accounts set quota_octets = $2 where account = $1',
  ),
  setQuotaMessages: sql<[account: number, messages: number | null]>(
    'update accounts set quota_messages = $2 where account = $1',
  ),
};

/** Everything of an account, in an order that foreign keys allow. */
export const removeAccountStatements = [
  ...['queue_recipients', 'queue_items', 'correspondents', 'disclosures', 'documents'],
  ...['purges', 'jobs', 'threads', 'segments', 'inline_octets', 'expunged', 'messages', 'contents', 'keywords'],
  ...['subscriptions', 'metadata', 'mailboxes', 'setup_links', 'rotation_accounts', 'credentials', 'accounts'],
].map((table) => sql<[account: number]>(`delete from ${table} where account = $1`));

export const contractStatements = {
  put: sql<[account: number, sealed: Buffer]>(
    'insert into contracts (account, sealed) values ($1, $2) on conflict (account) do update set sealed = excluded.sealed',
  ),
  get: sql<[account: number], [sealed: Buffer]>('select sealed from contracts where account = $1'),
  all: sql<[], [account: number, sealed: Buffer]>('select account, sealed from contracts order by account'),
  remove: sql<[account: number]>('delete from contracts where account = $1'),
};
