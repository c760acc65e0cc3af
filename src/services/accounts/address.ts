/** Mail addresses of accounts. */
import { domainToASCII } from 'node:url';

/**
 * @returns the address, its domain in lower case and ASCII (RFC 5891)
 * @throws RangeError when it is no address that mail systems at large take: dot-atom local part (RFC 5322 §3.4.1),
 *   at most 64 octets (RFC 5321 §4.5.3.1.1)
 */
export function checkAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = domainToASCII(address.slice(at + 1));
  const dotAtom = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
  const bad = at < 1 || domain === '' || domain.length > 253 || !dotAtom.test(local) || Buffer.byteLength(local) > 64;
  if (bad) throw new RangeError(`"${address}" is not a mail address; give it as --address name@domain.`);
  return `${local}@${domain}`;
}

const transliterations: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  ø: 'oe',
  ł: 'l',
};

/** `Käthe Müller-Lüdenscheidt` becomes `kaethe.mueller-luedenscheidt@domain`. */
export function defaultAddress(name: string, domain: string): string {
  const local = name
    .toLowerCase()
    .replace(/[äöüßæøł]/g, (letter) => transliterations[letter]!)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9-]+/g, '.')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 64)
    .replace(/[.-]+$/, '');
  if (local === '') throw new RangeError(`No mail address can be made of the name "${name}": give --address.`);
  return `${local}@${domain}`;
}
