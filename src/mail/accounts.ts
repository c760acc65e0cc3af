/** Accounts, their contracts and their credentials, as ports. Who the customer is lies apart from the documents. */
import type { AccountId } from './ids.js';

export type Language = 'de' | 'en';

export interface Account {
  readonly id: AccountId;
  /** What the customer types as user name: unique, case-insensitive. Usually the address. */
  readonly user: string;
  readonly language: Language;
  readonly state: 'open' | 'closed';
  readonly createdMs: number;
  readonly closedMs: number | undefined;
}

/** Two user names that fold alike are one: case and compatibility forms make no difference, nor do blanks around. */
export function foldUser(user: string): string {
  return user.trim().normalize('NFKC').toLowerCase().normalize('NFKC');
}

/** Contract data; in a database of its own (DESIGN.md 3). */
export interface Contract {
  readonly account: AccountId;
  readonly name: string;
  /** The account's mail address. */
  readonly address: string;
}

/** RFC 5803 / RFC 7677: what is kept of a password. */
export interface ScramVerifier {
  readonly mechanism: 'SCRAM-SHA-256';
  readonly iterations: number;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

export interface Credential {
  readonly id: number;
  readonly account: AccountId;
  readonly verifier: ScramVerifier;
  readonly createdMs: number;
  /** Not valid from then on: the end of a grace period. */
  readonly expiresMs: number | undefined;
}

/** Limits of one account; what is left out stays. 0: none; null: as the store's own limits say. */
export interface QuotaChange {
  readonly octets?: number | null;
  readonly messages?: number | null;
}

/** What the accounts service asks of storage. Durable when resolved. */
export interface AccountDirectory {
  /** Creates the account with its data key, INBOX and the given mailboxes, contract and credential: all or none.
   *  @throws MailError account-exists: the user name is taken */
  create(account: NewAccount): Promise<Account>;
  get(id: AccountId): Promise<Account | undefined>;
  findByUser(user: string): Promise<Account | undefined>;
  list(): Promise<readonly Account[]>;
  contract(id: AccountId): Promise<Contract | undefined>;
  /** Those not yet expired at `nowMs`. */
  credentials(id: AccountId, nowMs: number): Promise<readonly Credential[]>;
  /** Adds a credential; the others expire at `othersExpireMs` if that is sooner than they would anyway. */
  rotate(id: AccountId, verifier: ScramVerifier, times: { nowMs: number; othersExpireMs: number }): Promise<Credential>;
  /** Closed: no login, no intake; documents stay until deleted. */
  close(id: AccountId, nowMs: number): Promise<void>;
  reopen(id: AccountId): Promise<void>;
  /** Holds from the next message on; what is there stays.
   *  @throws MailError account-not-found */
  setQuota(id: AccountId, change: QuotaChange): Promise<void>;
  /** Destroys the data key, every row and every blob of the account. */
  delete(id: AccountId): Promise<void>;
}

export interface NewAccount {
  readonly user: string;
  readonly language: Language;
  readonly name: string;
  readonly address: string;
  readonly verifier: ScramVerifier;
  readonly createdMs: number;
  readonly mailboxes: readonly { readonly name: string; readonly specialUse?: string; readonly subscribed: boolean }[];
}
