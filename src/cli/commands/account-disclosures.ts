import type { Disclosure } from '../../mail/queue-store.js';
import type { CommandFile } from '../program.js';
import { accountOf, accountOption, table } from '../print.js';
import { when } from '../when.js';

interface Options {
  account?: string;
  from?: string;
  to?: string;
  json?: true;
}

/** `unpaperme account disclosures`: the ledger of what left to whom, without content. */
export const accountDisclosures: CommandFile = (parent, context) => {
  accountOption(parent.command('disclosures'))
    .description('list what was handed to third parties: when, to whom, which documents, by which way')
    .option('--from <day>', 'first day, such as 2026-11-01')
    .option('--to <day>', 'last day')
    .option('--json', 'print as JSON')
    .action(async (reference: string | undefined, options: Options) => {
      const range = {
        ...(options.from !== undefined && { fromMs: day(options.from, '--from') }),
        ...(options.to !== undefined && { toMs: day(options.to, '--to', 1) }),
      };
      const account = accountOf(reference, options);
      const disclosures = await context.withAdmin((admin) => admin.disclosures(account, range));
      if (options.json) return context.out(JSON.stringify(disclosures));
      if (disclosures.length === 0) return context.out('Nothing was handed to anybody.');
      context.out(table(['when', 'recipient', 'documents', 'way', 'message', 'reply'], disclosures.map(line)));
    });
};

function line({ atMs, recipient, documents, way, messageId, reply }: Disclosure): string[] {
  const transport = `${way.remote}, ${way.tls ?? 'no TLS'}${way.tls ? ` (${way.verified === 'no' ? 'not verified' : way.verified})` : ''}`;
  const encrypted = way.encrypted === 'no' ? '' : `, encrypted (${way.encrypted})`;
  return [when(atMs), recipient, documents.join(' ') || '-', transport + encrypted, messageId, reply];
}

/** @returns its start in the machine's time zone, or that of a day so many later; ms since 1970 */
function day(text: string, option: string, later = 0): number {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const at = new Date(Number(year), Number(month) - 1, Number(date));
  if (at.getMonth() !== Number(month) - 1)
    throw new RangeError(`${option} is ${text}: it must be a day, such as 2026-11-01.`);
  at.setDate(at.getDate() + later); // days have 23 to 25 hours
  return at.getTime();
}
