import type { Config } from '../../config.js';
import type { DkimRecord } from '../../mail/dkim-keys.js';
import type { Context } from '../context.js';
import type { CommandFile } from '../program.js';

interface Options {
  domain?: string;
  selector?: string;
  json?: true;
}

/** `unpaperme dkim make` and `show`: signing keys, and the DNS records to set for them. */
export const dkim: CommandFile = (parent, context) => {
  parent
    .command('make')
    .description('make signing keys for a domain, and print the DNS records to set')
    .option('--domain <domain>', 'the domain that customers send from (default: service.domain)')
    .option('--selector <name>', 'name of the new keys (default: s and the year)')
    .option('--json', 'print as JSON')
    .action(async ({ domain, selector, json }: Options) => {
      const config = context.config();
      const name = selector ?? `s${new Date().getFullYear()}`;
      const records = await context.dkimKeys().make(domain ?? config.service.domain, name);
      if (json) return context.out(JSON.stringify(records));
      print(records, config, context);
    });
  parent
    .command('show')
    .description('print the DNS records of the signing keys that are there')
    .option('--json', 'print as JSON')
    .action(async ({ json }: { json?: true }) => {
      const records = await context.dkimKeys().list();
      if (json) return context.out(JSON.stringify(records));
      if (records.length === 0) return context.out('There are no signing keys; "unpaperme dkim make" makes some.');
      print(records, context.config(), context);
    });
};

function print(records: readonly DkimRecord[], config: Config, context: Context): void {
  context.out('DNS records:');
  for (const { name, value } of records) context.out(`${name}. IN TXT ${strings(value)}`);
  const idle = [...new Set(records.map(({ selector }) => selector))].filter(
    (selector) => !config.dkim.selectors.includes(selector),
  );
  if (idle.length === 0) return;
  const selectors = [...config.dkim.selectors, ...idle].join(', ');
  context.out('');
  context.out(
    `Not signing yet: ${idle.join(', ')}. Once the records can be looked up, set dkim.selectors to [${selectors}]`,
  );
  context.out('and restart the server.');
}

/** RFC 1035 §3.3: strings of at most 255 octets; receivers put them together (RFC 6376 §3.6.2.2). */
function strings(value: string): string {
  return (value.match(/.{1,255}/g) ?? []).map((part) => `"${part}"`).join(' ');
}
