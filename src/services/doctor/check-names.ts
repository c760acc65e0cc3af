/** The names of our own hosts: that they lead somewhere, and that the address we send from leads back. */
import { isIP } from 'node:net';
import type { DnsLookup } from '../../mail/dns-records.js';
import type { Check, Finding } from './run-checks.js';

/** @param names.sending of the host that other mail servers meet; undefined when a smarthost sends for us */
export function checkNames(
  names: { readonly hosts: readonly string[]; readonly sending: string | undefined },
  dns: DnsLookup,
): Check {
  return {
    title: 'Names',
    async *run(signal) {
      const hosts = [...new Set([...names.hosts, ...(names.sending === undefined ? [] : [names.sending])])];
      for (const host of hosts) yield await checkHost(host, host === names.sending, dns, signal);
    },
  };
}

async function checkHost(host: string, sends: boolean, dns: DnsLookup, signal: AbortSignal): Promise<Finding> {
  if (isIP(host)) {
    const detail = 'A bare address: mail apps want a name that a certificate can be for (tls.names).';
    return { subject: host, status: 'warning', detail };
  }
  if (host === 'localhost') {
    const detail = 'Known to this machine only: good to try things; customers need a name of yours (tls.names).';
    return { subject: host, status: 'warning', detail };
  }
  try {
    const [v4, v6] = await Promise.all([dns.lookup(host, 'A', signal), dns.lookup(host, 'AAAA', signal)]);
    const addresses = [...v4, ...v6];
    if (addresses.length === 0) {
      return {
        subject: host,
        status: 'failure',
        detail: 'It has no address: set an A record, and AAAA if there is IPv6.',
      };
    }
    const astray = sends ? await addressesAstray(host, addresses, dns, signal) : [];
    if (astray.length === 0) return { subject: host, status: 'ok', detail: addresses.join(', ') };
    const detail =
      `The reverse name (PTR) of ${astray.join(', ')} is not ${host}: many servers refuse mail from there. ` +
      'Your provider sets it.';
    return { subject: host, status: 'failure', detail };
  } catch (error) {
    signal.throwIfAborted();
    return { subject: host, status: 'unknown', detail: error instanceof Error ? error.message : String(error) };
  }
}

async function addressesAstray(
  host: string,
  addresses: readonly string[],
  dns: DnsLookup,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const astray: string[] = [];
  for (const address of addresses) {
    const names = await dns.lookup(reverseName(address), 'PTR', signal);
    if (!names.includes(`${host.toLowerCase()}.`)) astray.push(address);
  }
  return astray;
}

/** RFC 1035 §3.5, RFC 3596 §2.5. */
export function reverseName(address: string): string {
  if (isIP(address) === 4) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  // The URL parser writes every IPv6 address in its shortest form, without an IPv4 tail.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string | undefined) => (text ? text.split(':') : []);
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - before.length - after.length }, () => '0');
  const digits = [...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join('');
  return `${[...digits].reverse().join('.')}.ip6.arpa`;
}
