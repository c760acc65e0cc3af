import { Option } from 'commander';
import type { Language } from '../../mail/accounts.js';
import type { CommandFile } from '../program.js';
import { printIssued } from '../print.js';
import { writeFirstLetter } from '../rotation/letters.js';
import { makePrivateFolder } from '../rotation/safe-file.js';

interface Options {
  name: string;
  address?: string;
  user?: string;
  language: Language;
  postal?: readonly string[];
  letter?: string;
  json?: true;
}

/** `unpaperme account add`: a new customer, and the password, shown this once or printed on a letter. */
export const accountAdd: CommandFile = (parent, context) => {
  parent
    .command('add')
    .description('add a customer’s account and issue its password, which is shown once')
    .requiredOption('--name <name>', 'the customer’s name')
    .option('--address <address>', 'mail address (default: made of the name and service.domain)')
    .option('--user <user>', 'user name to sign in with (default: the address)')
    .addOption(new Option('--language <language>', 'of mailbox names and messages').choices(['de', 'en']).default('de'))
    .option('--postal <line>', 'a line of the postal address, below the name; may be repeated', lines)
    .option('--letter <folder>', 'write the password letter, a PDF, into this folder, and show no password')
    .option('--json', 'print {"account":…,"user":…,"password":…} as JSON; with --letter its "letter" instead')
    .action(async ({ json, letter: folder, ...customer }: Options) => {
      // Whatever can be wrong with the letter, before there is an account.
      const office = folder === undefined ? undefined : await context.letterOffice();
      if (folder !== undefined) await makePrivateFolder(folder, (text) => context.err(text));
      const setupLink = office?.settings.web !== undefined;
      const add = { ...customer, ...(setupLink && { setupLink }) };
      const issued = await context.withAdmin((admin) => admin.addAccount(add), { createsData: true });
      if (folder === undefined || office === undefined) return printIssued(context, issued, json);
      const { account, user } = issued;
      const letter = await writeFirstLetter(issued, { folder, office, nowMs: Date.now() });
      context.out(
        json ? JSON.stringify({ account, user, letter }) : `Account ${account} (${user}) is added: ${letter}`,
      );
    });
};

function lines(line: string, before: readonly string[] = []): readonly string[] {
  return [...before, line];
}
