/** From a domain to the servers that take its mail: RFC 5321 §5.1, RFC 7505. */
import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { DnsError } from '../net/dns/dns-error.js';
import type { DnsAnswer, Resolver } from '../net/dns/resolver.js';
import type { SmtpLimits } from './limits.js';
import { problem, problemOfDns, type Problem } from './problem.js';

export interface Route {
  /** In A-labels. */
  readonly domain: string;
  /** Names, best first. */
  readonly hosts: readonly string[];
  /** The names are proven by DNSSEC. */
  readonly authentic: boolean;
}

export interface HostAddresses {
  readonly addresses: readonly string[];
  /** Where aliases led. */
  readonly name: string;
  readonly authentic: boolean;
}

export class RouteProblem extends Error {
  override readonly name = 'RouteProblem';
  constructor(readonly met: Problem) {
    super(met.reply);
  }
}

interface RouteOptions {
  readonly resolver: Resolver;
  /** We are listed ourselves under this name (§5.1). */
  readonly ownName: string;
  readonly limits: Pick<SmtpLimits, 'hosts' | 'addresses'>;
  readonly random: () => number;
}

/** @throws RouteProblem */
export async function findRoute(given: string, options: RouteOptions, signal?: AbortSignal): Promise<Route> {
  const { resolver, ownName, limits, random } = options;
  // RFC 5321 §4.1.3: we do not deliver to hosts by number, so that nobody makes us knock at our own network.
  const domain = given.startsWith('[') ? '' : domainToASCII(given);
  if (domain === '' || isIP(domain)) throw new RouteProblem(problem(true, '5.1.2', `${given} is no domain for mail`));
  const mx = await asked(resolver.query(domain, 'MX', signal));
  if (!mx.exists) throw new RouteProblem(problem(true, '5.1.2', `the domain ${domain} does not exist`));
  const { values, authentic } = mx;
  if (values.length === 0) return { domain, hosts: [domain], authentic }; // §5.1: the implicit MX
  const named = values.filter(({ exchange }) => exchange !== '');
  if (named.length === 0) throw new RouteProblem(problem(true, '5.1.10', `${domain} takes no mail (null MX)`));

  const own = Math.min(...named.filter(({ exchange }) => exchange === ownName).map(({ preference }) => preference));
  const usable = named.filter(({ preference }) => preference < own); // §5.1: only those better than ourselves
  if (usable.length === 0) throw new RouteProblem(problem(true, '5.4.6', `mail for ${domain} would come back to us`));
  const shuffled = usable.map((record) => ({ ...record, lot: random() }));
  shuffled.sort((a, b) => a.preference - b.preference || a.lot - b.lot);
  const hosts = [...new Set(shuffled.map(({ exchange }) => exchange))].slice(0, limits.hosts);
  return { domain, hosts, authentic };
}

/** IPv6 before IPv4. @throws RouteProblem */
export async function findAddresses(host: string, resolver: Resolver, signal?: AbortSignal): Promise<HostAddresses> {
  const both = [resolver.query(host, 'AAAA', signal), resolver.query(host, 'A', signal)] as const;
  const [six, four] = await Promise.allSettled(both);
  const answers = [six, four].flatMap((settled) => (settled.status === 'fulfilled' ? [settled.value] : []));
  const addresses = answers.flatMap(({ values }) => values).filter(isUnicast);
  if (addresses.length > 0) {
    const used = answers.filter(({ values }) => values.length > 0);
    const authentic = answers.length === 2 && used.every((answer) => answer.authentic);
    return { addresses, name: used[0]!.name, authentic };
  }
  for (const query of both) await asked(query);
  throw new RouteProblem(problem(true, '5.4.4', `the mail server ${host} has no address`, host));
}

async function asked<T>(query: Promise<DnsAnswer<T>>): Promise<DnsAnswer<T>> {
  try {
    return await query;
  } catch (error) {
    if (error instanceof DnsError) throw new RouteProblem(problemOfDns(error));
    throw error;
  }
}

const nobody = new BlockList();
nobody.addSubnet('0.0.0.0', 8, 'ipv4'); // "this host", which connects to ourselves
nobody.addSubnet('224.0.0.0', 3, 'ipv4'); // multicast, reserved, broadcast
nobody.addAddress('::', 'ipv6');
nobody.addSubnet('ff00::', 8, 'ipv6');

function isUnicast(address: string): boolean {
  return !nobody.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
