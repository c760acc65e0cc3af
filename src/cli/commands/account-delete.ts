import type { CommandFile } from '../program.js';
import { accountOf, accountOption, printSummary } from '../print.js';
import { exitCode } from '../exit-codes.js';

/** `unpaperme account delete`: destroys an account's key and with it everything sealed by it, for good. */
export const accountDelete: CommandFile = (parent, context) => {
  accountOption(parent.command('delete'))
    .description('delete an account with all its documents, for good')
    .option('--yes', 'do not ask')
    .option('--json', 'print the account as JSON')
    .action(async (reference: string | undefined, options: { account?: string; yes?: true; json?: true }) => {
      await context.withAdmin(async (admin) => {
        const found = await admin.showAccount(accountOf(reference, options));
        if (!options.yes) {
          const messages = found.mailboxes.reduce((sum, mailbox) => sum + mailbox.messages, 0);
          const question = `Delete account ${found.account} (${found.name}) and its ${messages} messages for good? Type its user name, ${found.user}: `;
          const typed = await context.ask(question);
          if (typed?.trim() !== found.user) {
            context.err('Nothing was deleted. To delete without being asked, add --yes.\n');
            return context.setExitCode(exitCode.failed);
          }
        }
        printSummary(context, await admin.deleteAccount(String(found.account)), options.json, 'deleted');
      });
    });
};
