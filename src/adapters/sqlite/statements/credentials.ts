/** Statements on credentials. */
import { sql } from '../connection.js';

/** The columns that may change, and those that stay, in the order of a row. */
export type CredentialRow = [
  credential: number,
  sealed: Buffer,
  createdMs: number,
  kind: number,
  scopes: number,
  about: Buffer | null,
  expiresMs: number | null,
  revokedMs: number | null,
  successor: number | null,
  graceMs: number | null,
  usedDay: number | null,
];
const columns =
  'credential, sealed, created_ms, kind, scopes, about, expires_ms, revoked_ms, successor, grace_ms, used_day';

export const credentialStatements = {
  insert: sql<[account: number, ...CredentialRow]>(
    `insert into credentials (account, ${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
  ),
  update: sql<[account: number, ...CredentialRow]>(
    'update credentials set sealed = $3, created_ms = $4, kind = $5, scopes = $6, about = $7, expires_ms = $8, ' +
      'revoked_ms = $9, successor = $10, grace_ms = $11, used_day = $12 where account = $1 and credential = $2',
  ),
  list: sql<[account: number], CredentialRow>(
    `select ${columns} from credentials where account = $1 order by created_ms, credential`,
  ),
  /** Of all accounts. */
  removeEnded: sql<[beforeMs: number]>('delete from credentials where expires_ms <= $1 or revoked_ms <= $1'),
  remove: sql<[account: number, credential: number]>('delete from credentials where account = $1 and credential = $2'),
};
