/** What mail apps are told of the service and of an account: the common ground of all formats in this folder. */

export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls';
}

export interface ClientSettings {
  /** The service's name, as customers know it. */
  readonly serviceName: string;
  /** Of the customers' mail addresses. */
  readonly domain: string;
  /** The best first. */
  readonly imap: readonly [ServerSettings, ...ServerSettings[]];
  readonly smtp: readonly [ServerSettings, ...ServerSettings[]];
}

/** An account as its mail app shows it. */
export interface ClientIdentity {
  readonly user: string;
  readonly address: string;
  readonly name: string;
}
