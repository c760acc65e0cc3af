/** New passwords for many accounts: a run that can be interrupted at any time and taken up again. */
import type { NewCredential } from './credentials.js';
import type { AccountId } from './ids.js';
import type { NewSetupLink } from './setup-links.js';

/** `routine` lets old and new overlap; `loss` and `misuse` cut at once, `misuse` the devices' passwords too. */
export const rotationReasons = ['routine', 'loss', 'misuse'] as const;
export type RotationReason = (typeof rotationReasons)[number];

export interface NewRotation {
  readonly reason: RotationReason;
  readonly startedMs: number;
  /** How long the old stays valid: in all, and after the first use of the new. 0 for both: cut at once. */
  readonly overlapMs: number;
  readonly graceMs: number;
}

export interface Rotation extends NewRotation {
  readonly id: number;
  readonly total: number;
  /** Those that have their new password. */
  readonly done: number;
  /** Those that are passed over: closed or deleted since it began. Who is reopened before it ends waits again. */
  readonly skipped: number;
  readonly endedMs: number | undefined;
}

export interface RotationEntry {
  readonly account: AccountId;
  readonly credential: NewCredential & { readonly id: number };
  readonly link?: NewSetupLink;
}

export interface IssuedCredential {
  readonly account: AccountId;
  readonly credential: number;
  /** Ended with it, and the sessions they opened. */
  readonly cut: readonly number[];
}

/** Durable when resolved. */
export interface RotationStore {
  /** @param accounts each counts once; those that are not there are passed over */
  begin(rotation: NewRotation, accounts: readonly AccountId[]): Promise<Rotation>;
  get(id: number): Promise<Rotation | undefined>;
  /** Begun and not ended, oldest first. */
  open(): Promise<readonly Rotation[]>;
  /** Open accounts that wait for theirs, in the order in which the run was begun with them. */
  pending(id: number, limit: number): Promise<readonly AccountId[]>;
  /**
   * All in one commit: credentials with what they replace, setup links, and that the accounts have theirs. An account
   * that has it already, or may get none (closed, deleted), is passed over: nobody gets two. One whose password does not
   * fit beside its others any more (see `CredentialStore.add`) goes on to wait.
   * @returns for those done, what was cut at once
   */
  issue(id: number, entries: readonly RotationEntry[]): Promise<readonly IssuedCredential[]>;
  /** Passes over what is left; once. */
  end(id: number, nowMs: number): Promise<void>;
  /** Forgets those that ended more than `ageMs` before `nowMs`. */
  forget(nowMs: number, ageMs: number): Promise<void>;
}
