/** How safely a domain's mail hosts can be reached: DANE before MTA-STS before whatever is offered. */
import type { Outlook } from '../../mail/transport.js';
import { daneDemand, type DaneDemand } from '../net/dane.js';
import { DnsError } from '../net/dns/dns-error.js';
import type { Resolver } from '../net/dns/resolver.js';
import { allowsHost, type MtaSts, type StsLookup, type StsPolicy } from '../net/mta-sts.js';
import type { TlsDemand } from './establish.js';
import type { SmtpLimits } from './limits.js';
import { problem, type Problem } from './problem.js';
import { findAddresses, findRoute, RouteProblem, type Route } from './route.js';
import type { AppliedPolicy, ObserveTls } from './tls-observer.js';

/** A mail host that may have the message. */
export interface Hop {
  readonly host: string;
  /** For SNI and the certificate. */
  readonly name: string;
  readonly addresses: readonly string[];
  readonly demand: TlsDemand;
  readonly policy: AppliedPolicy;
  /** The policy asks for a certificate that holds, if only to be told otherwise (MTA-STS `testing`). */
  readonly reportsCertificate: boolean;
}

export interface Destination extends Route {
  readonly sts: StsLookup;
}

interface DestinationsOptions {
  readonly resolver: Resolver;
  readonly mtaSts: MtaSts;
  readonly ownName: string;
  readonly port: number;
  readonly limits: SmtpLimits;
  readonly random: () => number;
  readonly observe: ObserveTls;
}

export class Destinations {
  readonly #options: DestinationsOptions;

  constructor(options: DestinationsOptions) {
    this.#options = options;
  }

  /** @throws RouteProblem */
  async find(domain: string, signal?: AbortSignal): Promise<Destination> {
    const route = await findRoute(domain, this.#options, signal);
    const sts = await this.#options.mtaSts.lookUp(route.domain, signal);
    if (sts.trouble) {
      const policy = stsApplied(sts.policy, route.domain);
      this.#options.observe({ domain: route.domain, policy, trouble: sts.trouble });
    }
    return { ...route, sts };
  }

  /** @returns why this host cannot have the message */
  async hop(to: Destination, host: string, requireTls: boolean, signal?: AbortSignal): Promise<Hop | Problem> {
    const { resolver, observe } = this.#options;
    try {
      const { addresses, name: alias, authentic } = await findAddresses(host, resolver, signal);
      const dane = await this.#dane(to, host, alias, authentic, signal);
      if (dane.kind === 'match') {
        const { base, records } = dane;
        const demand = { kind: 'dane', names: [base, host, to.domain], records } as const;
        const policy = { type: 'tlsa', domain: host, lines: records.map(tlsaLine), mx: [] } as const;
        return { host, name: base, addresses, demand, policy, reportsCertificate: false };
      }
      const { policy: sts } = to.sts;
      const policy = stsApplied(sts, to.domain);
      if (sts && sts.mode !== 'none' && !allowsHost(sts, host)) {
        observe({ domain: to.domain, policy, mxHost: host, trouble: 'validation-failure' });
        if (sts.mode === 'enforce') {
          return problem(false, '4.7.5', `${host} is no mail server by the MTA-STS policy of ${to.domain}`, host);
        }
      }
      const demand = demandOf(to, dane, requireTls);
      return 'kind' in demand
        ? { host, name: host, addresses, demand, policy, reportsCertificate: policy.type === 'sts' }
        : { ...demand, remote: host };
    } catch (error) {
      if (error instanceof RouteProblem) return { ...error.met, remote: host };
      throw error;
    }
  }

  /** The least safe of its hosts counts, since mail may go to any. */
  async outlook(domain: string): Promise<Outlook> {
    try {
      const to = await this.find(domain);
      const hops = await Promise.all(to.hosts.map((host) => this.hop(to, host, false)));
      const usable = hops.filter((hop) => 'demand' in hop);
      if (usable.length === 0) return 'unknown';
      if (usable.every(({ demand }) => demand.kind === 'dane')) return 'dane';
      return usable.every(({ demand }) => demand.kind === 'dane' || demand.kind === 'pkix') ? 'mta-sts' : 'unproven';
    } catch (error) {
      if (error instanceof RouteProblem) return 'unknown';
      throw error;
    }
  }

  async #dane(
    to: Destination,
    host: string,
    alias: string,
    authentic: boolean,
    signal?: AbortSignal,
  ): Promise<DaneDemand> {
    // RFC 7672 §2.2.1: names that are not proven prove nothing.
    if (!to.authentic || !authentic) return { kind: 'none' };
    const { resolver, port, observe } = this.#options;
    try {
      return await daneDemand(resolver, { host, alias, port }, signal);
    } catch (error) {
      if (!(error instanceof DnsError)) throw error;
      const policy = { type: 'tlsa', domain: host, lines: [], mx: [] } as const;
      observe({ domain: to.domain, policy, mxHost: host, trouble: 'dnssec-invalid' });
      throw new RouteProblem(problem(false, '4.7.5', `TLSA records of ${host} cannot be had: ${error.message}`));
    }
  }
}

/** RFC 8689 §4.2.1: the host's name proven by DNSSEC or MTA-STS, and a certificate that holds. */
function demandOf(to: Destination, dane: DaneDemand, requireTls: boolean): TlsDemand | Problem {
  const { policy, trouble } = to.sts;
  if (policy?.mode === 'enforce') return { kind: 'pkix', proof: 'mta-sts' };
  if (!requireTls) return { kind: dane.kind === 'encrypt' ? 'encrypt' : 'may' };
  if (to.authentic) return { kind: 'pkix', proof: 'pkix' };
  return trouble
    ? problem(false, '4.7.10', `the MTA-STS policy of ${to.domain} cannot be had (${trouble})`)
    : problem(true, '5.7.10', `it cannot be proven which servers are those of ${to.domain} (no DNSSEC, no MTA-STS)`);
}

function stsApplied(policy: StsPolicy | undefined, domain: string): AppliedPolicy {
  if (!policy || policy.mode === 'none') return { type: 'no-policy-found', domain, lines: [], mx: [] };
  const { mode, mx, maxAgeMs } = policy;
  const lines = ['version: STSv1', `mode: ${mode}`, ...mx.map((name) => `mx: ${name}`), `max_age: ${maxAgeMs / 1000}`];
  return { type: 'sts', domain, lines, mx };
}

function tlsaLine({
  usage,
  selector,
  matchingType,
  data,
}: {
  usage: number;
  selector: number;
  matchingType: number;
  data: Buffer;
}): string {
  return `${usage} ${selector} ${matchingType} ${data.toString('hex')}`;
}
