/** Issued passwords: one for the account and one for each device where wanted. Only what checks them is kept. */
import type { ScramVerifier } from './accounts.js';
import type { AccountId } from './ids.js';

export const credentialScopes = ['imap', 'smtp'] as const;
/** What a password opens. */
export type CredentialScope = (typeof credentialScopes)[number];

/** `account`: the one of the password letter, one valid at a time but for an overlap; `device`: one app on one device. */
export type CredentialKind = 'account' | 'device';

export interface StoredCredential {
  /** Unique within the account, ascending. */
  readonly id: number;
  readonly account: AccountId;
  readonly kind: CredentialKind;
  /** What people call the device, 1 to 100 characters; empty for the account's own. */
  readonly name: string;
  readonly scopes: readonly CredentialScope[];
  readonly verifier: ScramVerifier;
  /**
   * Three octets of a keyed hash of the password, by which a wrong guess is told without the verifier (ADR 5). Of an
   * older credential none, until it is used.
   */
  readonly mark: Buffer | undefined;
  readonly createdMs: number;
  /** Not valid from then on. */
  readonly expiresMs: number | undefined;
  /** Withdrawn then, by command or by a rotation that cuts at once. */
  readonly revokedMs: number | undefined;
  /** The one that takes its place, and how long it stays valid once that one is used. */
  readonly successor: { readonly credential: number; readonly graceMs: number } | undefined;
  /**
   * By calendar day of the service's time zone (`YYYY-MM-DD`), and by family of mail app, the first of that day or, when
   * none was told, the last before: never finer.
   */
  readonly lastUsed: { readonly day: string; readonly client: string | undefined } | undefined;
  /** Families of mail apps it has been used with, at most 16. */
  readonly clients: readonly string[];
}

export interface NewCredential {
  readonly kind: CredentialKind;
  readonly name: string;
  readonly scopes: readonly CredentialScope[];
  readonly verifier: ScramVerifier;
  readonly mark: Buffer;
  readonly createdMs: number;
  readonly expiresMs?: number;
  /** A number had from `reserve`; taken when left out. */
  readonly id?: number;
  readonly replaces?: Replacement;
}

/** What becomes of those that are valid: of the account's own (`account`), of all (`all`), or of one. */
export interface Replacement {
  readonly which: 'account' | 'all' | number;
  /** `cut`: withdrawn at once. `overlap`: until `untilMs` at the latest, and `graceMs` after the first use of the new. */
  readonly how:
    { readonly kind: 'cut' } | { readonly kind: 'overlap'; readonly untilMs: number; readonly graceMs: number };
}

export interface CredentialChange {
  /** Undefined: nothing was changed. It was made beside passwords that have ended meanwhile, or before one was added. */
  readonly credential: StoredCredential | undefined;
  /** Ended with it, and the sessions they opened. */
  readonly cut: readonly number[];
}

export interface CredentialUse {
  readonly atMs: number;
  readonly day: string;
  readonly client: string | undefined;
  /** Of an older credential, now that it is known. */
  readonly mark?: Buffer;
}

/** Durable when resolved. The verifiers lie sealed, as do names and clients. */
export interface CredentialStore {
  /** All, oldest first, also those that ended up to 90 days ago; none for an account that is not there. */
  list(account: AccountId): Promise<readonly StoredCredential[]>;
  /**
   * Numbers for credentials to come, one for each account, in its order; unused ones are left out for ever. 0 for an
   * account that is not there.
   */
  reserve(accounts: readonly AccountId[]): Promise<readonly number[]>;
  /**
   * Valid passwords of an account share salt and iterations: SCRAM's server tells both before it knows which of them the
   * client has (RFC 5802 §3). One that does not share those of the newest that stays valid is not added.
   * @throws MailError account-not-found, account-closed
   */
  add(account: AccountId, fresh: NewCredential): Promise<CredentialChange>;
  /** @returns those withdrawn by this call: not the ones that had ended before */
  revoke(account: AccountId, credentials: readonly number[] | 'all', nowMs: number): Promise<readonly number[]>;
  /**
   * Notes that it was used; written only when something changes: by the same app, once a day. The first use begins the
   * grace of those it replaces. Nothing is noted of one that is not there, or not valid any more.
   * @returns `newClient`: never used with this family before (not for the first family of all, nor for an unknown one,
   *   nor beyond the 16 that are told apart)
   */
  used(
    account: AccountId,
    credential: number,
    use: CredentialUse,
  ): Promise<{ readonly first: boolean; readonly newClient: boolean }>;
}

/** Valid at this time. */
export function isValid({ expiresMs, revokedMs }: StoredCredential, nowMs: number): boolean {
  return revokedMs === undefined && (expiresMs === undefined || expiresMs > nowMs);
}
