/** Answers in the forms that commands share. */
import type { Command } from 'commander';
import type { AccountSummary, Issued } from '../mail/admin.js';
import type { Context } from './context.js';

export function printIssued(context: Pick<Context, 'out'>, issued: Issued, json: true | undefined): void {
  const { account, user, password, credential } = issued;
  if (json) return context.out(JSON.stringify({ account, user, password, credential }));
  context.out(
    table(
      [],
      [
        ['account', String(account)],
        ['user', user],
        ['password', password],
      ],
    ),
  );
  context.out('The password is shown this once. It belongs into the mail app; if it is lost, issue a new one.');
}

export function printSummary(context: Context, account: AccountSummary, json: true | undefined, state?: string): void {
  if (json) return context.out(JSON.stringify(account));
  context.out(`Account ${account.account} (${account.user}) is ${state ?? account.state}.`);
}

/** The account as an argument or as `--account`. */
export function accountOption(command: Command): Command {
  return command
    .argument('[account]', 'account number, user name or mail address')
    .option('--account <account>', 'the same, as an option');
}

/** @throws RangeError when neither or both are given */
export function accountOf(reference: string | undefined, options: { account?: string }): string {
  if (reference !== undefined && options.account !== undefined && reference !== options.account) {
    throw new RangeError('Two accounts are named: give one.');
  }
  const account = reference ?? options.account;
  if (account === undefined) throw new RangeError('Name an account: its number, user name or mail address.');
  return account;
}

export function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Columns as wide as their widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = head.length > 0 ? [head, ...rows] : rows;
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}
