/** Records as they are written in zone files, by the resolver. */
import type { DnsLookup } from '../../../mail/dns-records.js';
import type { RecordValues } from './records.js';
import type { Resolver } from './resolver.js';

export function dnsLookup(resolver: Resolver): DnsLookup {
  const asker =
    <T extends keyof RecordValues>(type: T, written: (value: RecordValues[T]) => string) =>
    async (name: string, signal: AbortSignal | undefined) =>
      (await resolver.query(name, type, signal)).values.map(written);
  const askers = {
    A: asker('A', (address) => address),
    AAAA: asker('AAAA', (address) => address),
    MX: asker('MX', ({ preference, exchange }) => `${preference} ${exchange}.`),
    PTR: asker('PTR', (name) => `${name}.`),
    SRV: asker('SRV', ({ priority, weight, port, target }) => `${priority} ${weight} ${port} ${target}.`),
    TXT: asker('TXT', (text) => text),
  };
  return { lookup: (name, type, signal) => askers[type](name, signal) };
}
