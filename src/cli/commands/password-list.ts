import type { CredentialSummary } from '../../mail/admin.js';
import type { CommandFile } from '../program.js';
import { accountOf, accountOption, day, table } from '../print.js';

/** `unpaperme password list`: an account's passwords by number, never the passwords themselves. */
export const passwordList: CommandFile = (parent, context) => {
  accountOption(parent.command('list'))
    .description('list the passwords of an account and of its devices: when issued, last used, and until when')
    .option('--json', 'print one JSON object a line')
    .action(async (reference: string | undefined, options: { account?: string; json?: true }) => {
      const account = accountOf(reference, options);
      const credentials = await context.withAdmin((admin) => admin.listCredentials(account));
      if (options.json) return credentials.forEach((each) => context.out(JSON.stringify(each)));
      context.out(table(['NUMBER', 'FOR', 'OPENS', 'ISSUED', 'LAST USED', 'STATE'], credentials.map(row)));
    });
};

function row(credential: CredentialSummary): string[] {
  const { kind, name, scopes, createdMs, lastUsed } = credential;
  const used = lastUsed ? `${lastUsed.day}${lastUsed.client === null ? '' : ` ${lastUsed.client}`}` : 'never';
  const of = kind === 'account' ? '(account)' : name;
  return [String(credential.credential), of, scopes.join(', '), day(createdMs), used, stateOf(credential)];
}

function stateOf({ valid, expiresMs, revokedMs }: CredentialSummary): string {
  if (revokedMs !== null) return `withdrawn ${day(revokedMs)}`;
  if (expiresMs === null) return 'valid';
  return valid ? `valid until ${day(expiresMs)}` : `expired ${day(expiresMs)}`;
}
