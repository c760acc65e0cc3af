/** Where questions go. */
import { getServers } from 'node:dns';
import { BlockList, isIP } from 'node:net';

export interface NameServer {
  readonly host: string;
  readonly port: number;
}

/** @param servers `ip`, `ip:port`, `[ip6]:port`; none: the system's. @throws Error on another form */
export function nameServers(servers: readonly string[]): readonly NameServer[] {
  return (servers.length > 0 ? servers : getServers()).map(parseNameServer);
}

export function parseNameServer(text: string): NameServer {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = isIP(text) ? text : (bracketed ?? plain ?? '');
  const number = isIP(text) || port === undefined ? 53 : Number(port);
  if (!isIP(host) || number < 1 || number > 65535) throw new Error(`not an IP address of a DNS server: ${text}`);
  return { host, port: number };
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

export function isLoopback(address: string): boolean {
  return loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
