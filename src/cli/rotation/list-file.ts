/** A list of accounts as CSV: in the first column the account, in those behind it, where wanted, its postal address. */
import type { PreparedPassword } from '../../mail/admin.js';
import { parseCsv } from './csv.js';

const mostAccounts = 200_000;
/** As many as a letter's window has room for, below the name. */
const mostAddressLines = 6;
/** In the first line: names of columns. */
const heads = ['account', 'user', 'address', 'konto', 'benutzer'];

export interface AccountList {
  readonly accounts: readonly string[];
  readonly addressOf: (password: Pick<PreparedPassword, 'account' | 'user' | 'address'>) => readonly string[];
}

/** @throws RangeError with words: nothing in it, too much, or no CSV */
export function readAccountList(text: string): AccountList {
  const rows = parseCsv(text);
  const body = heads.includes(rows[0]?.[0]?.toLowerCase() ?? '') ? rows.slice(1) : rows;
  const named = body.filter(([account]) => account !== undefined && account !== '');
  if (named.length === 0) throw new RangeError('The list names no account: one a line, in the first column.');
  if (named.length > mostAccounts) throw new RangeError(`The list names more than ${mostAccounts} accounts.`);
  const lines = new Map(
    named.map(([account = '', ...rest]) => [
      account.toLowerCase(),
      rest.filter((line) => line !== '').slice(0, mostAddressLines),
    ]),
  );
  return {
    accounts: named.map(([account = '']) => account),
    addressOf: ({ account, user, address }) =>
      lines.get(String(account)) ?? lines.get(user.toLowerCase()) ?? lines.get(address.toLowerCase()) ?? [],
  };
}
