/** How a mail app reaches the service: what password letters, setup pages and autoconfiguration tell. */

export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls';
}

export interface MailSettings {
  /** The service's name, as customers know it. */
  readonly serviceName: string;
  /** Of the customers' mail addresses. */
  readonly domain: string;
  /** The best first. */
  readonly imap: readonly [ServerSettings, ...ServerSettings[]];
  readonly smtp: readonly [ServerSettings, ...ServerSettings[]];
  /** `https://host[:port]` of the setup pages, without a slash at the end; undefined when there are none. */
  readonly web: string | undefined;
}

/** An account as its mail app shows it. */
export interface MailIdentity {
  readonly user: string;
  readonly address: string;
  readonly name: string;
}
