/** The web server, wired. Mail is served without it where its port cannot be had. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { cmsSign } from './adapters/net/cms-sign.js';
import type { TlsIdentity } from './adapters/net/tls-identity.js';
import type { Context } from './cli/context.js';
import type { Config } from './config.js';
import type { Gateway } from './gateway.js';
import { addressForLog } from './lib/anonymised-address.js';
import type { Endpoint } from './lib/listen.js';
import { projectPath } from './lib/project-path.js';
import { whyNotListening } from './listening.js';
import { type ListeningPorts, mailSettings, mtaStsPolicy } from './mail-settings.js';
import { systemClock } from './mail/clock.js';
import type { Log } from './mail/log.js';
import { createWebServer } from './services/web/server.js';

export interface Web {
  readonly at: Endpoint;
  /** Connections open now. */
  readonly connections: number;
  close(): Promise<void>;
}

/** @returns undefined when its port cannot be had: that was told */
export async function openWeb(parts: {
  readonly config: Config;
  /** Of the mail servers. */
  readonly ports: ListeningPorts;
  readonly gateway: Gateway;
  readonly identity: TlsIdentity;
  readonly log: Log;
  readonly output: Pick<Context, 'err'>;
}): Promise<Web | undefined> {
  const { config, ports, gateway, identity, log, output } = parts;
  const clock = systemClock;
  let https: Endpoint | undefined;
  const server = createWebServer({
    settings: () => mailSettings(config, https ? { ...ports, https } : ports),
    accounts: gateway.sending.accounts,
    setupLinks: gateway.setupLinks,
    feed: gateway.stores.feed,
    devicePasswords: gateway.devicePasswords,
    signProfile: (profile) => cmsSign(profile, identity.pair(), clock.now()) ?? profile,
    mtaSts: mtaStsPolicy(config),
    randomOctets: randomBytes,
    files: { style: await assetText('setup.css'), script: await assetText('setup.js') },
    secureContext: identity.secureContext,
    addressForLog: addressForLog[config.log.addresses],
    clock,
    log,
  });
  try {
    https = await server.listen(config.https);
    return {
      at: https,
      get connections() {
        return server.connections;
      },
      close: () => server.close(),
    };
  } catch (error) {
    const why = whyNotListening('https', config.https.port, error);
    log.error('web.not-listening', { port: config.https.port, error: error as Error });
    output.err(`There are no setup pages: ${why}\n`);
    await server.close();
    return undefined;
  }
}

function assetText(name: string): Promise<string> {
  return readFile(projectPath(`assets/web/${name}`), 'utf8');
}
