/** Statements on contents, their octets, their segments and their threads. */
import { sql } from '../connection.js';

export type ContentRow = [
  content: number,
  sizeOctets: number,
  thread: number,
  place: number,
  blob: string | null,
  key: Buffer,
  factsSegment: number,
  textSegment: number,
];
const columns = 'content, size_octets, thread, place, blob, key, facts_segment, text_segment';

export const contentStatements = {
  insert: sql<[account: number, ...ContentRow]>(
    `insert into contents (account, ${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  ),
  get: sql<[account: number, content: number], ContentRow>(
    `select ${columns} from contents where account = $1 and content = $2 and unused = 0`,
  ),
  withBlob: sql<[account: number, blob: string], [one: number]>(
    'select 1 from contents where account = $1 and blob = $2',
  ),
  factsSegment: sql<[account: number, content: number], [segment: number]>(
    'select facts_segment from contents where account = $1 and content = $2 and unused = 0',
  ),
  factsSegments: sql<[account: number, first: number, last: number], [content: number, segment: number]>(
    'select content, facts_segment from contents where account = $1 and content between $2 and $3 and unused = 0',
  ),
  textSegment: sql<[account: number, content: number], [segment: number]>(
    'select text_segment from contents where account = $1 and content = $2',
  ),
  remove: sql<[account: number, content: number]>('delete from contents where account = $1 and content = $2'),

  /** Marks a content that no message points to; no row when one does, or when it was marked before. */
  release: sql<[account: number, content: number], [sizeOctets: number]>(
    'update contents set unused = 1 where account = $1 and content = $2 and unused = 0 and not exists ' +
      '(select 1 from messages where account = $1 and content = $2) returning size_octets',
  ),
  accountsWithUnused: sql<[], [account: number]>('select distinct account from contents where unused = 1'),
  unused: sql<[account: number], [content: number]>(
    'select content from contents where account = $1 and unused = 1 order by content',
  ),
  unusedBetween: sql<[account: number, first: number, last: number], [content: number]>(
    'select content from contents where account = $1 and unused = 1 and content between $2 and $3',
  ),
  /** Mostly there is none. By the primary key, as SQLite would have it, all contents would be looked at to see that. */
  firstUnused: sql<[account: number], [factsSegment: number, textSegment: number]>(
    'select facts_segment, text_segment from contents indexed by contents_unused ' +
      'where account = $1 and unused = 1 order by content limit 1',
  ),
  /** Those that no segment holds any more. */
  emptied: sql<[account: number, limit: number], ContentRow>(
    `select ${columns} from contents indexed by contents_unused where account = $1 and unused = 1 ` +
      'and facts_segment = 0 and text_segment = 0 order by content limit $2',
  ),

  insertChunk: sql<[account: number, content: number, chunk: number, sealed: Buffer]>(
    'insert into inline_octets (account, content, chunk, sealed) values ($1, $2, $3, $4)',
  ),
  chunk: sql<[account: number, content: number, chunk: number], [sealed: Buffer]>(
    'select sealed from inline_octets where account = $1 and content = $2 and chunk = $3',
  ),

  insertSegment: sql<[account: number, kind: number, segment: number, sizeClass: number, sealed: Buffer]>(
    'insert into segments (account, kind, segment, size_class, sealed) values ($1, $2, $3, $4, $5)',
  ),
  segment: sql<[account: number, kind: number, segment: number], [sealed: Buffer]>(
    'select sealed from segments where account = $1 and kind = $2 and segment = $3',
  ),
  segments: sql<[account: number, kind: number], [segment: number]>(
    'select segment from segments where account = $1 and kind = $2 order by segment',
  ),
  /** The smallest class below `settled` of which there are `many` segments. */
  crowdedClass: sql<[account: number, kind: number, settled: number, many: number], [sizeClass: number]>(
    'select size_class from segments where account = $1 and kind = $2 and size_class < $3 ' +
      'group by size_class having count(*) >= $4 order by size_class limit 1',
  ),
  segmentsOfClass: sql<[account: number, kind: number, sizeClass: number], [segment: number, sealedOctets: number]>(
    'select segment, length(sealed) from segments indexed by segments_by_class ' +
      'where account = $1 and kind = $2 and size_class = $3 order by segment',
  ),
  removeSegment: sql<[account: number, kind: number, segment: number]>(
    'delete from segments where account = $1 and kind = $2 and segment = $3',
  ),
  setFactsSegment: sql<[account: number, content: number, segment: number]>(
    'update contents set facts_segment = $3 where account = $1 and content = $2',
  ),
  setTextSegment: sql<[account: number, content: number, segment: number]>(
    'update contents set text_segment = $3 where account = $1 and content = $2',
  ),

  thread: sql<[account: number, messageHash: Buffer], [thread: number]>(
    'select thread from threads where account = $1 and message_hash = $2',
  ),
  insertThread: sql<[account: number, messageHash: Buffer, thread: number]>(
    'insert into threads (account, message_hash, thread) values ($1, $2, $3) on conflict (account, message_hash) do nothing',
  ),
  threadInUse: sql<[account: number, thread: number], [one: number]>(
    'select 1 from contents where account = $1 and thread = $2 limit 1',
  ),
  removeThread: sql<[account: number, thread: number]>('delete from threads where account = $1 and thread = $2'),

  insertPurge: sql<[account: number, area: number, blob: string]>(
    'insert into purges (account, area, blob) values ($1, $2, $3) on conflict (account, area, blob) do nothing',
  ),
  purges: sql<[], [account: number, area: number, blob: string]>('select account, area, blob from purges'),
  removePurge: sql<[account: number, area: number, blob: string]>(
    'delete from purges where account = $1 and area = $2 and blob = $3',
  ),
};
