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
  /** It has postal addresses. */
  readonly addresses: boolean;
  /** Words about a row with a postal address that `addressOf` would not find; undefined: there is none. */
  misnamed(accounts: readonly Pick<PreparedPassword, 'account' | 'user' | 'address'>[]): string | undefined;
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
    addresses: [...lines.values()].some((each) => each.length > 0),
    misnamed(all) {
      const names = new Set(
        all.flatMap(({ account, user, address }) => [String(account), user.toLowerCase(), address.toLowerCase()]),
      );
      const row = named.find(([account = '']) => {
        const key = account.toLowerCase();
        return (lines.get(key) ?? []).length > 0 && !names.has(key);
      });
      return (
        row &&
        `The line of the list that begins with "${row[0]}" has a postal address: name its account by number, user name or ` +
          'main address, in the spelling of "unpaperme account list" (no alias).'
      );
    },
    addressOf: ({ account, user, address }) =>
      lines.get(String(account)) ?? lines.get(user.toLowerCase()) ?? lines.get(address.toLowerCase()) ?? [],
  };
}
