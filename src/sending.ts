/** The way out, wired: keys, resolver, transport, relay, reports. Nothing of it runs until the server starts it. */
import { join, resolve } from 'node:path';
import { openSigner } from './adapters/dkim/signer.js';
import { openResolver } from './adapters/net/dns/resolver.js';
import { openTransport } from './adapters/smtp/open-transport.js';
import { createTlsReports } from './adapters/tls-report/tls-reports.js';
import type { Config } from './config.js';
import { systemTimers } from './lib/timers.js';
import type { AccountDirectory } from './mail/accounts.js';
import type { Clock } from './mail/clock.js';
import type { JobQueue } from './mail/job-queue.js';
import type { Log } from './mail/log.js';
import type { MailStores } from './mail/mail-store.js';
import type { Correspondents, Ledger, Notebook, QueueStore } from './mail/queue-store.js';
import { noProtection } from './mail/transport.js';
import type { OtherNotices } from './services/relay/ports.js';
import { createRelay, type Relay } from './services/relay/relay.js';

export interface SendingParts {
  readonly config: Config;
  readonly stores: MailStores;
  readonly accounts: AccountDirectory;
  readonly jobs: JobQueue;
  readonly queue: QueueStore;
  readonly correspondents: Correspondents;
  readonly ledger: Ledger;
  readonly notebook: Notebook;
  readonly clock: Clock;
  readonly log: Log;
  /** Writes messages to customers that have nothing to do with sending. */
  readonly notices: OtherNotices;
}

export interface Sending {
  /** Begins with what is in the queue. @throws Error with words: a selector without key, a smarthost that is none */
  start(): Promise<void>;
  /** The queue was changed by command. */
  kick(): void;
  close(): Promise<void>;
}

/** Where the keys lie that sign outgoing mail. */
export function dkimFolder(config: Config): string {
  return resolve(config.dkim.folder ?? join(config.dataDir, 'keys', 'dkim'));
}

/** The name that other mail servers know us by. */
export function mailHostname(config: Config): string {
  return config.relay.hostname ?? config.tls.names[0]!;
}

export function createSending(parts: SendingParts): Sending {
  const { config, clock, log, notebook } = parts;
  let relay: Relay | undefined;
  const closers: (() => Promise<void>)[] = [];
  return {
    async start() {
      const { smarthost, port, concurrency, perDestination, postcardDays } = config.relay;
      const { name, mailbox, domain, timeZone } = config.service;
      const hostname = mailHostname(config);
      const address = `${mailbox}@${domain}`;
      const common = { clock, timers: systemTimers, log, notebook };
      const atOneHost = smarthost === null ? perDestination : concurrency;

      const signer = await openSigner({ folder: dkimFolder(config), selectors: config.dkim.selectors, clock });
      const resolver = openResolver({ servers: config.dns.servers });
      // RFC 8460; a smarthost sees the other servers' TLS, not we.
      const reports =
        config.relay.tlsReports && smarthost === null
          ? createTlsReports({
              ...common,
              reporter: { organization: name, contact: address, submitter: domain },
              resolver,
              signer,
              https: { dial: (host, to) => ({ host, port: to }), secureContext: undefined },
            })
          : undefined;
      const transport = openTransport({
        ...common,
        smarthost: smarthost ?? undefined,
        hostname,
        port,
        resolver,
        limits: { connectionsPerHost: atOneHost },
        ...(reports && { observe: reports.observe }),
      });
      closers.unshift(() => transport.close());
      relay = createRelay({
        ...parts,
        transport,
        signer,
        protection: noProtection,
        otherNotices: parts.notices,
        service: { name, address, timeZone },
        hostname,
        limits: { concurrency, perDomain: atOneHost, answerMs: postcardDays * 86_400_000 },
      });
      relay.start();
      closers.unshift(() => relay!.close());
      if (!reports) return;
      reports.start(transport);
      closers.unshift(() => reports.close());
    },
    kick: () => relay?.kick(),
    async close() {
      for (const close of closers.splice(0)) await close();
    },
  };
}
