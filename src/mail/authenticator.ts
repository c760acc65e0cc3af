/** Who signs in: user name and issued password against the stored verifier. */
import type { CredentialScope } from './credentials.js';
import type { AccountId } from './ids.js';

/** Where a login comes from. The address lives in memory only, as long as the connection. */
export interface LoginOrigin {
  /** The peer's IP address. */
  readonly address: string;
  readonly service: CredentialScope;
}

export type Granted = { readonly kind: 'granted'; readonly account: AccountId; readonly credential: number };

/**
 * `mistyped`: the check character tells a typing error; `message` helps to find it. `throttled`: too many wrong ones
 * lately, nothing was checked. Others give nothing away.
 */
export type Refused = {
  readonly kind: 'refused';
  readonly reason: 'wrong' | 'mistyped' | 'closed' | 'throttled' | 'scope';
  readonly message: string;
  /** Hold the answer back at least this long: there have been many wrong ones. */
  readonly holdMs?: number;
};

export type Login = Granted | Refused;

/** RFC 5056 channel bindings of the connection (RFC 5929, RFC 9266), by name. Empty without TLS. */
export type ChannelBindings = Readonly<
  Partial<Record<'tls-exporter' | 'tls-server-end-point', () => Buffer | undefined>>
>;

/** One SCRAM-SHA-256 exchange (RFC 5802, RFC 7677). */
export interface ScramExchange {
  /** @returns the server-first-message, also for a user that is not there; a refusal when the message is none */
  first(clientFirst: Buffer): Promise<Buffer | Refused>;
  /** @returns the server-final-message beside the login: `v=` to be sent before success */
  final(clientFinal: Buffer): Promise<{ readonly login: Login; readonly serverFinal?: Buffer }>;
}

export interface Authenticator {
  authenticate(user: string, password: string, origin: LoginOrigin): Promise<Login>;
  /** @param plus the client chose SCRAM-SHA-256-PLUS: bound to the channel */
  scram(options: {
    readonly plus: boolean;
    readonly bindings: ChannelBindings;
    readonly origin: LoginOrigin;
  }): ScramExchange;
  /**
   * Asked once the session listens for the end of its access: a password may be withdrawn between the proof of it and
   * that, and with SCRAM the client says how long this takes.
   */
  holds(login: Granted): Promise<boolean>;
  /**
   * The client said what it is (IMAP ID): notes the family, and tells the customer of a new device.
   * @param client family such as `Thunderbird`, undefined when it told none
   */
  recognised(login: Granted, client: string | undefined): Promise<void>;
  /** False: too many from there lately; the connection is ended before TLS, unheard. */
  admits(address: string): boolean;
}
