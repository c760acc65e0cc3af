/** A password letter as words and pictures in their places, ready to be put on paper. */
import type { Language } from './accounts.js';

export interface LetterSheet {
  readonly language: Language;
  /** The document's, as a viewer shows it. */
  readonly title: string;
  readonly dateMs: number;
  readonly letterhead: { readonly name: string; readonly lines: readonly string[] };
  /** Small, above the address. */
  readonly returnLine: string;
  /** At most seven. */
  readonly address: readonly string[];
  /** Right of the window; where it is hidden in the envelope. */
  readonly facts: readonly LetterFact[];
  readonly subject: string;
  readonly greeting: string;
  readonly intro: string;
  readonly steps: readonly [LetterStep, LetterStep, LetterStep];
  /** At most two. */
  readonly codes: readonly LetterCode[];
  readonly byHand: {
    readonly heading: string;
    /** At most two. */
    readonly identity: readonly LetterFact[];
    readonly password: { readonly label: string; readonly groups: readonly string[]; readonly hint: string };
    readonly servers: readonly LetterFact[];
  };
  readonly advice: readonly { readonly title: string; readonly text: string }[];
  /** The last line. */
  readonly footer: string;
}

export interface LetterFact {
  readonly label: string;
  readonly value: string;
  /** To be typed: shown in a typeface in which each character is plain. */
  readonly typed?: boolean;
}

export type LetterPicture = 'device' | 'scan' | 'type' | 'read';

export interface LetterStep {
  readonly picture: LetterPicture;
  readonly title: string;
  readonly text: string;
}

export interface LetterCode {
  readonly title: string;
  readonly lines: readonly string[];
  /** What the QR code says. */
  readonly content: string;
  /** Below it: the same, to be typed where there is no camera, or else a word of warning. */
  readonly below: { readonly text: string; readonly typed: boolean };
}

export interface LetterPrinter {
  /** What of a text its typeface can print: without emoji, and without scripts that it lacks. */
  readonly printable: (text: string) => string;
  /**
   * A PDF of exactly one A4 page, DIN 5008 form B. The same sheet gives the same octets.
   * @throws Error with words: a code holds more than a phone can read from paper
   */
  print(sheet: LetterSheet): Promise<Buffer>;
}
