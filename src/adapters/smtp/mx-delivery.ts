/** Delivery to the recipients' own servers, one after the other until one answers for the message. */
import type { OutgoingMail } from '../../mail/transport.js';
import { ConnectionFailure } from './connection-failure.js';
import type { Destination, Destinations, Hop } from './destinations.js';
import { demandKey, establish, type Surroundings, type Verified } from './establish.js';
import { handOver, isProblem } from './hand-over.js';
import type { ConnectionPool } from './pool.js';
import { decisive, problem, problemOfFailure, type Problem } from './problem.js';
import { allMet, type Results } from './results.js';
import { isAboutCertificate, type ObserveTls } from './tls-observer.js';

export interface MxDeliveryOptions extends Surroundings {
  readonly destinations: Destinations;
  readonly pool: ConnectionPool<Verified>;
  readonly port: number;
  readonly observe: ObserveTls;
}

export class MxDelivery {
  readonly #options: MxDeliveryOptions;

  constructor(options: MxDeliveryOptions) {
    this.#options = options;
  }

  /** @throws RouteProblem; what `signal` was aborted with */
  async deliver(mail: OutgoingMail, signal: AbortSignal): Promise<Results> {
    const { destinations, limits, clock } = this.#options;
    const to = await destinations.find(mail.domain, signal);
    const problems: Problem[] = [];
    let addressesLeft = limits.addresses;
    for (const host of to.hosts) {
      const hop = await destinations.hop(to, host, mail.envelope.requireTls, signal);
      if (!('demand' in hop)) {
        problems.push(hop);
        continue;
      }
      for (const address of hop.addresses.slice(0, addressesLeft)) {
        addressesLeft--;
        const met = await this.#try(to, hop, address, mail, signal);
        if (!isProblem(met)) return met;
        problems.push(met);
        if (met.permanent) break; // its other addresses are the same server
      }
    }
    return allMet(mail, decisive(problems), clock);
  }

  async #try(
    to: Destination,
    hop: Hop,
    address: string,
    mail: OutgoingMail,
    signal: AbortSignal,
  ): Promise<Results | Problem> {
    const { pool, port, observe, clock } = this.#options;
    const { host, name, demand, policy, reportsCertificate } = hop;
    const target = { name, address, port, implicit: false, demand };
    const open = () =>
      establish(target, this.#options, signal, ({ trouble, certificate }) => {
        const met = reportsCertificate ? certificate : trouble;
        observe({ domain: to.domain, policy, mxHost: host, address, ...(met ? { trouble: met } : {}) });
      });
    const place = { host, key: `${name} ${address} ${demandKey(demand)}`, open };
    const verified = (seen: Verified) => (demand.kind === 'pkix' ? demand.proof : seen);
    try {
      return await handOver({ pool, place, mail, verified, clock }, signal);
    } catch (error) {
      if (!(error instanceof ConnectionFailure)) throw error;
      return mail.envelope.requireTls && lastsInTls(error)
        ? problem(true, '5.7.10', error.message, host)
        : problemOfFailure(error, host);
    }
  }
}

/** No TLS there, or not by the right one, rather than a handshake that went wrong. */
function lastsInTls({ stage, reply, code = '' }: ConnectionFailure): boolean {
  return stage === 'tls' && (reply !== undefined || isAboutCertificate(code));
}
