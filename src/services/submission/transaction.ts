/** What MAIL, RCPT and DATA share: who sends, and what has been said of the message so far. */
import type { Account } from '../../mail/accounts.js';
import type { AccountId } from '../../mail/ids.js';
import type { MailStore } from '../../mail/mail-store.js';
import type { NewRecipient, QueueEnvelope } from '../../mail/queue.js';
import type { Allowance, Share } from './allowance.js';
import type { SubmissionLimits } from './limits.js';
import type { SubmissionOptions } from './options.js';

/** Who has logged in. */
export interface LoggedIn {
  readonly account: AccountId;
  readonly credential: number;
  readonly store: MailStore;
}

/** What a verb is handed by its session. */
export interface VerbContext {
  readonly server: SubmissionOptions;
  readonly limits: SubmissionLimits;
  readonly allowance: Allowance;
  readonly login: LoggedIn;
  readonly secure: boolean;
  /** Of the session, for the log. */
  readonly conn: string;
  /** Aborted when the session has ended: nothing more is stored for it. */
  readonly signal: AbortSignal;
}

/** A mail transaction: RFC 5321 §3.3. */
export interface Transaction {
  readonly account: Account;
  /** Keys of the account's own addresses (`addressKey`). */
  readonly ownAddresses: ReadonlySet<string>;
  /** `smtpUtf8` as the client asked for it. */
  readonly envelope: Omit<QueueEnvelope, 'eightBit'>;
  /** By `addressKey`: a repeated one counts once. */
  readonly recipients: Map<string, NewRecipient>;
  /** Of what the account may send. */
  readonly share: Share;
}
