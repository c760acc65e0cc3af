/** Records as they are written in zone files, by the resolver. */
import type { DnsLookup } from '../../../mail/dns-records.js';
import type { RecordValues } from './records.js';
import type { Resolver } from './resolver.js';

const written: { readonly [T in Exclude<keyof RecordValues, 'TLSA'>]: (value: RecordValues[T]) => string } = {
  A: (address) => address,
  AAAA: (address) => address,
  MX: ({ preference, exchange }) => `${preference} ${exchange}.`,
  PTR: (name) => `${name}.`,
  SRV: ({ priority, weight, port, target }) => `${priority} ${weight} ${port} ${target}.`,
  TXT: (text) => text,
};

export function dnsLookup(resolver: Resolver): DnsLookup {
  const ask = async <T extends keyof typeof written>(name: string, type: T, signal?: AbortSignal) => {
    const { values } = await resolver.query(name, type, signal);
    return values.map((value) => written[type](value));
  };
  return { lookup: ask };
}
