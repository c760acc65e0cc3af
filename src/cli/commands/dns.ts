import { zoneLine } from '../../mail/dns-records.js';
import type { CommandFile } from '../program.js';

/** `unpaperme dns`: every DNS record to set, as lines of a zone file. */
export const dns: CommandFile = (parent, context) => {
  parent
    .command('dns')
    .description('print the DNS records to set, as lines of a zone file; "doctor" looks whether they are')
    .option('--json', 'print as JSON')
    .action(async ({ json }: { json?: true }) => {
      const records = await context.dnsRecords();
      if (json) return context.out(JSON.stringify(records));
      let purpose = '';
      for (const record of records) {
        if (record.purpose !== purpose) context.out(`; ${(purpose = record.purpose)}`);
        context.out(zoneLine(record));
      }
      if (!records.some(({ name }) => name.includes('._domainkey.'))) {
        context.out('; There are no keys that sign mail yet: "unpaperme dkim make" makes some, with their records.');
      }
    });
};
