/** What work on one account needs; made once for each account in use. */
import type { Clock } from '../../mail/clock.js';
import { MailError } from '../../mail/errors.js';
import type { StoreLimits } from '../../mail/store-limits.js';
import type { AccountKeys } from './account-keys.js';
import type { Connection } from './connection.js';
import type { FactsCache } from './segments.js';
import { accountStatements } from './statements/accounts.js';

export interface Scope {
  readonly account: number;
  readonly keys: AccountKeys;
  readonly db: Connection;
  readonly clock: Clock;
  readonly limits: StoreLimits;
  readonly cache: FactsCache;
  /** The same for all accounts. */
  readonly hashDomain: (domain: string) => Buffer;
}

/**
 * New ids, unique in the account and never used again: `count` of them, from the returned one on.
 * @throws MailError account-not-found: it was deleted meanwhile
 */
export function takeIds(scope: Scope, count: number): number {
  const row = scope.db.get(accountStatements.nextIds, scope.account, count);
  if (!row) throw new MailError('account-not-found', 'There is no such account.');
  return row[0] - count + 1;
}
