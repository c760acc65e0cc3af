import { InvalidArgumentError } from 'commander';
import { credentialScopes, type CredentialScope } from '../../mail/credentials.js';
import { parseDuration } from '../duration.js';
import type { CommandFile } from '../program.js';
import { accountOf, accountOption, printIssued } from '../print.js';

interface Options {
  account?: string;
  device: string;
  scope?: readonly CredentialScope[];
  expires?: number;
  json?: true;
}

/** `unpaperme password issue`: a password of its own for a device, beside the account's. */
export const passwordIssue: CommandFile = (parent, context) => {
  accountOption(parent.command('issue'))
    .description('issue a password for one device, which is shown once; the others stay as they are')
    .requiredOption('--device <name>', 'what people call it, such as "Scanner in the hall"')
    .option('--scope <services>', 'what it opens: imap, smtp or both, parted by a comma (default: both)', scopes)
    .option('--expires <time>', 'valid for so long, such as 365d (default: until withdrawn)', duration)
    .option('--json', 'print {"account":…,"user":…,"password":…,"credential":…} as JSON')
    .action(async (reference: string | undefined, options: Options) => {
      const { device: name, scope = credentialScopes, expires } = options;
      const account = accountOf(reference, options);
      const device = {
        ...{ name, scopes: scope },
        ...(expires !== undefined && { expiresMs: Date.now() + expires }),
      };
      const issued = await context.withAdmin((admin) => admin.issueDevicePassword(account, device));
      printIssued(context, issued, options.json);
    });
};

function scopes(text: string): readonly CredentialScope[] {
  const named = text.split(',').map((each) => each.trim());
  const known = credentialScopes.filter((scope) => named.includes(scope));
  if (known.length !== new Set(named).size) throw new InvalidArgumentError('Give imap, smtp or imap,smtp.');
  return known;
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (!ms) throw new InvalidArgumentError('Give a number and s, m, h, d or w, such as 365d.');
  return ms;
}
