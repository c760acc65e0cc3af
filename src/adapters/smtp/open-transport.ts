/** The way out, as `mail/transport.ts` has it: to a smarthost, or to the recipients' own servers. */
import { setMaxListeners } from 'node:events';
import type { SecureContext } from 'node:tls';
import { domainToASCII } from 'node:url';
import type { Timers } from '../../lib/timers.js';
import type { Clock } from '../../mail/clock.js';
import type { Log } from '../../mail/log.js';
import type { Notebook } from '../../mail/queue-store.js';
import type { OutgoingMail, Transport } from '../../mail/transport.js';
import type { Resolver } from '../net/dns/resolver.js';
import type { Dial } from '../net/https.js';
import { createMtaSts, stsOctets, stsTimeoutMs } from '../net/mta-sts.js';
import { Destinations } from './destinations.js';
import type { Verified } from './establish.js';
import { allMet, type Results } from './results.js';
import { defaultSmtpLimits, type SmtpLimits } from './limits.js';
import { MxDelivery } from './mx-delivery.js';
import { ConnectionPool } from './pool.js';
import { problem } from './problem.js';
import { RouteProblem } from './route.js';
import { parseSmarthost } from './smarthost.js';
import { SmarthostDelivery } from './smarthost-delivery.js';
import type { ObserveTls } from './tls-observer.js';

export interface TransportOptions {
  /** URL; undefined: to the recipients' own servers. */
  readonly smarthost: string | undefined;
  /** Ours, for EHLO; a server with this name in the DNS is ourselves. */
  readonly hostname: string;
  /** Of the recipients' servers. */
  readonly port?: number;
  readonly resolver: Resolver;
  readonly notebook: Notebook;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly limits?: Partial<SmtpLimits>;
  /** Authorities to believe; undefined: node's. */
  readonly secureContext?: SecureContext | undefined;
  /** Where addresses are really reached. */
  readonly dial?: Dial;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly observe?: ObserveTls;
}

/** @throws Error with words when the smarthost's URL is none */
export function openTransport(options: TransportOptions): Transport {
  const {
    smarthost,
    resolver,
    notebook,
    clock,
    log,
    secureContext,
    observe = () => {},
    random = Math.random,
  } = options;
  const { port = 25, dial = (host, to) => ({ host, port: to }) } = options;
  const limits = { ...defaultSmtpLimits, ...options.limits };
  const helo = domainToASCII(options.hostname) || options.hostname;
  const pool = new ConnectionPool<Verified>(limits, options.timers);
  const around = { helo, secureContext, limits, dial, clock, log, pool };
  const https = { resolver, dial, secureContext, timeoutMs: stsTimeoutMs, maxOctets: stsOctets };
  const mtaSts = createMtaSts({ resolver, notebook, clock, https });
  const ownName = helo.toLowerCase();
  const destinations = new Destinations({ resolver, mtaSts, ownName, port, limits, random, observe });
  const delivery = smarthost
    ? new SmarthostDelivery({ ...around, smarthost: parseSmarthost(smarthost) })
    : new MxDelivery({ ...around, destinations, port, observe });
  /** Deliveries under way, with what ends them. */
  const underWay = new Map<AbortController, Promise<unknown>>();
  let closed = false;

  async function deliver(mail: OutgoingMail, signal: AbortSignal): Promise<Results> {
    const addresses = [mail.envelope.from, ...mail.recipients.map(({ address }) => address)];
    if (addresses.some((address) => /[\p{Cc}<>]/u.test(address))) {
      return allMet(mail, problem(true, '5.1.3', 'an address cannot be written into a command'), clock);
    }
    try {
      signal.throwIfAborted();
      return await delivery.deliver(mail, signal);
    } catch (error) {
      if (error instanceof RouteProblem) return allMet(mail, error.met, clock);
      if (signal.aborted) return allMet(mail, problem(false, '4.3.2', 'given up by us'), clock);
      throw error;
    }
  }

  return {
    by: smarthost ? 'item' : 'domain',
    async deliver(mail, { signal }) {
      const ending = new AbortController();
      const end = () => ending.abort(new Error('given up'));
      if (signal.aborted || closed) end();
      setMaxListeners(0, signal); // one may end any number of deliveries
      signal.addEventListener('abort', end, { once: true });
      const delivering = deliver(mail, ending.signal);
      underWay.set(ending, delivering);
      try {
        return await delivering;
      } finally {
        underWay.delete(ending);
        signal.removeEventListener('abort', end);
      }
    },
    outlook: (domain) => destinations.outlook(domain),
    async close() {
      closed = true;
      const last = [...underWay];
      for (const [ending] of last) ending.abort(new Error('the transport is closed'));
      await Promise.allSettled(last.map(([, delivering]) => delivering));
      pool.close();
    },
  };
}
