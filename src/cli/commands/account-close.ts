import type { CommandFile } from '../program.js';
import { accountOf, accountOption, printSummary } from '../print.js';

/** `unpaperme account close`: no login and no intake any more; documents stay. */
export const accountClose: CommandFile = (parent, context) => {
  accountOption(parent.command('close'))
    .description('close an account: sessions end, no login, no intake; documents stay until deleted')
    .option('--json', 'print the account as JSON')
    .action(async (reference: string | undefined, options: { account?: string; json?: true }) => {
      const account = await context.withAdmin((admin) => admin.closeAccount(accountOf(reference, options)));
      printSummary(context, account, options.json);
    });
};
