/** When two mail addresses are one. */
import { domainToASCII } from 'node:url';

/**
 * What addresses that mean the same mailbox of ours have in common: case makes no difference, nor whether the domain is
 * written in U-labels or A-labels (RFC 5891). Only to compare: never to send to.
 */
export function addressKey(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return `${address.slice(0, at).normalize('NFC').toLowerCase()}@${domainToASCII(domain) || domain.toLowerCase()}`;
}
