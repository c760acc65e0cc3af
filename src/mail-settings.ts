/** How customers' mail apps reach the service, by its configuration. */
import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import type { Config } from './config.js';
import type { MailSettings, ServerSettings } from './mail/mail-settings.js';
import type { MtaStsPolicy } from './wire/setup/mta-sts-policy.js';

const dayMs = 86_400_000;

const listeners = ['imap', 'imaps', 'smtp', 'smtps'] as const;
type Listener = (typeof listeners)[number];

/** The ports that are listened on, where the configuration leaves the choice to the system. */
export type ListeningPorts = Readonly<Partial<Record<Listener | 'https', { readonly port: number }>>>;

/** @param ports of a server that runs */
export function mailSettings(config: Config, ports: ListeningPorts): MailSettings {
  const host = config.tls.names[0]!;
  const server = (name: Listener, tls: ServerSettings['tls']): ServerSettings => {
    const { publicPort, port } = config[name];
    return { host, port: publicPort ?? ports[name]?.port ?? port, tls };
  };
  return {
    serviceName: config.service.name,
    domain: config.service.domain,
    imap: [server('imaps', 'implicit'), server('imap', 'starttls')],
    smtp: [server('smtps', 'implicit'), server('smtp', 'starttls')],
    web: config.web.origin ?? httpsOrigin(host, ports.https?.port ?? config.https.port),
  };
}

function httpsOrigin(host: string, port: number): string {
  const name = isIPv6(host) ? `[${host}]` : domainToASCII(host);
  return `https://${name}${port === 443 ? '' : `:${port}`}`;
}

/** What other mail servers are told of delivery to the service's domain; undefined: nothing. */
export function mtaStsPolicy({ web: { mtaSts } }: Config): MtaStsPolicy | undefined {
  if (mtaSts.mode === 'off') return undefined;
  return { mode: mtaSts.mode, mx: mtaSts.mx, maxAgeMs: mtaSts.maxAgeDays * dayMs };
}
