/** The rules by which credentials change, the same for every store. */
import { isValid } from './credentials.js';
import type { CredentialUse, NewCredential, StoredCredential } from './credentials.js';
import type { AccountId } from './ids.js';

/** How long one that ended is still listed: 90 days. */
export const listedAfterEndMs = 90 * 86_400_000;
/** Families of mail apps that are told apart; no others are noted. */
export const mostClients = 16;

export function isListed({ expiresMs = Infinity, revokedMs = Infinity }: StoredCredential, nowMs: number): boolean {
  return Math.min(expiresMs, revokedMs) + listedAfterEndMs > nowMs;
}

/** Oldest first. */
export function byAge(a: StoredCredential, b: StoredCredential): number {
  return a.createdMs - b.createdMs || a.id - b.id;
}

export function credentialFrom(account: AccountId, id: number, fresh: NewCredential): StoredCredential {
  const { kind, name, scopes, verifier, mark, createdMs, expiresMs } = fresh;
  return {
    ...{ id, account, kind, name, scopes, verifier, mark, createdMs, expiresMs },
    ...{ revokedMs: undefined, successor: undefined, lastUsed: undefined, clients: [] },
  };
}

/** @returns those that `fresh`, numbered `id`, takes the place of, as they are from then on */
export function replacedBy(
  all: readonly StoredCredential[],
  id: number,
  { replaces, createdMs: nowMs }: NewCredential,
): readonly StoredCredential[] {
  if (!replaces) return [];
  const { which, how } = replaces;
  const isMeant = (each: StoredCredential) => which === 'all' || each.id === which || each.kind === which;
  return all
    .filter((each) => isMeant(each) && isValid(each, nowMs))
    .map((each) => (how.kind === 'cut' ? { ...each, revokedMs: nowMs } : overlapping(each, id, how)));
}

/** Whether `fresh` has the salt of those that stay valid: see `CredentialStore.add`. */
export function fitsBeside(
  all: readonly StoredCredential[],
  replaced: readonly StoredCredential[],
  { verifier, createdMs }: NewCredential,
): boolean {
  const ended = new Set(replaced.filter((each) => !isValid(each, createdMs)).map(({ id }) => id));
  const beside = all.findLast((each) => isValid(each, createdMs) && !ended.has(each.id))?.verifier;
  return !beside || (beside.salt.equals(verifier.salt) && beside.iterations === verifier.iterations);
}

function overlapping(
  old: StoredCredential,
  credential: number,
  { untilMs, graceMs }: { readonly untilMs: number; readonly graceMs: number },
): StoredCredential {
  return { ...endingBy(old, untilMs), successor: { credential, graceMs } };
}

function endingBy(credential: StoredCredential, untilMs: number): StoredCredential {
  return { ...credential, expiresMs: Math.min(credential.expiresMs ?? Infinity, untilMs) };
}

/** @returns the valid ones of those meant, withdrawn */
export function withdrawn(
  all: readonly StoredCredential[],
  which: readonly number[] | 'all',
  nowMs: number,
): readonly StoredCredential[] {
  return all
    .filter((each) => (which === 'all' || which.includes(each.id)) && isValid(each, nowMs))
    .map((each) => ({ ...each, revokedMs: nowMs }));
}

/** A setup link comes in the letter of the account's own password, and is lost with it. */
export function endsSetupLink(changed: readonly StoredCredential[], nowMs: number): boolean {
  return changed.some((each) => each.kind === 'account' && !isValid(each, nowMs));
}

export interface Noted {
  readonly changed: readonly StoredCredential[];
  readonly first: boolean;
  readonly newClient: boolean;
}

/** What a use changes: at most once a day, but for a family of mail apps that is new. */
export function noteUse(all: readonly StoredCredential[], id: number, use: CredentialUse): Noted {
  const credential = all.find((each) => each.id === id);
  if (!credential || !isValid(credential, use.atMs)) return { changed: [], first: false, newClient: false };
  const { lastUsed, clients } = credential;
  const { day, client } = use;
  const first = lastUsed === undefined;
  const isFurther = client !== undefined && clients.length < mostClients && !clients.includes(client);
  const tells = lastUsed?.day !== day || isFurther || (client !== undefined && lastUsed.client === undefined);
  const mark = credential.mark ?? use.mark;
  const after: StoredCredential = {
    ...credential,
    mark,
    lastUsed: tells ? { day, client: client ?? lastUsed?.client } : lastUsed,
    clients: isFurther ? [...clients, client] : clients,
  };
  const replaced = first ? all.filter(({ successor }) => successor?.credential === id) : [];
  const graced = replaced
    .filter((each) => isValid(each, use.atMs))
    .map((each) => endingBy(each, use.atMs + each.successor!.graceMs));
  return {
    changed: tells || mark !== credential.mark ? [after, ...graced] : [],
    first,
    newClient: isFurther && clients.length > 0,
  };
}
