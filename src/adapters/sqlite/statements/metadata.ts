/** Statements on annotations. */
import { sql } from '../connection.js';

export type MetadataRow = [owner: number, nameHash: Buffer, name: Buffer, value: Buffer];
const columns = 'owner, name_hash, name, value';

export const metadataStatements = {
  of: sql<[account: number, owner: number], MetadataRow>(
    `select ${columns} from metadata where account = $1 and owner = $2`,
  ),
  ofContents: sql<[account: number], MetadataRow>(
    `select ${columns} from metadata where account = $1 and exists ` +
      '(select 1 from contents where contents.account = $1 and content = metadata.owner and unused = 0)',
  ),
  put: sql<[account: number, ...MetadataRow]>(
    `insert into metadata (account, ${columns}) values ($1, $2, $3, $4, $5) ` +
      'on conflict (account, owner, name_hash) do update set name = excluded.name, value = excluded.value',
  ),
  remove: sql<[account: number, owner: number, nameHash: Buffer]>(
    'delete from metadata where account = $1 and owner = $2 and name_hash = $3',
  ),
  removeOf: sql<[account: number, owner: number]>('delete from metadata where account = $1 and owner = $2'),
  count: sql<[account: number, owner: number], [entries: number]>(
    'select count(*) from metadata where account = $1 and owner = $2',
  ),
  total: sql<[account: number], [entries: number, octets: number]>(
    'select count(*), coalesce(sum(length(value)), 0) from metadata where account = $1',
  ),
};
