/** Statements on messages and the expunge journal. */
import { sql } from '../connection.js';

export type MessageRow = [
  uid: number,
  content: number,
  flags: number,
  keywords: string,
  modSeq: number,
  internalSeconds: number,
  zoneMinutes: number,
  saveMs: number,
  sizeOctets: number,
];
const columns = 'uid, content, flags, keywords, modseq, internal_s, zone_minutes, save_ms, size_octets';

export const messageStatements = {
  all: sql<[account: number, mailbox: number], MessageRow>(
    `select ${columns} from messages where account = $1 and mailbox = $2 order by uid`,
  ),
  range: sql<[account: number, mailbox: number, first: number, last: number], MessageRow>(
    `select ${columns} from messages where account = $1 and mailbox = $2 and uid between $3 and $4 order by uid`,
  ),
  deleted: sql<[account: number, mailbox: number], MessageRow>(
    `select ${columns} from messages where account = $1 and mailbox = $2 and flags & 4 <> 0 order by uid`,
  ),
  changed: sql<[account: number, mailbox: number, since: number], MessageRow>(
    `select ${columns} from messages where account = $1 and mailbox = $2 and modseq > $3 order by uid`,
  ),
  insert: sql<[account: number, mailbox: number, ...MessageRow]>(
    `insert into messages (account, mailbox, ${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
  ),
  setFlags: sql<[account: number, mailbox: number, uid: number, flags: number, keywords: string, modSeq: number]>(
    'update messages set flags = $4, keywords = $5, modseq = $6 where account = $1 and mailbox = $2 and uid = $3',
  ),
  remove: sql<[account: number, mailbox: number, uid: number]>(
    'delete from messages where account = $1 and mailbox = $2 and uid = $3',
  ),
  /** flags: bit 8 is \Seen, bit 4 \Deleted (`systemFlagBit`). */
  counts: sql<
    [account: number, mailbox: number, firstRecent: number],
    [messages: number, unseen: number, deleted: number, recent: number, size: number, deletedSize: number]
  >(
    'select count(*), coalesce(sum(case when flags & 8 = 0 then 1 else 0 end), 0), ' +
      'coalesce(sum(case when flags & 4 <> 0 then 1 else 0 end), 0), ' +
      'coalesce(sum(case when uid >= $3 then 1 else 0 end), 0), coalesce(sum(size_octets), 0), ' +
      'coalesce(sum(case when flags & 4 <> 0 then size_octets else 0 end), 0) ' +
      'from messages where account = $1 and mailbox = $2',
  ),
  keywordsInMailbox: sql<[account: number, mailbox: number], [keywords: string]>(
    "select distinct keywords from messages where account = $1 and mailbox = $2 and keywords <> ''",
  ),
  keywordsInAccount: sql<[account: number], [keywords: string]>(
    "select distinct keywords from messages where account = $1 and keywords <> ''",
  ),

  insertExpunged: sql<[account: number, mailbox: number, modSeq: number, firstUid: number, lastUid: number]>(
    'insert into expunged (account, mailbox, modseq, first_uid, last_uid) values ($1, $2, $3, $4, $5)',
  ),
  expunged: sql<[account: number, mailbox: number, since: number], [firstUid: number, lastUid: number]>(
    'select first_uid, last_uid from expunged where account = $1 and mailbox = $2 and modseq > $3 order by first_uid',
  ),
  forgetExpunged: sql<[account: number, mailbox: number]>('delete from expunged where account = $1 and mailbox = $2'),
};
