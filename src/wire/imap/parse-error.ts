/** A command that does not follow the grammar; becomes `BAD` (RFC 9051 §7.1.3). */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  /** Octets from the command's start, literals included. */
  readonly position: number;
  /** What was expected there, as a noun: `a mailbox name`. */
  readonly expected: string;

  /** The message never shows the input, which may be a password. */
  constructor(position: number, expected: string) {
    super(`Expected ${expected} at position ${position}`);
    this.position = position;
    this.expected = expected;
  }
}
