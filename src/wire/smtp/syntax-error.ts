/** An SMTP command that breaks the grammar: answered with 501. */
export class SmtpSyntaxError extends Error {
  override readonly name = 'SmtpSyntaxError';
  /** RFC 3463 detail: the command's arguments, the sender's address, the recipient's, or one that is not ASCII. */
  readonly status: '5.5.4' | '5.1.7' | '5.1.3' | '5.6.7';

  /** @param message says what is wrong, without repeating what came */
  constructor(status: SmtpSyntaxError['status'], message: string) {
    super(message);
    this.status = status;
  }
}
