/** Trouble with the DNS that may pass; a name or record that does not exist is an answer, and no error. */
export type DnsErrorCode =
  /** No server answered in time. */
  | 'no-answer'
  /** SERVFAIL and other refusals; a validating resolver says so of forged answers as well (RFC 4035 §5.5). */
  | 'server-failure'
  | 'malformed'
  | 'alias-loop';

export class DnsError extends Error {
  override readonly name = 'DnsError';
  constructor(
    readonly code: DnsErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
