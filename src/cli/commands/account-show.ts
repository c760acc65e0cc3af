import type { AccountDetails } from '../../mail/admin.js';
import type { CommandFile } from '../program.js';
import { accountOf, accountOption, day, table } from '../print.js';

function holds({ octets, messages }: AccountDetails['quota']): string {
  const of = (limit: string | undefined) => (limit === undefined ? '' : ` of ${limit}`);
  const megabytes = (n: number) => (n / 1e6).toFixed(1);
  const mail = `${megabytes(octets.used)}${of(octets.limit === null ? undefined : megabytes(octets.limit))} MB`;
  return `${mail}, ${messages.used}${of(messages.limit?.toString())} messages`;
}

/** `unpaperme account show`: one account, its passwords' dates, its mailboxes and hot folder. No content. */
export const accountShow: CommandFile = (parent, context) => {
  accountOption(parent.command('show'))
    .description('show an account: state, passwords’ dates, mailboxes, hot folder')
    .option('--json', 'print as JSON')
    .action(async (reference: string | undefined, options: { account?: string; json?: true }) => {
      const account = await context.withAdmin((admin) => admin.showAccount(accountOf(reference, options)));
      if (options.json) return context.out(JSON.stringify(account));
      context.out(
        table(
          [],
          [
            ['account', String(account.account)],
            ['user', account.user],
            ['name', account.name],
            ['address', account.address],
            ...account.aliases.map((alias) => ['alias', alias]),
            ...account.postal.map((line) => ['postal', line]),
            ['language', account.language],
            ['postcards', account.postcard],
            ['state', account.state + (account.closedMs === null ? '' : ` since ${day(account.closedMs)}`)],
            ['since', day(account.createdMs)],
            ['hot folder', account.hotFolder],
            ['holds', holds(account.quota)],
            ...account.credentials.map(({ createdMs, expiresMs }) => [
              'password',
              `issued ${day(createdMs)}${expiresMs === null ? '' : `, valid until ${day(expiresMs)}`}`,
            ]),
            ...account.mailboxes.map(({ name, messages, unseen, sizeOctets }) => [
              'mailbox',
              `${name}: ${messages} messages, ${unseen} unseen, ${(sizeOctets / 1e6).toFixed(1)} MB`,
            ]),
          ],
        ),
      );
    });
};
