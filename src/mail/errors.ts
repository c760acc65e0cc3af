/** What can go wrong in the domain, by stable code. Each protocol translates the codes into its own words. */

export type MailErrorCode =
  | 'mailbox-not-found'
  | 'destination-not-found'
  | 'mailbox-exists'
  | 'mailbox-has-children'
  | 'mailbox-not-selectable'
  | 'mailbox-name-invalid'
  | 'mailbox-protected'
  | 'message-gone'
  | 'message-too-large'
  | 'over-quota'
  | 'keyword-limit'
  | 'uids-used-up'
  | 'metadata-too-many'
  | 'account-not-found'
  | 'account-exists'
  | 'account-closed'
  | 'storage-full'
  | 'unavailable';

export class MailError extends Error {
  override readonly name = 'MailError';
  readonly code: MailErrorCode;

  /** @param message says what happened, to what, and what can be done; shown to people */
  constructor(code: MailErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function isMailError(error: unknown, code?: MailErrorCode): error is MailError {
  return error instanceof MailError && (code === undefined || error.code === code);
}

/** When a mailbox has no uid left for a message: see `lastUidNext`. */
export function uidsUsedUp(): MailError {
  return new MailError('uids-used-up', 'This mailbox has used up its numbers; move its messages to a new one.');
}
