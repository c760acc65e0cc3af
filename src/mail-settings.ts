/** How customers' mail apps reach the service, by its configuration. */
import type { Config } from './config.js';
import type { MailSettings, ServerSettings } from './mail/mail-settings.js';

const listeners = ['imap', 'imaps', 'smtp', 'smtps'] as const;

/** The ports that are listened on, where the configuration leaves the choice to the system. */
export type ListeningPorts = Readonly<Partial<Record<(typeof listeners)[number], { readonly port: number }>>>;

/**
 * @param ports of a server that runs
 * @param web   origin of the setup pages, if there are any
 */
export function mailSettings(config: Config, ports: ListeningPorts, web: string | undefined): MailSettings {
  const host = config.tls.names[0]!;
  const server = (name: (typeof listeners)[number], tls: ServerSettings['tls']): ServerSettings => {
    const { publicPort, port } = config[name];
    return { host, port: publicPort ?? ports[name]?.port ?? port, tls };
  };
  return {
    serviceName: config.service.name,
    domain: config.service.domain,
    imap: [server('imaps', 'implicit'), server('imap', 'starttls')],
    smtp: [server('smtps', 'implicit'), server('smtp', 'starttls')],
    web,
  };
}
