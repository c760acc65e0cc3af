/** What an account holds, counted as it changes: each counter moves in the transaction of what it counts. */
import { MailError } from '../../mail/errors.js';
import type { Quota } from '../../mail/quota.js';
import type { Scope } from './scope.js';
import { accountStatements } from './statements/accounts.js';

/** Within a change. @param octets of contents that came, or negative that went */
export function addHeldOctets({ db, account }: Scope, octets: number): void {
  if (octets !== 0) db.run(accountStatements.addHeld, account, octets);
}

/** Within a change. @param messages that came, or negative that went */
export function addHeldMessages({ db, account }: Scope, messages: number): void {
  if (messages !== 0) db.run(accountStatements.addHeldMessages, account, messages);
}

/** @throws MailError account-not-found: it was deleted meanwhile */
export function readQuota({ db, account, limits }: Scope): Quota {
  const row = db.get(accountStatements.held, account);
  if (!row) throw new MailError('account-not-found', 'There is no such account.');
  const [octets, messages, quotaOctets, quotaMessages] = row;
  return {
    octets: { used: octets, limit: (quotaOctets ?? limits.quotaOctets) || undefined },
    messages: { used: messages, limit: (quotaMessages ?? limits.quotaMessages) || undefined },
  };
}
