/** How trouble is told to an IMAP client: response codes of RFC 9051 §7.1 and RFC 5530. */
import { asciiLine } from '../../lib/ascii-line.js';
import { type MailErrorCode, isMailError } from '../../mail/errors.js';
import type { Tagged } from './responses.js';
import { no } from './responses.js';

/** The domain's codes in IMAP's words. A code without a translation does not compile. */
export const responseCode = {
  'mailbox-not-found': 'NONEXISTENT',
  'destination-not-found': 'TRYCREATE', // RFC 9051 §6.4.7: only a destination is offered for creation
  'mailbox-exists': 'ALREADYEXISTS',
  'mailbox-has-children': 'HASCHILDREN',
  'mailbox-not-selectable': 'TRYCREATE', // a destination also: CREATE makes a mailbox of a \Noselect name
  'mailbox-name-invalid': 'CANNOT',
  'mailbox-protected': 'CANNOT',
  'message-gone': 'EXPUNGEISSUED',
  'message-too-large': 'TOOBIG',
  'over-quota': 'OVERQUOTA',
  'keyword-limit': 'LIMIT',
  'uids-used-up': 'LIMIT',
  'metadata-too-many': 'METADATA TOOMANY', // RFC 5464 §4.3
  'account-not-found': 'CONTACTADMIN',
  'account-exists': 'ALREADYEXISTS',
  'account-closed': 'CONTACTADMIN',
  'storage-full': 'UNAVAILABLE',
  unavailable: 'UNAVAILABLE',
} as const satisfies Record<MailErrorCode, string>;

/** A command that ends with a tagged NO or BAD, from wherever it is found out. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly response: Tagged;

  constructor(response: Tagged) {
    super(response.text);
    this.response = response;
  }
}

/** Thrown into whatever waits or works when the session is told to end. */
export class SessionEnded extends Error {
  override readonly name = 'SessionEnded';
}

/** The tagged response for an error, or undefined when it is a bug of ours. */
export function responseFor(error: unknown): Tagged | undefined {
  if (error instanceof Refusal) return error.response;
  if (isMailError(error)) return no(asciiLine(error.message), responseCode[error.code]);
  return undefined;
}

/** A stream that ended because the session did, not by a fault. */
export function stopped(cause: Error): boolean {
  return cause instanceof SessionEnded || cause.name === 'AbortError';
}
