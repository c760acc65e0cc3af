import { exitCode } from '../exit-codes.js';
import type { CommandFile } from '../program.js';

/** `unpaperme queue pause` and `resume`: nothing is tried for recipients of a domain for a while. */
export const queuePause: CommandFile = (parent, context) => {
  parent
    .command('pause')
    .description('try nothing for recipients of a domain until it is resumed')
    .argument('<domain>', 'the part of the addresses after the @')
    .option('--json', 'print as JSON')
    .action(async (domain: string, { json }: { json?: true }) => {
      const paused = await context.withAdmin((admin) => admin.pauseDestination(domain));
      context.out(json ? JSON.stringify(paused) : `Nothing is tried for ${paused.domain} until it is resumed.`);
    });
  parent
    .command('resume')
    .description('go on with recipients of a paused domain')
    .argument('<domain>', 'the part of the addresses after the @')
    .action(async (domain: string) => {
      if (await context.withAdmin((admin) => admin.resumeDestination(domain))) context.out(`${domain} is resumed.`);
      else {
        context.err(`${domain} is not paused.\n`);
        context.setExitCode(exitCode.failed);
      }
    });
};
