/**
 * TLS-RPT (RFC 8460): what was seen of TLS is counted by domain and day, kept in the notebook, and reported on the next
 * day to those domains that ask for it, once, also over restarts.
 */
import { createHash } from 'node:crypto';
import type { Timers } from '../../lib/timers.js';
import type { Clock } from '../../mail/clock.js';
import type { Log } from '../../mail/log.js';
import type { Notebook } from '../../mail/queue-store.js';
import type { Signer, Transport } from '../../mail/transport.js';
import { DnsError } from '../net/dns/dns-error.js';
import type { Resolver } from '../net/dns/resolver.js';
import type { HttpsOptions } from '../net/https.js';
import type { ObserveTls } from '../smtp/tls-observer.js';
import type { DailyReport, Reporter } from './report.js';
import { reportingAddresses, type ReportingAddress } from './reporting-address.js';
import { sendReport } from './send-report.js';
import { addTallies, tallyOf, type Tally } from './tally.js';

export interface TlsReports {
  /** For the transport. */
  readonly observe: ObserveTls;
  /** Begins to keep and to report. */
  start(transport: Pick<Transport, 'deliver'>): void;
  /** Keeps what was counted, and gives up what is being sent. */
  close(): Promise<void>;
}

export interface TlsReportsOptions {
  readonly reporter: Reporter;
  readonly notebook: Notebook;
  readonly resolver: Resolver;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly https: Pick<HttpsOptions, 'dial' | 'secureContext'>;
}

/** What was counted since is lost when the process is killed. */
const keepMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** §4.1: reports of a day are spread over some hours of the next. */
const spreadMs = 4 * hourMs;
/** Hourly, while an address cannot be reached; afterwards the day is forgotten. */
const maxTries = 12;
const rememberMs = 4 * dayMs;
/** Counted between two times of keeping. */
const maxDomains = 5_000;
const postTimeoutMs = 60_000;
const maxAnswerOctets = 65_536;
const counts = 'tls-counts';
const marks = 'tls-reports';

/** How far a report has come. Written before an address is tried: after a crash it counts as served. */
interface Mark {
  readonly served: readonly string[];
  readonly tries: number;
  readonly done: boolean;
}

export function createTlsReports(options: TlsReportsOptions): TlsReports {
  const { notebook, clock, timers, log, resolver, reporter } = options;
  const httpsOptions = { ...options.https, resolver, timeoutMs: postTimeoutMs, maxOctets: maxAnswerOctets };
  const closing = new AbortController();
  const { signal } = closing;
  const fresh = new Map<string, Tally>();
  let work: Promise<void> = Promise.resolve();
  let cancel = () => {};
  let nextReportsMs = 0;

  async function keep(): Promise<void> {
    const tallies = [...fresh];
    fresh.clear();
    for (const [key, tally] of tallies) {
      const kept = ((await notebook.get(counts, key)) ?? []) as Tally;
      await notebook.put(counts, key, addTallies(kept, tally), dayOf(key) + rememberMs);
    }
  }

  async function report(transport: Pick<Transport, 'deliver'>): Promise<void> {
    for (const [key, tally] of await notebook.list(counts)) {
      if (signal.aborted) return;
      if (clock.now() < dayOf(key) + dayMs + spread(key)) continue;
      const domain = key.slice(key.indexOf(' ') + 1);
      const daily = { reporter, domain, day: key.slice(0, key.indexOf(' ')), tally: tally as Tally };
      if (await serve(daily, key, transport)) await notebook.remove(counts, key);
    }
  }

  /** @returns whether nothing more is to be done for that day and domain */
  async function serve(daily: DailyReport, key: string, transport: Pick<Transport, 'deliver'>): Promise<boolean> {
    const mark = ((await notebook.get(marks, key)) ?? { served: [], tries: 0, done: false }) as Mark;
    if (mark.done) return true;
    const put = (next: Mark) => notebook.put(marks, key, next, dayOf(key) + rememberMs);
    let addresses: readonly ReportingAddress[];
    try {
      addresses = await reportingAddresses(resolver, daily.domain, signal);
    } catch (error) {
      if (!(error instanceof DnsError)) throw error;
      await put({ ...mark, tries: mark.tries + 1, done: mark.tries + 1 >= maxTries });
      return mark.tries + 1 >= maxTries;
    }
    let { served } = mark;
    let waiting = false;
    for (const address of addresses) {
      const name = address.kind === 'https' ? address.url.href : address.address;
      if (served.includes(name)) continue;
      await put({ served: [...served, name], tries: mark.tries, done: false });
      const result = await sendReport(daily, address, { ...options, transport, https: httpsOptions }, signal);
      log.info('tls-report.sent', { domain: daily.domain, day: daily.day, by: address.kind, result });
      if (result === 'deferred') waiting = true;
      else served = [...served, name];
    }
    const tries = mark.tries + 1;
    const done = !waiting || tries >= maxTries;
    await put({ served, tries, done });
    return done;
  }

  async function turn(transport: Pick<Transport, 'deliver'>): Promise<void> {
    try {
      await keep();
      if (clock.now() < nextReportsMs) return;
      nextReportsMs = clock.now() + hourMs;
      await report(transport);
    } catch (error) {
      if (!signal.aborted) log.error('tls-report.failed', { error: error as Error });
    } finally {
      if (!signal.aborted) cancel = timers.after(keepMs, () => begin(transport));
    }
  }

  function begin(transport: Pick<Transport, 'deliver'>): void {
    work = turn(transport);
  }

  return {
    observe(session) {
      const key = `${new Date(clock.now()).toISOString().slice(0, 10)} ${session.domain}`;
      const known = fresh.get(key);
      if (known || fresh.size < maxDomains) fresh.set(key, addTallies(known ?? [], tallyOf(session)));
    },
    start: begin,
    async close() {
      closing.abort(new Error('reports are closed'));
      cancel();
      await work;
      await keep();
    },
  };
}

function dayOf(key: string): number {
  return Date.parse(`${key.slice(0, 10)}T00:00:00Z`);
}

/** The same for the same day and domain. */
function spread(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) % spreadMs;
}
