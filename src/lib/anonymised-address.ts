/** Client addresses as they may stand in a log: the network, not the customer. */
import { isIPv4, isIPv6 } from 'node:net';

/** By what the operator wants to have in the log. */
export const addressForLog = {
  network: anonymisedAddress,
  none: () => 'none',
} as const;

/** IPv4: the first two octets of four; IPv6: the first 32 bits. 127.0.0.1 and ::1 stay, they are nobody's. */
export function anonymisedAddress(address: string | undefined): string {
  const plain = (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIPv4(plain)) return plain === '127.0.0.1' ? plain : `${plain.split('.').slice(0, 2).join('.')}.0.0/16`;
  if (!isIPv6(plain)) return 'unknown';
  if (plain === '::1') return plain;
  const [head = ''] = plain.split('::');
  const groups = head === '' ? [] : head.split(':');
  return `${[groups[0] ?? '0', groups[1] ?? '0'].join(':')}::/32`;
}
