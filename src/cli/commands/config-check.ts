import type { CommandFile } from '../program.js';

/** `unpaperme config check`: all complaints about the configuration, without starting anything. */
export const configCheck: CommandFile = (parent, context) => {
  parent
    .command('check')
    .description('check the configuration file and variables without starting')
    .option('--json', 'print the configuration in force as JSON')
    .action(({ json }: { json?: true }) => {
      const config = context.config();
      context.out(json ? JSON.stringify(config) : 'The configuration is valid.');
    });
};
