/** Statements on setup links. */
import { sql } from '../connection.js';

export const setupLinkStatements = {
  insert: sql<[tokenHash: Buffer, account: number, pinTag: Buffer, expiresMs: number, triesLeft: number]>(
    'insert into setup_links (token_hash, account, pin_tag, expires_ms, tries_left) values ($1, $2, $3, $4, $5)',
  ),
  /** Not of accounts that are closed or being deleted. */
  get: sql<[tokenHash: Buffer, nowMs: number], [account: number, pinTag: Buffer, triesLeft: number]>(
    'select l.account, l.pin_tag, l.tries_left from setup_links l join accounts a using (account) ' +
      'where l.token_hash = $1 and l.expires_ms > $2 and a.state = 1',
  ),
  setTriesLeft: sql<[tokenHash: Buffer, triesLeft: number]>(
    'update setup_links set tries_left = $2 where token_hash = $1',
  ),
  remove: sql<[tokenHash: Buffer]>('delete from setup_links where token_hash = $1'),
  removeOfAccount: sql<[account: number]>('delete from setup_links where account = $1'),
  removeExpired: sql<[nowMs: number]>('delete from setup_links where expires_ms <= $1'),
};
