/** Statements on mailboxes, subscriptions and keywords. */
import { sql } from '../connection.js';

export type MailboxRow = [
  mailbox: number,
  name: Buffer,
  selectable: number,
  specialUse: number,
  uidValidity: number,
  uidNext: number,
  modSeq: number,
  firstRecent: number,
  floorModSeq: number,
  forgottenModSeq: number,
  role: number,
  subscribed: number,
];
const columns =
  'mailbox, name, selectable, special_use, uid_validity, uid_next, modseq, first_recent, floor_modseq, ' +
  'forgotten_modseq, role, ' +
  'exists(select 1 from subscriptions s where s.account = mailboxes.account and s.name_hash = mailboxes.name_hash)';

export const mailboxStatements = {
  all: sql<[account: number], MailboxRow>(`select ${columns} from mailboxes where account = $1`),
  get: sql<[account: number, mailbox: number], MailboxRow>(
    `select ${columns} from mailboxes where account = $1 and mailbox = $2`,
  ),
  byName: sql<[account: number, nameHash: Buffer], MailboxRow>(
    `select ${columns} from mailboxes where account = $1 and name_hash = $2`,
  ),
  insert: sql<
    [
      ...[account: number, mailbox: number, nameHash: Buffer, name: Buffer],
      ...[specialUse: number, role: number, uidValidity: number],
    ]
  >(
    'insert into mailboxes (account, mailbox, name_hash, name, selectable, special_use, role, uid_validity, uid_next, ' +
      'modseq, first_recent) values ($1, $2, $3, $4, 1, $5, $6, $7, 1, 1, 1)',
  ),
  rename: sql<[account: number, mailbox: number, nameHash: Buffer, name: Buffer]>(
    'update mailboxes set name_hash = $3, name = $4 where account = $1 and mailbox = $2',
  ),
  keepName: sql<[account: number, mailbox: number]>(
    'update mailboxes set selectable = 0 where account = $1 and mailbox = $2',
  ),
  remove: sql<[account: number, mailbox: number]>('delete from mailboxes where account = $1 and mailbox = $2'),
  /** A new modseq, and room for `uids` uids. On PostgreSQL its row lock puts writers in order. */
  raise: sql<[account: number, mailbox: number, uids: number], [uidNext: number, modSeq: number]>(
    'update mailboxes set uid_next = uid_next + $3, modseq = modseq + 1 where account = $1 and mailbox = $2 ' +
      'returning uid_next, modseq',
  ),
  addJournalRuns: sql<[account: number, mailbox: number, runs: number], [runs: number, forgottenModSeq: number]>(
    'update mailboxes set journal_runs = journal_runs + $3 where account = $1 and mailbox = $2 ' +
      'returning journal_runs, forgotten_modseq',
  ),
  forgetJournal: sql<[account: number, mailbox: number, runs: number, upToModSeq: number]>(
    'update mailboxes set journal_runs = journal_runs - $3, forgotten_modseq = $4 where account = $1 and mailbox = $2',
  ),
  claimRecent: sql<[account: number, mailbox: number]>(
    'update mailboxes set first_recent = uid_next where account = $1 and mailbox = $2',
  ),

  subscriptions: sql<[account: number], [nameHash: Buffer, name: Buffer]>(
    'select name_hash, name from subscriptions where account = $1',
  ),
  subscribe: sql<[account: number, nameHash: Buffer, name: Buffer]>(
    'insert into subscriptions (account, name_hash, name) values ($1, $2, $3) on conflict (account, name_hash) do nothing',
  ),
  unsubscribe: sql<[account: number, nameHash: Buffer]>(
    'delete from subscriptions where account = $1 and name_hash = $2',
  ),

  keywords: sql<[account: number], [keyword: number, name: Buffer]>(
    'select keyword, name from keywords where account = $1',
  ),
  keywordByName: sql<[account: number, foldedHash: Buffer], [keyword: number]>(
    'select keyword from keywords where account = $1 and folded_hash = $2',
  ),
  keywordCount: sql<[account: number], [count: number]>('select count(*) from keywords where account = $1'),
  insertKeyword: sql<[account: number, keyword: number, foldedHash: Buffer, name: Buffer]>(
    'insert into keywords (account, keyword, folded_hash, name) values ($1, $2, $3, $4)',
  ),
  removeKeyword: sql<[account: number, keyword: number]>('delete from keywords where account = $1 and keyword = $2'),
};
