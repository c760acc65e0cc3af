/** The letter that brings a password: one page of paper, for a window envelope. */
import type { Language } from './accounts.js';
import type { MailIdentity, MailSettings } from './mail-settings.js';
import type { RotationReason } from './rotation.js';

/** Where a letter comes from or goes to; without lines a window shows the name alone. */
export interface PostalAddress {
  readonly name: string;
  /** Below the name, top to bottom; at most six are printed. */
  readonly addressLines: readonly string[];
}

export interface PasswordLetter {
  readonly language: Language;
  readonly sender: PostalAddress;
  readonly recipient: PostalAddress;
  readonly identity: MailIdentity;
  /** As issued, in groups parted by hyphens. */
  readonly password: string;
  readonly settings: MailSettings;
  /** The one-time link, whole, and what opens it. */
  readonly setup?: { readonly url: string; readonly pin: string; readonly untilMs: number };
  /** `first`: of a new account. */
  readonly reason: 'first' | RotationReason;
  /** Until when the password before stays valid; none: it is dead already, or there was none. */
  readonly oldUntilMs?: number;
  readonly dateMs: number;
  /** Printed small, so that a letter that comes back can be found: letters, digits, `-`. */
  readonly letterId: string;
}

export interface PasswordLetters {
  /**
   * A PDF of one A4 page. The same letter gives the same octets, so that a run taken up again writes the same file.
   * Names and addresses may be anything: what cannot be printed is left out, what is too long is shrunk, then cut.
   * @throws Error with words: the server settings are too long for a QR code
   */
  render(letter: PasswordLetter): Promise<Buffer>;
}
