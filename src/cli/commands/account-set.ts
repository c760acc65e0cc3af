import type { QuotaChange } from '../../mail/accounts.js';
import type { CommandFile } from '../program.js';
import { accountOf, accountOption, printSummary } from '../print.js';

interface Options {
  account?: string;
  quota?: string;
  quotaMessages?: string;
  json?: true;
}

/** `unpaperme account set`: limits of one account, other than the configuration's. */
export const accountSet: CommandFile = (parent, context) => {
  accountOption(parent.command('set'))
    .description('set how much an account may hold, other than all')
    .option('--quota <megabytes>', 'megabytes of 1,000,000 octets; 0: no limit; default: as configured')
    .option('--quota-messages <number>', 'messages, copies included; 0: no limit; default: as configured')
    .option('--json', 'print the account as JSON')
    .action(async (reference: string | undefined, options: Options) => {
      const octets = limit(options.quota, '--quota', 1_000_000);
      const messages = limit(options.quotaMessages, '--quota-messages', 1);
      const change: QuotaChange = {
        ...(octets !== undefined && { octets }),
        ...(messages !== undefined && { messages }),
      };
      if (Object.keys(change).length === 0) throw new RangeError('Say what to set: --quota or --quota-messages.');
      const account = await context.withAdmin((admin) => admin.setQuota(accountOf(reference, options), change));
      printSummary(context, account, options.json, 'changed');
    });
};

/** @returns null: as configured; undefined: not given */
function limit(text: string | undefined, option: string, unit: number): number | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'default') return null;
  const value = /^\d{1,9}(?:\.\d{1,6})?$/.test(text) ? Math.round(Number(text) * unit) : NaN;
  if (!Number.isSafeInteger(value)) throw new RangeError(`${option} is ${text}: it must be a number, or default.`);
  return value;
}
