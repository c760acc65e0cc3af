/**
 * What an admin can ask for at the command line. The same whether a server is running, which is then asked over its
 * control socket, or not. All values survive JSON.
 */
import type { Language, PostcardPolicy, QuotaChange } from './accounts.js';
import type { Disclosure } from './queue-store.js';
import type { Hold, RecipientState } from './queue.js';
import type { CredentialKind, CredentialScope } from './credentials.js';
import type { RotationReason } from './rotation.js';

export interface NewCustomer {
  readonly name: string;
  /** Mail address; made of the name and the service's domain when left out. */
  readonly address?: string;
  /** User name to sign in with; the address when left out. */
  readonly user?: string;
  readonly language: Language;
  /** Lines of the postal address, below the name. */
  readonly postal?: readonly string[];
  /** Also makes a one-time link to set a phone up. */
  readonly setupLink?: boolean;
}

/** A password in clear: shown once, never stored. */
export interface Issued {
  readonly account: number;
  readonly user: string;
  readonly password: string;
  readonly credential: number;
}

export interface AccountSummary {
  readonly account: number;
  readonly user: string;
  readonly name: string;
  readonly address: string;
  /** Further addresses that the customer may send from. */
  readonly aliases: readonly string[];
  /** Lines of the postal address, below the name. */
  readonly postal: readonly string[];
  readonly language: Language;
  readonly state: 'open' | 'closed';
  /** What happens to a document that would leave unencrypted. */
  readonly postcard: PostcardPolicy;
  /** Times are ms since 1970. */
  readonly createdMs: number;
  readonly closedMs: number | null;
}

export interface AccountDetails extends AccountSummary {
  readonly credentials: readonly {
    readonly credential: number;
    readonly createdMs: number;
    readonly expiresMs: number | null;
  }[];
  readonly mailboxes: readonly {
    readonly name: string;
    readonly messages: number;
    readonly unseen: number;
    readonly sizeOctets: number;
  }[];
  /** What it holds and may hold; a limit of null: as much as there is room for. */
  readonly quota: Readonly<Record<'octets' | 'messages', { readonly used: number; readonly limit: number | null }>>;
  /** Where scan staff drop this account's files. */
  readonly hotFolder: string;
}

/** Mail on its way out; no content, and no subject. */
export interface QueueEntry {
  readonly queue: number;
  readonly account: number;
  readonly user: string;
  readonly sender: string;
  readonly queuedMs: number;
  /** Why nothing is tried for now. */
  readonly hold: Hold | null;
  readonly endedMs: number | null;
  readonly recipients: readonly {
    readonly address: string;
    readonly state: RecipientState;
    readonly failures: number;
    /** When it is tried next; null once final, or held. */
    readonly nextMs: number | null;
    readonly last: { readonly atMs: number; readonly remote: string | null; readonly reply: string } | null;
  }[];
}

export type QueueAction = 'hold' | 'release' | 'retry' | 'cancel';

/** Which messages: by number, or all of an account, or all there are. */
export type QueueSelection =
  { readonly queue: readonly number[] } | { readonly account: string } | { readonly all: true };

export interface PausedDestination {
  readonly domain: string;
  readonly sinceMs: number;
}

export interface IntakeRequest {
  /** Account number, user name or mail address. */
  readonly account: string;
  /** Absolute path, as the source's name; the server does not open it. */
  readonly file: string;
  readonly modifiedMs: number;
  readonly sizeOctets: number;
  /** Take it in even if this very file was taken in before. */
  readonly again: boolean;
  /** False: the promise resolves as soon as the scan is durable. */
  readonly wait: boolean;
}

export type IntakeOutcome =
  | { readonly result: 'queued'; readonly reason?: string }
  | { readonly result: 'delivered'; readonly mailbox: string; readonly uid: number; readonly reason?: string }
  | { readonly result: 'rejected'; readonly reason: string };

export interface IntakeProgress {
  readonly page: number;
  readonly pages: number;
}

/** Whose passwords are renewed: of accounts by number, user name or address; those older than this; all. */
export type RotationSelection =
  { readonly accounts: readonly string[] } | { readonly olderThanMs: number } | { readonly all: true };

export interface RotationPlan {
  readonly selection: RotationSelection;
  readonly reason: RotationReason;
  /** How long the old stays valid: in all, and after the first use of the new. 0 for `loss` and `misuse`. */
  readonly overlapMs: number;
  readonly graceMs: number;
}

export interface RotationPreview {
  readonly accounts: readonly { readonly account: number; readonly user: string }[];
  /** Meant too, but closed: they get no password. */
  readonly closed: readonly { readonly account: number; readonly user: string }[];
}

/** New passwords for some accounts, under way or done. */
export interface RotationRun {
  readonly run: number;
  readonly reason: RotationReason;
  readonly total: number;
  readonly done: number;
  /** Passed over: closed or deleted since it began. */
  readonly skipped: number;
  readonly startedMs: number;
  readonly overlapMs: number;
  readonly graceMs: number;
}

/** Most passwords that are prepared at a time. */
export const mostPrepared = 250;

/** A password in clear, with what its letter says besides. */
export interface PasswordForLetter extends Issued {
  readonly name: string;
  readonly address: string;
  readonly language: Language;
  /** Lines of the postal address, below the name. */
  readonly postal: readonly string[];
  /** When asked for: the secrets of a one-time link to set a phone up. */
  readonly setup: { readonly token: string; readonly pin: string; readonly untilMs: number } | null;
}

/** One that is not valid yet: `commitRotation` makes it so. */
export interface PreparedPassword extends PasswordForLetter {
  /** Until when the password before stays valid at the latest; null: it ends at once, or there is none. */
  readonly oldUntilMs: number | null;
}

export interface PreparedBatch {
  /** Names it to `commitRotation`, for half an hour; preparing anew for this run takes its place. */
  readonly batch: string;
  readonly passwords: readonly PreparedPassword[];
  /** Accounts that the batch is for: also those that will be passed over. 0: there is nothing left to do. */
  readonly waiting: number;
  /** How many of the run have their new password already. */
  readonly before: number;
}

export type CommittedBatch =
  | {
      readonly kind: 'issued';
      /** Those that have their new password now. */
      readonly issued: readonly { readonly account: number; readonly credential: number }[];
      readonly run: RotationRun;
      /** How many of them have an old password that goes on for a while. */
      readonly overlapping: number;
      /** Passwords of their devices that stay valid. */
      readonly devices: number;
    }
  /** It is not waiting any more: another took its place, or the time is over. Nothing was issued of it, nor will be. */
  | { readonly kind: 'gone'; readonly reason: string };

export interface CredentialSummary {
  readonly credential: number;
  readonly kind: CredentialKind;
  readonly name: string;
  readonly scopes: readonly CredentialScope[];
  readonly createdMs: number;
  readonly expiresMs: number | null;
  readonly revokedMs: number | null;
  readonly valid: boolean;
  /** By day, `YYYY-MM-DD`, and family of mail app. */
  readonly lastUsed: { readonly day: string; readonly client: string | null } | null;
}

export interface NewDevicePassword {
  /** What people call the device: 1 to 100 characters. */
  readonly name: string;
  readonly scopes: readonly CredentialScope[];
  readonly expiresMs?: number;
}

/** Where accounts are named by `reference`: account number, user name or mail address.
 *  Expected trouble is a MailError or a RangeError with words for the admin. */
export interface Admin {
  addAccount(customer: NewCustomer): Promise<PasswordForLetter>;
  listAccounts(): Promise<readonly AccountSummary[]>;
  showAccount(reference: string): Promise<AccountDetails>;
  closeAccount(reference: string): Promise<AccountSummary>;
  reopenAccount(reference: string): Promise<AccountSummary>;
  setQuota(reference: string, change: QuotaChange): Promise<AccountSummary>;
  setPostcard(reference: string, policy: PostcardPolicy): Promise<AccountSummary>;
  setAliases(
    reference: string,
    change: { readonly add: readonly string[]; readonly remove: readonly string[] },
  ): Promise<AccountSummary>;
  /** In place of the one there was; no line: it is forgotten. */
  setPostal(reference: string, lines: readonly string[]): Promise<AccountSummary>;
  deleteAccount(reference: string): Promise<AccountSummary>;
  /** What left to whom, by which way, oldest first. */
  disclosures(
    reference: string,
    range: { readonly fromMs?: number; readonly toMs?: number },
  ): Promise<readonly Disclosure[]>;
  /** Oldest first. `ended`: also those with nothing left to do, as long as they are remembered. */
  listQueue(filter: { readonly account?: string; readonly ended?: boolean }): Promise<readonly QueueEntry[]>;
  /**
   * Many at a time are held and released but for those that wait for their customer's word: these by number only.
   * @returns those that it made a difference to, as they are now
   */
  changeQueue(action: QueueAction, selection: QueueSelection): Promise<readonly QueueEntry[]>;
  /** Nothing is tried for recipients in this domain until it is resumed. */
  pauseDestination(domain: string): Promise<PausedDestination>;
  /** @returns false when it was not paused */
  resumeDestination(domain: string): Promise<boolean>;
  pausedDestinations(): Promise<readonly PausedDestination[]>;
  /** What a run would be for; nothing is changed. */
  previewRotation(selection: RotationSelection): Promise<RotationPreview>;
  /** Nobody has a new password yet. @throws MailError unavailable: another run for several accounts is open */
  beginRotation(plan: RotationPlan): Promise<RotationRun>;
  /** Begun and not ended, oldest first. */
  openRotations(): Promise<readonly RotationRun[]>;
  /** Makes the next passwords. Store them where they shall be, then commit: until then they are not valid. */
  prepareRotation(
    run: number,
    options: { readonly count: number; readonly setupLinks: boolean },
  ): Promise<PreparedBatch>;
  /** All at once, durable when resolved. */
  commitRotation(run: number, batch: string): Promise<CommittedBatch>;
  /** @returns accounts that were passed over by it: they keep the password they have */
  endRotation(run: number): Promise<readonly number[]>;
  /** Also those that ended lately, oldest first. */
  listCredentials(reference: string): Promise<readonly CredentialSummary[]>;
  issueDevicePassword(reference: string, device: NewDevicePassword): Promise<Issued>;
  /** Ends it and the sessions that it opened, at once. @returns false when it had ended before */
  revokeCredential(reference: string, credential: number): Promise<boolean>;
  intake(
    request: IntakeRequest,
    octets: AsyncIterable<Uint8Array>,
    options?: { signal?: AbortSignal; onProgress?: (progress: IntakeProgress) => void },
  ): Promise<IntakeOutcome>;
}

/** The calls that take and give plain values; `intake` carries octets and progress besides. */
export type AdminCall = Exclude<keyof Admin, 'intake'>;
export const adminCalls = [
  'addAccount',
  'listAccounts',
  'showAccount',
  'closeAccount',
  'reopenAccount',
  'setQuota',
  'setPostcard',
  'setAliases',
  'setPostal',
  'deleteAccount',
  'disclosures',
  'listQueue',
  'changeQueue',
  'pauseDestination',
  'resumeDestination',
  'pausedDestinations',
  'previewRotation',
  'beginRotation',
  'openRotations',
  'prepareRotation',
  'commitRotation',
  'endRotation',
  'listCredentials',
  'issueDevicePassword',
  'revokeCredential',
] as const satisfies readonly AdminCall[];
