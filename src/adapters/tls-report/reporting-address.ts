/** Where a domain wants reports on TLS to go: RFC 8460 §3. */
import type { Resolver } from '../net/dns/resolver.js';

export type ReportingAddress =
  | { readonly kind: 'mailto'; readonly address: string; readonly domain: string }
  | { readonly kind: 'https'; readonly url: URL };

/** More of one record are not served. */
const maxAddresses = 3;

/** @returns empty when it wants none. @throws DnsError */
export async function reportingAddresses(
  resolver: Resolver,
  domain: string,
  signal?: AbortSignal,
): Promise<readonly ReportingAddress[]> {
  const { values } = await resolver.query(`_smtp._tls.${domain}`, 'TXT', signal);
  const records = values.filter((text) => /^v=TLSRPTv1\s*(;|$)/.test(text));
  // §3: more than one, and none counts.
  return records.length === 1 ? parseReportingRecord(records[0]!) : [];
}

export function parseReportingRecord(text: string): readonly ReportingAddress[] {
  const rua = /;\s*rua\s*=\s*([^;]*)/.exec(text)?.[1] ?? '';
  const addresses = rua.split(',').flatMap((uri) => {
    const address = parseAddress(uri.trim());
    return address ? [address] : [];
  });
  return addresses.slice(0, maxAddresses);
}

function parseAddress(uri: string): ReportingAddress | undefined {
  if (!URL.canParse(uri)) return undefined;
  const url = new URL(uri);
  if (url.protocol === 'https:') return url.username === '' ? { kind: 'https', url } : undefined;
  const address = decoded(url.pathname);
  const domain = /^[^\s<>@,;:"\\\p{Cc}]+@([^\s<>@,;:"\\\p{Cc}[\]]+)$/u.exec(address)?.[1];
  return url.protocol === 'mailto:' && domain ? { kind: 'mailto', address, domain: domain.toLowerCase() } : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
