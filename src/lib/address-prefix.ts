/** Networks that an IP address belongs to: what one customer or attacker has, and what his provider has next to it. */
import { isIPv4, isIPv6 } from 'node:net';

export interface AddressPrefixes {
  /** IPv4 /32, IPv6 /64: one connection of a home, an office, a phone. */
  readonly narrow: string;
  /** IPv4 /24, IPv6 /48. */
  readonly wide: string;
}

/** @returns for what is no address, itself: all such are one */
export function addressPrefixes(address: string): AddressPrefixes {
  const plain = address.replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1] ?? plain;
  if (isIPv4(mapped)) return { narrow: `${mapped}/32`, wide: `${mapped.split('.').slice(0, 3).join('.')}.0/24` };
  if (!isIPv6(plain)) return { narrow: 'unknown', wide: 'unknown' };
  const groups = groupsOf(plain);
  return { narrow: `${groups.slice(0, 4).join(':')}::/64`, wide: `${groups.slice(0, 3).join(':')}::/48` };
}

/** The eight groups of an IPv6 address, in one way of writing (RFC 5952 §4.1, §4.3). */
function groupsOf(address: string): string[] {
  // Dotted quad at the end (RFC 4291 §2.2): its two groups lie behind all prefixes.
  const [head = '', tail] = address.replace(/\d+\.\d+\.\d+\.\d+$/, '0:0').split('::');
  const split = (part: string | undefined): string[] => (part ? part.split(':') : []);
  const [before, after] = [split(head), split(tail)];
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: missing }, () => '0'), ...after].map((group) =>
    Number.parseInt(group, 16).toString(16),
  );
}
