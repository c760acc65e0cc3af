/** Accounts and their contracts, as ports. Who the customer is lies apart from the documents. */
import type { AccountId } from './ids.js';
import type { MailboxRole } from './mailbox.js';

export type Language = 'de' | 'en';

/**
 * Whether documents may leave unencrypted, like a postcard: `warn` asks the customer before the first time to a
 * recipient, `require` never lets them.
 */
export const postcardPolicies = ['warn', 'allow', 'require'] as const;
export type PostcardPolicy = (typeof postcardPolicies)[number];

export interface Account {
  readonly id: AccountId;
  /** What the customer types as user name: unique, case-insensitive. Usually the address. */
  readonly user: string;
  readonly language: Language;
  readonly state: 'open' | 'closed';
  /** `warn` for a new account. */
  readonly postcard: PostcardPolicy;
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
  /** Further addresses that the customer may send from. */
  readonly aliases: readonly string[];
  /** Lines of the postal address below the name, where it is known. */
  readonly postal: readonly string[];
}

/** RFC 5803 / RFC 7677: what is kept of a password. */
export interface ScramVerifier {
  readonly mechanism: 'SCRAM-SHA-256';
  readonly iterations: number;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/** Limits of one account; what is left out stays. 0: none; null: as the store's own limits say. */
export interface QuotaChange {
  readonly octets?: number | null;
  readonly messages?: number | null;
}

/** What the accounts service asks of storage. Durable when resolved. */
export interface AccountDirectory {
  /** Creates the account with its data key, INBOX and the given mailboxes, contract and credential: all or none.
   *  @throws MailError account-exists: the user name is taken, or the address */
  create(account: NewAccount): Promise<Account>;
  get(id: AccountId): Promise<Account | undefined>;
  findByUser(user: string): Promise<Account | undefined>;
  list(): Promise<readonly Account[]>;
  contract(id: AccountId): Promise<Contract | undefined>;
  /** Closed: no login, no intake; documents stay until deleted. */
  close(id: AccountId, nowMs: number): Promise<void>;
  reopen(id: AccountId): Promise<void>;
  /** Holds from the next message on; what is there stays.
   *  @throws MailError account-not-found */
  setQuota(id: AccountId, change: QuotaChange): Promise<void>;
  /** @throws MailError account-not-found */
  setPostcard(id: AccountId, policy: PostcardPolicy): Promise<void>;
  /** In place of those there were.
   *  @throws MailError account-not-found, account-exists: another account has one of them (by `addressKey`) */
  setAliases(id: AccountId, aliases: readonly string[]): Promise<void>;
  /** In place of the one there was. @throws MailError account-not-found */
  setPostal(id: AccountId, lines: readonly string[]): Promise<void>;
  /** Destroys the data key, every row and every blob of the account. */
  delete(id: AccountId): Promise<void>;
}

export interface NewAccount {
  readonly user: string;
  readonly language: Language;
  readonly name: string;
  readonly address: string;
  /** Of the first password, the account's own, for IMAP and SMTP. */
  readonly verifier: ScramVerifier;
  readonly mark: Buffer;
  readonly createdMs: number;
  readonly mailboxes: readonly NewAccountMailbox[];
}

export interface NewAccountMailbox {
  readonly name: string;
  /** RFC 6154, with or without the backslash. */
  readonly specialUse?: string;
  readonly role?: MailboxRole;
  readonly subscribed: boolean;
}
