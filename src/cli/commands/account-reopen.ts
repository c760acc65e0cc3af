import type { CommandFile } from '../program.js';
import { accountOf, accountOption, printSummary } from '../print.js';

/** `unpaperme account reopen`: undoes `close`. */
export const accountReopen: CommandFile = (parent, context) => {
  accountOption(parent.command('reopen'))
    .description('open a closed account again')
    .option('--json', 'print the account as JSON')
    .action(async (reference: string | undefined, options: { account?: string; json?: true }) => {
      const account = await context.withAdmin((admin) => admin.reopenAccount(accountOf(reference, options)));
      printSummary(context, account, options.json);
    });
};
