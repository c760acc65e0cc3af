/** The command line: `unpaperme <command>`. Each command is a file in `commands/`. */
import { Command } from 'commander';
import { projectPath } from '../lib/project-path.js';
import { readFileSync } from 'node:fs';
import { accountAdd } from './commands/account-add.js';
import { accountClose } from './commands/account-close.js';
import { accountDelete } from './commands/account-delete.js';
import { accountDisclosures } from './commands/account-disclosures.js';
import { accountList } from './commands/account-list.js';
import { accountReopen } from './commands/account-reopen.js';
import { accountSet } from './commands/account-set.js';
import { accountShow } from './commands/account-show.js';
import { configCheck } from './commands/config-check.js';
import { dkim } from './commands/dkim.js';
import { dns } from './commands/dns.js';
import { doctor } from './commands/doctor.js';
import { intake } from './commands/intake.js';
import { passwordIssue } from './commands/password-issue.js';
import { passwordList } from './commands/password-list.js';
import { passwordRevoke } from './commands/password-revoke.js';
import { passwordRotate } from './commands/password-rotate.js';
import { queueChange } from './commands/queue-change.js';
import { queueList } from './commands/queue-list.js';
import { queuePause } from './commands/queue-pause.js';
import { serve } from './commands/serve.js';
import type { Context } from './context.js';

/** Adds itself to a parent command. */
export type CommandFile = (parent: Command, context: Context) => void;

export function createProgram(context: Context): Command {
  const program = new Command('unpaperme')
    .description(
      'Reads paper mail in a mail app: takes in scans, serves them over IMAP, and sends what customers forward.',
    )
    .version(version(), '--version', 'print the version')
    .option('--config <file>', 'configuration file, over config/default.yaml (or UNPAPERME_CONFIG)')
    .helpOption('-h, --help', 'print help')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 wrong command line or configuration, 3 a file was rejected.',
    )
    .showHelpAfterError('(add --help for all options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out(text.trimEnd()),
      writeErr: (text) => context.err(text),
    });
  serve(program, context);
  intake(program, context);
  const account = group(program, 'account', 'customers’ accounts');
  const ofAccounts = [accountAdd, accountList, accountShow, accountSet, accountClose, accountReopen, accountDelete];
  for (const file of [...ofAccounts, accountDisclosures]) file(account, context);
  const password = group(program, 'password', 'issued passwords');
  for (const file of [passwordRotate, passwordList, passwordIssue, passwordRevoke]) file(password, context);
  const queue = group(program, 'queue', 'mail on its way out');
  for (const file of [queueList, queueChange, queuePause]) file(queue, context);
  dkim(group(program, 'dkim', 'keys that sign outgoing mail'), context);
  dns(program, context);
  doctor(program, context);
  configCheck(group(program, 'config', 'the configuration'), context);
  return program;
}

function group(program: Command, name: string, description: string): Command {
  return program.command(name).description(description);
}

function version(): string {
  return (JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as { version: string }).version;
}
