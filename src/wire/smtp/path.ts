/** Reverse-path and forward-path: RFC 5321 §4.1.2, with the characters beyond ASCII of RFC 6531 §3.3. */
import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';

/** An address of the envelope. */
export interface SmtpMailbox {
  /** As written, quotes and all. */
  readonly local: string;
  /** In lower case; `undefined` for the bare `postmaster` of RFC 5321 §4.1.1.3. */
  readonly domain: string | undefined;
}

export type Path = SmtpMailbox | 'null';

/** RFC 5321 §4.5.3.1: octets. */
const limits = { local: 64, domain: 255, path: 256 } as const;

const atom = String.raw`[A-Za-z0-9!#$%&'*+/=?^_\x60{|}~\u0080-\u{10ffff}-]+`;
const dotString = new RegExp(String.raw`^${atom}(?:\.${atom})*`, 'u');
const quotedString = /^"(?:[ !#-[\]-~\u0080-\u{10ffff}]|\\[ -~])*"/u;
const label = String.raw`[A-Za-z0-9\u0080-\u{10ffff}](?:[A-Za-z0-9\u0080-\u{10ffff}-]*[A-Za-z0-9\u0080-\u{10ffff}])?`;
const domainName = new RegExp(String.raw`^${label}(?:\.${label})*`, 'u');
const literal = /^\[[^\]\s]*\]/;
/** RFC 5321 §4.1.2 A-d-l: a source route is taken and not looked at. */
const route = new RegExp(String.raw`^@${label}(?:\.${label})*(?:,@${label}(?:\.${label})*)*:`, 'u');
/** What no address shows, so that two that look alike would differ: controls, zero width, the byte order mark. */
const unseen = /[\p{Cc}\u00a0\u00ad\u200b\u2028\u2029\u2060\ufeff]/u;

/**
 * Reads `<…>` at the start of the text.
 * @returns the path and what follows it; undefined when there is none
 */
export function readPath(text: string): { readonly path: Path; readonly rest: string } | undefined {
  if (!text.startsWith('<')) return undefined;
  if (text.startsWith('<>')) return { path: 'null', rest: text.slice(2) };
  const inside = text.slice(1).replace(route, '');
  const local = quotedString.exec(inside)?.[0] ?? dotString.exec(inside)?.[0];
  if (local === undefined || unseen.test(local)) return undefined;
  let rest = inside.slice(local.length);
  if (rest.startsWith('>') && local.toLowerCase() === 'postmaster') {
    return { path: { local, domain: undefined }, rest: rest.slice(1) };
  }
  if (!rest.startsWith('@')) return undefined;
  rest = rest.slice(1);
  const domain = literal.exec(rest)?.[0] ?? domainName.exec(rest)?.[0] ?? '';
  rest = rest.slice(domain.length);
  if (!rest.startsWith('>') || !isDomain(domain)) return undefined;
  const octets = { local: Buffer.byteLength(local), domain: Buffer.byteLength(domain) };
  if (octets.local > limits.local || octets.domain > limits.domain) return undefined;
  if (octets.local + octets.domain + '<@>'.length > limits.path) return undefined;
  return { path: { local, domain: domain.toLowerCase() }, rest: rest.slice(1) };
}

/** Without brackets, as the queue has it. */
export function formatMailbox({ local, domain }: SmtpMailbox): string {
  return domain === undefined ? local : `${local}@${domain}`;
}

function isDomain(domain: string): boolean {
  if (domain.startsWith('[')) {
    const address = domain.slice(1, -1);
    return /^ipv6:/i.test(address) ? isIPv6(address.slice('ipv6:'.length)) : isIPv4(address);
  }
  if (domain === '' || unseen.test(domain)) return false;
  // RFC 6531 §3.3: U-labels are those that IDNA can write as A-labels, of 63 octets at most (RFC 1035 §2.3.4).
  const ascii = domainToASCII(domain);
  return ascii !== '' && ascii.length <= limits.domain && ascii.split('.').every((each) => each.length <= 63);
}
