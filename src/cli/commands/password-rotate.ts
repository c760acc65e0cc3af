import { InvalidArgumentError, Option } from 'commander';
import type { CommandFile } from '../program.js';
import { accountOf, accountOption, printIssued } from '../print.js';
import { parseDuration } from '../duration.js';

interface Options {
  account?: string;
  now?: true;
  grace?: number;
  json?: true;
}

/** `unpaperme password rotate`, also `scripts/rotate-password.ts`: a new password for an account. */
export const passwordRotate: CommandFile = (parent, context) => {
  accountOption(parent.command('rotate'))
    .description('issue a new password, which is shown once')
    .addOption(new Option('--now', 'loss or misuse: the old one and its sessions end at once').conflicts('grace'))
    .addOption(
      new Option(
        '--grace <time>',
        'how long the old one stays valid, such as 12h or 7d (default: passwords.graceDays)',
      ).argParser((text) => {
        const ms = parseDuration(text);
        if (ms === undefined) throw new InvalidArgumentError('Give a number and s, m, h, d or w, such as 7d.');
        return ms;
      }),
    )
    .option('--json', 'print {"account":…,"user":…,"password":…} as JSON')
    .action(async (reference: string | undefined, options: Options) => {
      const graceMs = options.now ? 0 : (options.grace ?? context.config().passwords.graceDays * 86_400_000);
      const account = accountOf(reference, options);
      const issued = await context.withAdmin((admin) => admin.rotatePassword(account, graceMs));
      printIssued(context, issued, options.json);
      if (options.json) return;
      context.out(
        graceMs === 0
          ? 'The old password is dead, and the sessions it opened have ended.'
          : `The old password stays valid until ${new Date(Date.now() + graceMs).toISOString().slice(0, 16)} UTC.`,
      );
    });
};
