import { Option } from 'commander';
import type { Language } from '../../mail/accounts.js';
import type { CommandFile } from '../program.js';
import { printIssued } from '../print.js';

interface Options {
  name: string;
  address?: string;
  user?: string;
  language: Language;
  json?: true;
}

/** `unpaperme account add`: a new customer, and the password, shown this once. */
export const accountAdd: CommandFile = (parent, context) => {
  parent
    .command('add')
    .description('add a customer’s account and issue its password, which is shown once')
    .requiredOption('--name <name>', 'the customer’s name')
    .option('--address <address>', 'mail address (default: made of the name and service.domain)')
    .option('--user <user>', 'user name to sign in with (default: the address)')
    .addOption(new Option('--language <language>', 'of mailbox names and messages').choices(['de', 'en']).default('de'))
    .option('--json', 'print {"account":…,"user":…,"password":…} as JSON')
    .action(async ({ json, ...customer }: Options) => {
      const issued = await context.withAdmin((admin) => admin.addAccount(customer), { createsData: true });
      printIssued(context, issued, json);
    });
};
