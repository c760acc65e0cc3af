/** The web server, wired. Mail is served without it where its port cannot be had. */
import type { TlsIdentity } from './adapters/net/tls-identity.js';
import type { Context } from './cli/context.js';
import type { Config } from './config.js';
import { anonymisedAddress } from './lib/anonymised-address.js';
import type { Endpoint } from './lib/listen.js';
import { whyNotListening } from './listening.js';
import { type ListeningPorts, mailSettings } from './mail-settings.js';
import { systemClock } from './mail/clock.js';
import type { Log } from './mail/log.js';
import type { MtaStsPolicy } from './services/web/options.js';
import { createWebServer } from './services/web/server.js';

const dayMs = 86_400_000;

export interface Web {
  readonly at: Endpoint;
  close(): Promise<void>;
}

/** @returns undefined when its port cannot be had: that was told */
export async function openWeb(parts: {
  readonly config: Config;
  /** Of the mail servers. */
  readonly ports: ListeningPorts;
  readonly identity: TlsIdentity;
  readonly log: Log;
  readonly output: Pick<Context, 'err'>;
}): Promise<Web | undefined> {
  const { config, ports, identity, log, output } = parts;
  let https: Endpoint | undefined;
  const server = createWebServer({
    settings: () => mailSettings(config, https ? { ...ports, https } : ports),
    mtaSts: mtaStsPolicy(config),
    secureContext: identity.secureContext,
    addressForLog: anonymisedAddress,
    clock: systemClock,
    log,
  });
  try {
    https = await server.listen(config.https);
    return { at: https, close: () => server.close() };
  } catch (error) {
    const why = whyNotListening('https', config.https.port, error);
    log.error('web.not-listening', { port: config.https.port, error: error as Error });
    output.err(`There are no setup pages: ${why}\n`);
    await server.close();
    return undefined;
  }
}

export function mtaStsPolicy({ web: { mtaSts } }: Config): MtaStsPolicy | undefined {
  if (mtaSts.mode === 'off') return undefined;
  return { mode: mtaSts.mode, mx: mtaSts.mx, maxAgeMs: mtaSts.maxAgeDays * dayMs };
}
