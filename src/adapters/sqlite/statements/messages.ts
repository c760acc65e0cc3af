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
/** What a STORE looks at. */
export type FlagRow = [uid: number, flags: number, keywords: string, modSeq: number];

const columns = 'uid, content, flags, keywords, modseq, internal_s, zone_minutes, save_ms, size_octets';

export const messageStatements = {
  all: sql<[account: number, mailbox: number], MessageRow>(
    `select ${columns} from messages where account = $1 and mailbox = $2 order by uid`,
  ),
  /** For reading a whole mailbox piece by piece. */
  slice: sql<[account: number, mailbox: number, afterUid: number, limit: number], MessageRow>(
    `select ${columns} from messages where account = $1 and mailbox = $2 and uid > $3 order by uid limit $4`,
  ),
  range: sql<[account: number, mailbox: number, first: number, last: number], MessageRow>(
    `select ${columns} from messages where account = $1 and mailbox = $2 and uid between $3 and $4 order by uid`,
  ),
  /** flags: bit 4 is \Deleted (`systemFlagBit`). */
  deleted: sql<[account: number, mailbox: number, afterUid: number, limit: number], MessageRow>(
    `select ${columns} from messages ` +
      'where account = $1 and mailbox = $2 and uid > $3 and flags & 4 <> 0 order by uid limit $4',
  ),
  insert: sql<[account: number, mailbox: number, ...MessageRow]>(
    `insert into messages (account, mailbox, ${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
  ),
  flags: sql<[account: number, mailbox: number, first: number, last: number], FlagRow>(
    'select uid, flags, keywords, modseq from messages ' +
      'where account = $1 and mailbox = $2 and uid between $3 and $4 order by uid',
  ),
  /** Of all messages in a range of uids: `set` and `clear` are bits of `flags`. */
  setFlags: sql<
    [
      ...[account: number, mailbox: number, firstUid: number, lastUid: number],
      ...[set: number, clear: number, keywords: string, modSeq: number],
    ]
  >(
    'update messages set flags = (flags & ~$6) | $5, keywords = $7, modseq = $8 ' +
      'where account = $1 and mailbox = $2 and uid between $3 and $4',
  ),
  removeRun: sql<[account: number, mailbox: number, first: number, last: number]>(
    'delete from messages where account = $1 and mailbox = $2 and uid between $3 and $4',
  ),
  keywordsInAccount: sql<[account: number], [keywords: string]>(
    "select distinct keywords from messages where account = $1 and keywords <> ''",
  ),

  insertExpunged: sql<[account: number, mailbox: number, modSeq: number, firstUid: number, lastUid: number]>(
    'insert into expunged (account, mailbox, modseq, first_uid, last_uid) values ($1, $2, $3, $4, $5)',
  ),
  expunged: sql<[account: number, mailbox: number, since: number, upTo: number], [firstUid: number, lastUid: number]>(
    'select first_uid, last_uid from expunged ' +
      'where account = $1 and mailbox = $2 and modseq > $3 and modseq <= $4 order by first_uid',
  ),
  lastExpunge: sql<[account: number, mailbox: number], [modSeq: number | null]>(
    'select max(modseq) from expunged where account = $1 and mailbox = $2',
  ),
  /** The modseq of the run before which there are `newer` newer ones. */
  nthNewestRun: sql<[account: number, mailbox: number, newer: number], [modSeq: number]>(
    'select modseq from expunged where account = $1 and mailbox = $2 order by modseq desc, first_uid limit 1 offset $3',
  ),
  forgetExpungedUpTo: sql<[account: number, mailbox: number, modSeq: number]>(
    'delete from expunged where account = $1 and mailbox = $2 and modseq <= $3',
  ),
  forgetExpunged: sql<[account: number, mailbox: number]>('delete from expunged where account = $1 and mailbox = $2'),
};
