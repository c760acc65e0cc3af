import type { CommandFile } from '../program.js';
import { day, table } from '../print.js';

/** `unpaperme account list`: all accounts, a line each. */
export const accountList: CommandFile = (parent, context) => {
  parent
    .command('list')
    .description('list all accounts')
    .option('--json', 'print one JSON object a line')
    .action(async ({ json }: { json?: true }) => {
      const accounts = await context.withAdmin((admin) => admin.listAccounts());
      if (json) return accounts.forEach((account) => context.out(JSON.stringify(account)));
      if (accounts.length === 0) return context.out('There are no accounts. "unpaperme account add" makes one.');
      const rows = accounts.map(({ account, state, language, createdMs, user, name }) => {
        return [String(account), state, language, day(createdMs), user, name];
      });
      context.out(table(['ACCOUNT', 'STATE', 'LANGUAGE', 'SINCE', 'USER', 'NAME'], rows));
    });
};
