/** Delivery of everything to one smarthost. Whatever is wrong with it as such is deferred: the operator will mend it. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { OutgoingMail } from '../../mail/transport.js';
import { ConnectionFailure } from './connection-failure.js';
import { demandKey, establish, type Surroundings, type TlsDemand, type Verified } from './establish.js';
import { handOver, isProblem } from './hand-over.js';
import type { ConnectionPool } from './pool.js';
import { decisive, problem, problemOfFailure, type Problem } from './problem.js';
import { allMet, type Results } from './results.js';
import type { Smarthost } from './smarthost.js';

export interface SmarthostDeliveryOptions extends Surroundings {
  readonly smarthost: Smarthost;
  readonly pool: ConnectionPool<Verified>;
}

export class SmarthostDelivery {
  readonly #options: SmarthostDeliveryOptions;
  readonly #demand: TlsDemand;

  constructor(options: SmarthostDeliveryOptions) {
    this.#options = options;
    this.#demand = demandOf(options.smarthost);
  }

  /** @throws what `signal` was aborted with */
  async deliver(mail: OutgoingMail, signal: AbortSignal): Promise<Results> {
    const { smarthost, limits, clock } = this.#options;
    if (mail.envelope.requireTls && this.#demand.kind !== 'pkix') {
      const words = 'our own next server is not reached by verified TLS, which the message asks for';
      return allMet(mail, problem(true, '5.7.10', words, smarthost.host), clock);
    }
    const problems: Problem[] = [];
    for (const address of (await this.#addresses()).slice(0, limits.addresses)) {
      const met = await this.#try(address, mail, signal);
      if (!isProblem(met)) return met;
      problems.push(met);
      if (met.permanent) break;
    }
    if (problems.length === 0) problems.push(problem(false, '4.4.3', 'no address is known of it', smarthost.host));
    const met = decisive(problems);
    return allMet(mail, met.permanent ? met : { ...met, ours: true }, clock);
  }

  /** As the system has it, the hosts file included. */
  async #addresses(): Promise<readonly string[]> {
    const { host } = this.#options.smarthost;
    if (isIP(host)) return [host];
    try {
      return (await lookup(host, { all: true })).map(({ address }) => address);
    } catch {
      return [];
    }
  }

  async #try(address: string, mail: OutgoingMail, signal: AbortSignal): Promise<Results | Problem> {
    const { pool, clock, smarthost } = this.#options;
    const { host, port, implicit, login } = smarthost;
    const demand = this.#demand;
    const target = { name: host, address, port, implicit, demand, ...(login ? { login } : {}) };
    const open = () => establish(target, this.#options, signal, () => {});
    const place = { host, key: `${host} ${address} ${demandKey(demand)}`, open };
    try {
      return await handOver({ pool, place, mail, verified: (seen) => seen, clock }, signal);
    } catch (error) {
      if (!(error instanceof ConnectionFailure)) throw error;
      const { stage, reply } = error;
      if (stage === 'login') this.#options.log.error('transport.smarthost-login-failed', { host, reply: reply?.line });
      const { unreachable, status, reply: words } = problemOfFailure(error, host);
      return { ...problem(false, status.replace(/^5/, '4'), words, host), ...(unreachable ? { unreachable } : {}) };
    }
  }
}

/** A password does not go out in the open because somebody on the way took STARTTLS from the offer. */
function demandOf({ tls, login }: Smarthost): TlsDemand {
  if (tls === 'required') return { kind: 'pkix', proof: 'pkix' };
  return { kind: tls === 'never' ? 'never' : login ? 'encrypt' : 'may' };
}
