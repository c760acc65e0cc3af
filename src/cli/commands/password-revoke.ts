import { InvalidArgumentError } from 'commander';
import { exitCode } from '../exit-codes.js';
import type { CommandFile } from '../program.js';

/** `unpaperme password revoke`: a device is lost, and its password with it. */
export const passwordRevoke: CommandFile = (parent, context) => {
  parent
    .command('revoke')
    .description('withdraw one password: it and the sessions it opened end at once')
    .argument('<account>', 'account number, user name or mail address')
    .argument('<number>', 'of the password, as "password list" shows it', (text: string) => {
      if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('Give the number that "password list" shows.');
      return Number(text);
    })
    .action(async (account: string, number: number) => {
      const { revoked, left } = await context.withAdmin(async (admin) => ({
        revoked: await admin.revokeCredential(account, number),
        left: (await admin.listCredentials(account)).filter(({ valid }) => valid).length,
      }));
      context.out(revoked ? `Password ${number} is withdrawn.` : `Password ${number} had ended before.`);
      if (left === 0) context.out('The account has no valid password now: "unpaperme password rotate" issues one.');
      if (!revoked) context.setExitCode(exitCode.failed);
    });
};
