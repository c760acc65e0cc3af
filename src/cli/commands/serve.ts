import type { CommandFile } from '../program.js';

/** `unpaperme serve`: the server, until SIGTERM or SIGINT. */
export const serve: CommandFile = (parent, context) => {
  parent
    .command('serve')
    .description('run the server: IMAP, hot folders, recognition')
    .action(() => context.serve());
};
