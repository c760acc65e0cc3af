/** DANE for SMTP: certificates named in the DNS, proven by DNSSEC (RFC 7672, RFC 6698). */
import { X509Certificate, createHash } from 'node:crypto';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { Resolver } from './dns/resolver.js';
import type { TlsaRecord } from './dns/records.js';

/** What a host's TLSA records ask of TLS with it. */
export type DaneDemand =
  /** RFC 7672 §2.2: none, or not proven. */
  | { readonly kind: 'none' }
  /** Only records that nobody can use: TLS, with whatever certificate. */
  | { readonly kind: 'encrypt' }
  | { readonly kind: 'match'; readonly base: string; readonly records: readonly TlsaRecord[] };

/** More of one host are not looked at. */
const maxRecords = 50;

/**
 * @param host whose address records are proven. @param alias where its name led
 * @throws DnsError: then nothing is sent to this host (RFC 7672 §2.1.2), since an attacker may be hiding the records
 */
export async function daneDemand(
  resolver: Resolver,
  { host, alias, port }: { readonly host: string; readonly alias: string; readonly port: number },
  signal?: AbortSignal,
): Promise<DaneDemand> {
  // §2.2.2: first where the alias leads, then the name itself.
  for (const base of new Set([alias, host])) {
    const { values, authentic } = await resolver.query(`_${port}._tcp.${base}`, 'TLSA', signal);
    if (!authentic || values.length === 0) continue;
    const records = values.slice(0, maxRecords).filter(isUsable);
    return records.length > 0 ? { kind: 'match', base, records } : { kind: 'encrypt' };
  }
  return { kind: 'none' };
}

/** §3.1: DANE-TA(2) and DANE-EE(3); the others say nothing for SMTP. */
function isUsable({ usage, selector, matchingType, data }: TlsaRecord): boolean {
  const length = [undefined, 32, 64][matchingType];
  const fits = matchingType === 0 ? data.length > 0 : data.length === length;
  return (usage === 2 || usage === 3) && (selector === 0 || selector === 1) && fits;
}

/** The chain that a server showed, its own certificate first. */
export function shownChain(socket: TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  let at: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (at?.raw && !seen.has(at.fingerprint256) && chain.length < 10) {
    seen.add(at.fingerprint256);
    chain.push(new X509Certificate(at.raw));
    at = at.issuerCertificate;
  }
  return chain;
}

/**
 * @param chain the server's own first
 * @param names one of which a certificate by a DANE-TA authority has to be for (§3.2.2)
 */
export function matchesDane(
  records: readonly TlsaRecord[],
  chain: readonly X509Certificate[],
  names: readonly string[],
  nowMs: number,
): boolean {
  const [own] = chain;
  if (!own) return false;
  // §3.1.1: neither names nor dates of the server's own certificate matter with DANE-EE.
  if (records.some((record) => record.usage === 3 && isAbout(record, own))) return true;
  const authorities = records.filter(({ usage }) => usage === 2);
  const trusted = chain.findIndex((certificate) => authorities.some((record) => isAbout(record, certificate)));
  if (trusted < 0) return false;
  const path = chain.slice(0, trusted + 1);
  return (
    names.some((name) => own.checkHost(name, { subject: 'never' }) !== undefined) &&
    path.every((certificate) => isValidAt(certificate, nowMs)) &&
    path.every((certificate, at) => at === trusted || isIssuedBy(certificate, path[at + 1]!))
  );
}

function isAbout({ selector, matchingType, data }: TlsaRecord, certificate: X509Certificate): boolean {
  const source = selector === 0 ? certificate.raw : certificate.publicKey.export({ type: 'spki', format: 'der' });
  if (matchingType === 0) return source.equals(data);
  return createHash(matchingType === 1 ? 'sha256' : 'sha512')
    .update(source)
    .digest()
    .equals(data);
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isValidAt({ validFrom, validTo }: X509Certificate, nowMs: number): boolean {
  return Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(validTo);
}
