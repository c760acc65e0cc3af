import { InvalidArgumentError, Option } from 'commander';
import { postcardPolicies, type PostcardPolicy, type QuotaChange } from '../../mail/accounts.js';
import type { AccountSummary, Admin } from '../../mail/admin.js';
import type { CommandFile } from '../program.js';
import { accountOf, accountOption, printSummary } from '../print.js';

interface Options {
  account?: string;
  quota?: string;
  quotaMessages?: string;
  postcard?: PostcardPolicy;
  alias?: readonly string[];
  removeAlias?: readonly string[];
  postal?: readonly string[];
  json?: true;
}

/** `unpaperme account set`: what holds for one account, other than the configuration's. */
export const accountSet: CommandFile = (parent, context) => {
  accountOption(parent.command('set'))
    .description('set how much an account may hold, what it may send, its further addresses, and where letters go')
    .option('--quota <megabytes>', 'megabytes of 1,000,000 octets; 0: no limit; default: as configured')
    .option('--quota-messages <number>', 'messages, copies included; 0: no limit; default: as configured')
    .addOption(
      new Option(
        '--postcard <policy>',
        'documents that would leave unencrypted: warn (ask the customer first), allow, or require (nothing leaves unencrypted)',
      ).choices(postcardPolicies),
    )
    .option('--alias <address>', 'a further address to send from; may be repeated', addresses)
    .option('--remove-alias <address>', 'one less; may be repeated', addresses)
    .option(
      '--postal <line>',
      'a line of the postal address, below the name; may be repeated; "" removes it',
      postalLines,
    )
    .option('--json', 'print the account as JSON')
    .action(async (reference: string | undefined, options: Options) => {
      const changes = changesOf(options);
      if (changes.length === 0) {
        throw new RangeError(
          'Say what to set: --quota, --quota-messages, --postcard, --alias, --remove-alias or --postal.',
        );
      }
      const name = accountOf(reference, options);
      const account = await context.withAdmin(async (admin) => {
        let changed: AccountSummary | undefined;
        for (const change of changes) changed = await change(admin, name);
        return changed!;
      });
      printSummary(context, account, options.json, 'changed');
    });
};

type Change = (admin: Admin, account: string) => Promise<AccountSummary>;

/** All of it is checked before anything is changed. */
function changesOf({
  quota,
  quotaMessages,
  postcard,
  alias = [],
  removeAlias = [],
  postal,
}: Options): readonly Change[] {
  const octets = limit(quota, '--quota', 1_000_000);
  const messages = limit(quotaMessages, '--quota-messages', 1);
  const limits: QuotaChange = {
    ...(octets !== undefined && { octets }),
    ...(messages !== undefined && { messages }),
  };
  const changes: Change[] = [];
  // Aliases first: they alone can be refused, when another account has the address.
  if (alias.length + removeAlias.length > 0) {
    changes.push((admin, account) => admin.setAliases(account, { add: alias, remove: removeAlias }));
  }
  if (postal) changes.push((admin, account) => admin.setPostal(account, postal));
  if (Object.keys(limits).length > 0) changes.push((admin, account) => admin.setQuota(account, limits));
  if (postcard) changes.push((admin, account) => admin.setPostcard(account, postcard));
  return changes;
}

function addresses(text: string, before: readonly string[] = []): readonly string[] {
  if (!text.includes('@')) throw new InvalidArgumentError('Give a mail address.');
  return [...before, text];
}

function postalLines(line: string, before: readonly string[] = []): readonly string[] {
  return [...before, line];
}

/** @returns null: as configured; undefined: not given */
function limit(text: string | undefined, option: string, unit: number): number | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'default') return null;
  const value = /^\d{1,9}(?:\.\d{1,6})?$/.test(text) ? Math.round(Number(text) * unit) : NaN;
  if (!Number.isSafeInteger(value)) throw new RangeError(`${option} is ${text}: it must be a number, or default.`);
  return value;
}
