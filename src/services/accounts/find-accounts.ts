/** Accounts by what admins call them: account number, user name or mail address. */
import type { Account, AccountDirectory } from '../../mail/accounts.js';
import { MailError } from '../../mail/errors.js';
import { accountId } from '../../mail/ids.js';

/** @throws MailError account-not-found */
export async function findAccount(directory: AccountDirectory, reference: string): Promise<Account> {
  const [found] = await findAccounts(directory, [reference]);
  return found!;
}

/**
 * @returns one for each reference, in their order
 * @throws MailError account-not-found: for the first that is not there
 */
export async function findAccounts(
  directory: AccountDirectory,
  references: readonly string[],
): Promise<readonly Account[]> {
  // Addresses lie sealed, so looking one up reads all contracts: a last resort, and done once.
  let byAddress: Promise<ReadonlyMap<string, Account>> | undefined;
  const found: Account[] = [];
  for (const raw of references) {
    const reference = raw.trim();
    const account =
      (await directory.findByUser(reference)) ??
      (await byNumber(directory, reference)) ??
      (reference.includes('@')
        ? (await (byAddress ??= allAddresses(directory))).get(reference.toLowerCase())
        : undefined);
    if (!account) {
      throw new MailError('account-not-found', `There is no account ${reference}. "unpaperme account list" shows all.`);
    }
    found.push(account);
  }
  return found;
}

async function byNumber(directory: AccountDirectory, reference: string): Promise<Account | undefined> {
  return /^[1-9]\d{0,14}$/.test(reference) ? directory.get(accountId(Number(reference))) : undefined;
}

/** The address may differ from the user name; and there are aliases. */
async function allAddresses(directory: AccountDirectory): Promise<ReadonlyMap<string, Account>> {
  const accounts = new Map<string, Account>();
  for (const account of await directory.list()) {
    const contract = await directory.contract(account.id);
    for (const address of contract ? [contract.address, ...contract.aliases] : []) {
      if (!accounts.has(address.toLowerCase())) accounts.set(address.toLowerCase(), account);
    }
  }
  return accounts;
}
