/** Statements on the ledger, and on the addresses that an account has written to. */
import { sql } from '../connection.js';

export type LineRow = [atMs: number, item: number, number: number, sealed: Buffer];

export const ledgerStatements = {
  insert: sql<[account: number, atMs: number, item: number, number: number, sealed: Buffer]>(
    'insert into disclosures (account, at_ms, item, number, sealed) values ($1, $2, $3, $4, $5) ' +
      'on conflict (account, at_ms, item, number) do nothing',
  ),
  /** Behind a line, so that long lists are read in slices. */
  between: sql<
    [...[account: number, toMs: number, limit: number], ...[afterMs: number, afterItem: number, afterNumber: number]],
    LineRow
  >(
    'select at_ms, item, number, sealed from disclosures where account = $1 and at_ms < $2 ' +
      'and (at_ms, item, number) > ($4, $5, $6) order by at_ms, item, number limit $3',
  ),
  /** One look at the primary key for each account. state 3: being deleted. */
  accountsBetween: sql<[fromMs: number, toMs: number], [account: number]>(
    'select account from accounts where state <> 3 and exists (select 1 from disclosures ' +
      'where disclosures.account = accounts.account and at_ms >= $1 and at_ms < $2) order by account',
  ),
};

export const correspondentStatements = {
  wroteTo: sql<[account: number, addressHash: Buffer, firstMs: number]>(
    'insert into correspondents (account, address_hash, first_ms, allowed) values ($1, $2, $3, 0) ' +
      'on conflict (account, address_hash) do nothing',
  ),
  allow: sql<[account: number, addressHash: Buffer, firstMs: number]>(
    'insert into correspondents (account, address_hash, first_ms, allowed) values ($1, $2, $3, 1) ' +
      'on conflict (account, address_hash) do update set allowed = 1',
  ),
  disallow: sql<[account: number, addressHash: Buffer]>(
    'update correspondents set allowed = 0 where account = $1 and address_hash = $2',
  ),
  get: sql<[account: number, addressHash: Buffer], [allowed: number]>(
    'select allowed from correspondents where account = $1 and address_hash = $2',
  ),
  firstSince: sql<[account: number, sinceMs: number], [count: number]>(
    'select count(*) from correspondents where account = $1 and first_ms >= $2',
  ),
};
