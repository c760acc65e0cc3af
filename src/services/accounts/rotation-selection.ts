/** Which accounts a run of new passwords is for. */
import type { Account, AccountDirectory } from '../../mail/accounts.js';
import type { RotationSelection } from '../../mail/admin.js';
import type { CredentialStore } from '../../mail/credentials.js';
import { MailError } from '../../mail/errors.js';
import { findAccounts } from './find-accounts.js';

export interface Selected {
  /** Open ones, each once. */
  readonly accounts: readonly Account[];
  /** Named or meant too, but closed: they get no password. */
  readonly closed: readonly Account[];
}

/**
 * @throws MailError account-not-found: one that is named is not there; account-closed: the only one that is named is
 *   closed
 */
export async function selectAccounts(
  selection: RotationSelection,
  ports: {
    readonly directory: AccountDirectory;
    readonly credentials: CredentialStore;
    readonly nowMs: number;
  },
): Promise<Selected> {
  const meant = await meantBy(selection, ports);
  const accounts = meant.filter(({ state }) => state === 'open');
  const closed = meant.filter(({ state }) => state === 'closed');
  if ('accounts' in selection && accounts.length === 0 && closed[0]) {
    throw new MailError('account-closed', `Account ${closed[0].user} is closed; it gets no password.`);
  }
  return { accounts, closed };
}

async function meantBy(
  selection: RotationSelection,
  { directory, credentials, nowMs }: Parameters<typeof selectAccounts>[1],
): Promise<readonly Account[]> {
  if ('accounts' in selection) {
    const named = await findAccounts(directory, selection.accounts);
    return [...new Map(named.map((account) => [account.id, account])).values()];
  }
  const all = await directory.list();
  if ('all' in selection) return all;
  const old: Account[] = [];
  for (const account of all) {
    const newest = (await credentials.list(account.id)).findLast(({ kind }) => kind === 'account');
    if (!newest || newest.createdMs < nowMs - selection.olderThanMs) old.push(account);
  }
  return old;
}
