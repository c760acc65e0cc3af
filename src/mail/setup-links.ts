/**
 * One-time links by which a phone is set up. The token stands in the link, the PIN elsewhere on the letter; of both only
 * hashes are kept, the PIN's keyed by the token, so that who reads the store can try neither.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { AccountId } from './ids.js';

export interface NewSetupLink {
  readonly account: AccountId;
  readonly tokenHash: Buffer;
  readonly pinTag: Buffer;
  readonly createdMs: number;
  readonly expiresMs: number;
}

export type SetupLinkAnswer =
  | { readonly kind: 'opened'; readonly account: AccountId }
  | { readonly kind: 'wrong-pin'; readonly triesLeft: number }
  /** Used, out of time, withdrawn, tried too often, of a closed account, or never there: not told apart. */
  | { readonly kind: 'gone' };

/** Wrong PINs until a link is dead. */
export const setupLinkTries = 5;
export const setupLinkDays = 14;

/**
 * Durable when resolved: also the count of wrong PINs. What withdraws an account's own password at once withdraws its
 * link too: who found the letter has both.
 */
export interface SetupLinks {
  /** In place of the account's others. @throws MailError account-not-found */
  add(link: NewSetupLink): Promise<void>;
  /** Without using it up: whether it is worth to ask for the PIN. */
  isOpen(tokenHash: Buffer, nowMs: number): Promise<boolean>;
  /** Uses it up when the PIN is right; of several at the same time one wins. */
  open(tokenHash: Buffer, pinTag: Buffer, nowMs: number): Promise<SetupLinkAnswer>;
}

export interface SetupLinkSecrets {
  /** 26 characters of a base32 alphabet: 130 bits. */
  readonly token: string;
  /** Six digits. */
  readonly pin: string;
}

const tokenAlphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/** @param randomIndex uniform in [0, n) and unpredictable */
export function makeSetupLink(randomIndex: (n: number) => number): SetupLinkSecrets {
  const pick = (alphabet: string, count: number) =>
    Array.from({ length: count }, () => alphabet[randomIndex(alphabet.length)]).join('');
  return { token: pick(tokenAlphabet, 26), pin: pick('0123456789', 6) };
}

export function setupTokenHash(token: string): Buffer {
  return createHash('sha256').update(`setup\0${token}`).digest();
}

export function setupPinTag({ token, pin }: SetupLinkSecrets): Buffer {
  return createHmac('sha256', token).update(pin).digest();
}

/** In constant time. */
export function sameTag(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
