/** The server from start to end: listeners, control socket, hot folders, endpoints file, shutdown. */
import { resolve } from 'node:path';
import { openControlServer } from './adapters/control/control-server.js';
import { channelBindings } from './adapters/net/channel-bindings.js';
import { createMetrics } from './adapters/metrics/metrics.js';
import { openTlsIdentity } from './adapters/net/tls-identity.js';
import type { Context } from './cli/context.js';
import type { Config } from './config.js';
import { runDemo } from './demo.js';
import { removeEndpoints, writeEndpoints } from './endpoints.js';
import { controlSocket, openGateway } from './gateway.js';
import { whyNotListening } from './listening.js';
import { openMetrics } from './measuring.js';
import { addressForLog } from './lib/anonymised-address.js';
import { systemClock } from './mail/clock.js';
import type { Log } from './mail/log.js';
import { defaultImapLimits } from './services/imap/limits.js';
import { createImapServer } from './services/imap/server.js';
import { createSubmission } from './services/submission/server.js';
import { openWeb } from './web.js';

/** A server that takes longer to end is ended. */
const shutdownMs = 4_800;

export interface ServeOptions {
  readonly config: Config;
  readonly log: Log;
  /** For whoever started it: the demo's settings and progress. Its signal is aborted when the server shall end. */
  readonly output: Pick<Context, 'out' | 'err' | 'errIsTerminal' | 'signal'>;
}

/** Resolves when the server has ended. @throws Error with words when it cannot start */
export async function serve({ config, log: plainLog, output }: ServeOptions): Promise<void> {
  const metrics = createMetrics(plainLog);
  const { log } = metrics;
  const clock = systemClock;
  const closers: (() => Promise<void> | void)[] = [];
  try {
    const tls =
      config.tls.certificate && config.tls.key
        ? { certificate: config.tls.certificate, key: config.tls.key }
        : undefined;
    const identity = await openTlsIdentity({
      files: tls,
      folder: resolve(config.tls.folder),
      names: config.tls.names,
      clock,
      log,
    });
    closers.unshift(() => identity.close());
    const gateway = await openGateway(config, log);
    closers.unshift(() => gateway.close());
    // Before ours is ready.
    await removeEndpoints(config);

    if (config.plaintextLogin === 'loopback') {
      log.warn('imap.plaintext-login', { allowed: 'from loopback, without TLS' });
      output.err('Warning: plaintextLogin is "loopback": programs on this host may send passwords without TLS.\n');
    }
    // Behind a proxy on this host everybody comes from one address.
    const connectionsPerAddress =
      config.plaintextLogin === 'loopback' ? config.imap.connections : config.imap.connectionsPerAddress;
    const imap = createImapServer({
      stores: gateway.stores,
      authenticator: gateway.authenticator,
      secureContext: identity.secureContext,
      channelBindings,
      plaintextLogin: config.plaintextLogin,
      without: config.imap.without,
      limits: {
        ...defaultImapLimits,
        messageOctets: config.imap.messageMegabytes * 1_000_000,
        connections: config.imap.connections,
        connectionsPerAccount: config.imap.connectionsPerAccount,
        connectionsPerAddress,
        loginTimeoutMs: config.imap.loginSeconds * 1000,
        idleTimeoutMs: config.imap.idleMinutes * 60_000,
      },
      clock,
      log,
      addressForLog: addressForLog[config.log.addresses],
    });
    closers.unshift(() => imap.close());
    const starttls = await listening('imap', () => imap.listen({ ...config.imap, tls: 'starttls' }), config.imap.port);
    const implicit = await listening(
      'imaps',
      () => imap.listen({ ...config.imaps, tls: 'implicit' }),
      config.imaps.port,
    );
    const submission = createSubmission({
      stores: gateway.stores,
      ...gateway.sending,
      authenticator: gateway.authenticator,
      secureContext: identity.secureContext,
      ...(config.submission.channelBinding ? { channelBindings } : {}),
      plaintextLogin: config.plaintextLogin,
      limits: {
        messageOctets: config.submission.messageMegabytes * 1_000_000,
        recipients: config.submission.recipients,
        messagesPerHour: config.submission.messagesPerHour,
        messagesPerDay: config.submission.messagesPerDay,
        firstRecipientsPerDay: config.submission.newRecipientsPerDay,
        connections: config.imap.connections,
        connectionsPerAccount: config.imap.connectionsPerAccount,
        connectionsPerAddress,
      },
      clock,
      log,
      addressForLog: addressForLog[config.log.addresses],
    });
    closers.unshift(() => submission.close());
    const smtp = await listening(
      'smtp',
      () => submission.listen({ ...config.smtp, tls: 'starttls' }),
      config.smtp.port,
    );
    const smtps = await listening(
      'smtps',
      () => submission.listen({ ...config.smtps, tls: 'implicit' }),
      config.smtps.port,
    );
    const https = await openWeb({
      config,
      gateway,
      ports: { imap: starttls, imaps: implicit, smtp, smtps },
      identity,
      log,
      output,
    });
    if (https) closers.unshift(() => https.close());
    const numbers = await openMetrics({ config, gateway, metrics, servers: { imap, submission, https }, output });
    if (numbers) closers.unshift(() => numbers.close());
    const control = await openControlServer(controlSocket(config), gateway.admin, log);
    closers.unshift(() => control.close());
    await gateway.start();

    const endpoints = {
      pid: process.pid,
      imap: starttls,
      imaps: implicit,
      smtp,
      smtps,
      ...(https ? { https: https.at } : {}),
      ...(numbers ? { metrics: numbers.at } : {}),
      ...(identity.ca ? { ca: identity.ca } : {}),
    };
    closers.unshift(await writeEndpoints(config, endpoints));
    log.info('server.ready', {
      imap: starttls.port,
      imaps: implicit.port,
      smtp: smtp.port,
      smtps: smtps.port,
      https: https?.at.port,
    });
    const demo = runDemo({ config, gateway, endpoints, output }).catch((error: unknown) => {
      // The server serves all the same.
      log.error('demo.failed', { error: error as Error });
      output.err(`The demo could not be set up: ${error instanceof Error ? error.message : String(error)}\n`);
    });
    await Promise.all([aborted(output.signal), demo]);
  } finally {
    const late = setTimeout(() => process.exit(1), shutdownMs);
    for (const close of closers) {
      try {
        await close();
      } catch (error) {
        log.error('server.close-failed', { error: error as Error });
      }
    }
    clearTimeout(late);
    log.info('server.ended');
  }
}

async function listening<T>(name: string, listen: () => Promise<T>, port: number): Promise<T> {
  try {
    return await listen();
  } catch (cause) {
    throw new Error(whyNotListening(name, port, cause), { cause });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
