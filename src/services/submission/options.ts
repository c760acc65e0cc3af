/** What submission is handed by `main`. */
import type { SecureContext, TLSSocket } from 'node:tls';
import type { AccountDirectory } from '../../mail/accounts.js';
import type { Authenticator, ChannelBindings } from '../../mail/authenticator.js';
import type { Clock } from '../../mail/clock.js';
import type { Log } from '../../mail/log.js';
import type { MailStores } from '../../mail/mail-store.js';
import type { Correspondents, QueueStore } from '../../mail/queue-store.js';
import type { Protection } from '../../mail/transport.js';
import type { SubmissionLimits } from './limits.js';

export interface SubmissionOptions {
  readonly stores: MailStores;
  readonly accounts: AccountDirectory;
  readonly authenticator: Authenticator;
  readonly correspondents: Pick<Correspondents, 'known' | 'firstSince'>;
  readonly queue: Pick<QueueStore, 'usage'>;
  readonly protection: Pick<Protection, 'reaches'>;
  /** Asked for each connection, so that a certificate may change while we run. */
  readonly secureContext: () => SecureContext;
  /** What ties a login to its connection, for SCRAM-SHA-256-PLUS; which is not offered without. */
  readonly channelBindings?: (socket: TLSSocket) => ChannelBindings;
  /** `loopback`: a client on this host may log in without TLS. `never` by default. */
  readonly plaintextLogin?: 'never' | 'loopback';
  /** This host as others know it: in the greeting and in Received. */
  readonly hostname: string;
  /** Domain of the Message-IDs of letters. */
  readonly serviceDomain: string;
  readonly limits?: Partial<SubmissionLimits>;
  readonly clock: Clock;
  readonly log: Log;
  /** What the log may keep of a client's address. */
  readonly addressForLog: (address: string) => string;
  /** Letters and digits, different each time; random by default. */
  readonly newId?: () => string;
}
