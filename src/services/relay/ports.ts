/** What the relay is handed. */
import type { Timers } from '../../lib/timers.js';
import type { Account, AccountDirectory } from '../../mail/accounts.js';
import type { Clock } from '../../mail/clock.js';
import type { JobQueue } from '../../mail/job-queue.js';
import type { Log } from '../../mail/log.js';
import type { MailStores } from '../../mail/mail-store.js';
import type { MailboxName } from '../../mail/mailbox.js';
import type { Correspondents, Ledger, Notebook, QueueStore } from '../../mail/queue-store.js';
import type { Protection, Signer, Transport } from '../../mail/transport.js';
import type { RelayLimits } from './limits.js';

/** Who the service is, as customers and other servers see it. */
export interface RelayIdentity {
  readonly name: string;
  /** Where reports come from. */
  readonly address: string;
  /** IANA name of the zone in which times are told and days end. */
  readonly timeZone: string;
}

export interface RelayPorts {
  readonly stores: MailStores;
  readonly accounts: AccountDirectory;
  readonly queue: QueueStore;
  readonly correspondents: Correspondents;
  readonly ledger: Ledger;
  readonly jobs: JobQueue;
  readonly notebook: Notebook;
  readonly transport: Transport;
  readonly signer: Signer;
  readonly protection: Protection;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly service: RelayIdentity;
  /** The name that this server has in EHLO, and in reports (RFC 3464 §2.2.2). */
  readonly hostname: string;
  readonly limits: RelayLimits;
  /** Writes notices of others: jobs of the kind `notice` whose subject is not the relay's. */
  readonly otherNotices: OtherNotices;
}

/** @returns undefined when there is nothing to tell any more */
export type OtherNotices = (
  subject: unknown,
  to: { readonly account: Account; readonly address: string },
) => Promise<ComposedNotice | undefined>;

export interface ComposedNotice {
  readonly mailbox: MailboxName;
  readonly octets: AsyncIterable<Uint8Array>;
}
