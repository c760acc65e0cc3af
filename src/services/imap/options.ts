/** What the IMAP server is handed by `main`. */
import type { SecureContext, TLSSocket } from 'node:tls';
import type { Authenticator, ChannelBindings } from '../../mail/authenticator.js';
import type { Clock } from '../../mail/clock.js';
import type { Log } from '../../mail/log.js';
import type { MailStores } from '../../mail/mail-store.js';
import type { ImapLimits } from './limits.js';
import type { SwitchOff } from './switch-off.js';

export interface ImapServerOptions {
  readonly stores: MailStores;
  readonly authenticator: Authenticator;
  /** Asked for each connection, so that a certificate may change while we run. */
  readonly secureContext: () => SecureContext;
  /** What ties a login to its connection, for SCRAM-SHA-256-PLUS; which is not offered without. */
  readonly channelBindings?: (socket: TLSSocket) => ChannelBindings;
  /** `loopback`: a client on this host may log in without TLS. `never` by default. */
  readonly plaintextLogin?: 'never' | 'loopback';
  readonly limits?: Partial<ImapLimits>;
  /** Capabilities switched off for some clients or accounts. */
  readonly without?: readonly SwitchOff[];
  readonly clock: Clock;
  readonly log: Log;
  /** What the log may keep of a client's address. */
  readonly addressForLog: (address: string) => string;
  /** Told with ID (RFC 2971), and nothing else about us. */
  readonly version?: string;
}
