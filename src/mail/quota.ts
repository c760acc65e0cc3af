/** What an account may hold, and how much of it is used: RFC 9208. */
import { MailError } from './errors.js';

/** One resource of the two. */
export interface Usage {
  readonly used: number;
  /** Undefined: as much as there is room for. */
  readonly limit: number | undefined;
}

export interface Quota {
  /** Octets of contents: what copies share counts once, for it is stored once (RFC 9208 §5.1). */
  readonly octets: Usage;
  /** Messages of all mailboxes: each copy counts (RFC 9208 §5.2: exact). */
  readonly messages: Usage;
}

/**
 * @param added to what is used; of what nothing is added is not looked at, so that copies can still be made where only
 *   the octets are used up, and what moves is never refused
 * @throws MailError over-quota
 */
export function checkQuota({ octets, messages }: Quota, added: { octets: number; messages: number }): void {
  if (added.octets > 0 && octets.used + added.octets > (octets.limit ?? Infinity)) {
    throw overQuota(`The account is full: it can hold ${inWords(octets.limit!)}.`);
  }
  if (added.messages > 0 && messages.used + added.messages > (messages.limit ?? Infinity)) {
    throw overQuota(`The account is full: it can hold ${messages.limit} messages.`);
  }
}

function overQuota(words: string): MailError {
  return new MailError('over-quota', `${words} Delete something first, for good.`);
}

const inWords = (octets: number): string =>
  octets < 10_000_000 ? `${octets} octets` : `${Math.round(octets / 1_000_000)} MB`;
