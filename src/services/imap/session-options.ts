/** What a session is handed by the server. */
import type { Granted } from '../../mail/authenticator.js';
import type { Connection } from './connection.js';
import type { ImapLimits } from './limits.js';
import type { ImapServerOptions } from './options.js';

export interface SessionOptions {
  readonly id: string;
  /** The client's IP address: for logging in only, never to be kept. */
  readonly address: string;
  readonly connection: Connection;
  readonly server: ImapServerOptions;
  readonly limits: ImapLimits;
  /** A password may come in clear text: the peer is this host, and the operator said so. */
  readonly plaintextAllowed: boolean;
  /** @returns what gives the place back (once, however often called); undefined when the account has too many sessions */
  readonly admit: (login: Granted) => (() => void) | undefined;
}
