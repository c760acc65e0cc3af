/**
 * What mail apps show when somebody cannot sign in. Who it is may be unknown, so it is said in both languages; apps may
 * show ASCII only, so the words have no letters beyond it.
 */
import type { CredentialScope } from '../mail/credentials.js';
import type { TypingError } from '../mail/issued-password.js';
import { loginsDe } from './logins-de.js';
import { loginsEn } from './logins-en.js';

export interface LoginTexts {
  readonly wrong: string;
  /** The password was right once. */
  readonly replaced: string;
  readonly closed: string;
  readonly throttled: string;
  /** The server has too much to do. */
  readonly busy: string;
  /** By what the password opens. */
  readonly scope: Readonly<Record<CredentialScope, string>>;
  readonly mistyped: (error: TypingError) => string;
  /** Of the app, not of whoever uses it. */
  readonly malformed: string;
  /** SCRAM with a channel binding that does not fit: somebody may listen. */
  readonly binding: string;
  readonly otherAccount: string;
}

const languages: readonly LoginTexts[] = [loginsDe, loginsEn];

/** In all languages. */
export function loginWords(words: (texts: LoginTexts) => string): string {
  return languages.map(words).join(' / ');
}
