/** Words of the letter that brings a password. */
import type { RotationReason } from '../mail/rotation.js';

/** Which codes stand on it: Thunderbird's own, that of the one-time link, both or none. */
export interface LetterCodes {
  readonly thunderbird: boolean;
  readonly link: boolean;
}

export interface StepText {
  readonly title: string;
  readonly text: string;
}

export interface PasswordLetterTexts {
  readonly date: string;
  readonly letterId: string;
  readonly pin: string;
  readonly subject: (reason: 'first' | RotationReason, service: string) => string;
  /** `name` is empty where none can be printed. */
  readonly greeting: (name: string) => string;
  /** `oldUntil`: a day in words, where the password before stays valid for a while. */
  readonly intro: (reason: 'first' | RotationReason, oldUntil: string | undefined) => string;
  readonly steps: (codes: LetterCodes) => readonly [StepText, StepText, StepText];
  /** `warning`: what the code holds. */
  readonly thunderbird: { readonly title: string; readonly lines: readonly string[]; readonly warning: string };
  /** `until`: a day in words. */
  readonly link: { readonly title: string; readonly lines: (until: string) => readonly string[] };
  /** `codes`: what stands above it. */
  readonly byHand: (codes: LetterCodes) => string;
  readonly user: string;
  readonly address: string;
  /** Where they are the same. */
  readonly userAndAddress: string;
  readonly password: string;
  readonly passwordHint: string;
  readonly incoming: string;
  readonly outgoing: string;
  readonly server: (host: string, port: number, tls: 'implicit' | 'starttls') => string;
  readonly lost: { readonly title: string; readonly text: string };
  readonly postcard: { readonly title: string; readonly text: string };
}
