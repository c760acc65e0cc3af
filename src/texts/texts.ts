/** Everything customers read that is not a letter of theirs: one interface, a file for each language. */
import type { Language } from '../mail/accounts.js';
import type { MailboxRole, SpecialUse } from '../mail/mailbox.js';
import type { ScanProblem } from '../mail/scan.js';
import { de } from './de.js';
import { en } from './en.js';
import type { ForwardingTexts } from './forwarding.js';
import type { PasswordTexts } from './passwords.js';
import type { PasswordLetterTexts } from './letter.js';
import type { SetupPageTexts } from './setup-pages.js';

/** A mailbox that every new account has. */
export interface MailboxText {
  readonly name: string;
  /** RFC 6154, without the backslash. */
  readonly specialUse?: SpecialUse;
  readonly role?: MailboxRole;
  readonly subscribed: boolean;
}

export interface Texts {
  readonly language: Language;
  /** INBOX first; a name below another after that one. */
  readonly mailboxes: readonly MailboxText[];
  /** A calendar day `YYYY-MM-DD`, or a month `YYYY-MM`, in words: "18. März 2024". */
  readonly date: (iso: string) => string;
  /** The subject of a letter whose own is not known. `iso`: the day it was scanned. */
  readonly scanSubject: (iso: string) => string;
  readonly pages: (count: number) => string;
  /** Parts two pages in the plain text, without the dashes around it. */
  readonly pageOf: (page: number, pages: number) => string;
  /** Pages by number, in a sentence: "Seite 2", "Seiten 2 und 3". At most six are named. */
  readonly pageList: (pages: readonly number[]) => string;
  readonly letter: LetterTexts;
  readonly notes: NoteTexts;
  readonly forwarding: ForwardingTexts;
  readonly passwords: PasswordTexts;
  readonly passwordLetter: PasswordLetterTexts;
  readonly setupPages: SetupPageTexts;
  /** Why a file did not become a letter, and what to do: beside the rejected file. */
  readonly rejected: Readonly<Record<ScanProblem, string>>;
}

/** Words around a letter in its message. */
export interface LetterTexts {
  readonly sender: string;
  readonly subject: string;
  readonly date: string;
  readonly extent: string;
  readonly scanned: string;
  readonly note: string;
  /** Behind a value that is likely but not certain. */
  readonly likely: string;
  /** Alternative text of the picture. */
  readonly pictureOf: (page: number) => string;
  readonly textHeading: string;
  /** In place of the text of a page that has none. */
  readonly blankPage: string;
  readonly unreadPage: string;
  /** Names the attachment of a letter whose subject is not known. */
  readonly fallbackTitle: string;
  /** A sum: "84,00 €". */
  readonly money: (cents: number, currency: string) => string;
  /** Until when it is to be paid, or else answered: "fällig 15.12.", "bis 15.12.2027". */
  readonly due: (iso: string, what: { readonly payment: boolean; readonly withYear: boolean }) => string;
  /** Closing line: where the paper's picture is. */
  readonly attached: string;
  /** The same where the file is no PDF. */
  readonly attachedAsCame: string;
}

/** What the message says when not all went well. The letter has arrived all the same. */
export interface NoteTexts {
  readonly scan: Readonly<Record<ScanProblem, string>>;
  /** Pages that could not be read, `pages` as `pageList` gives them. */
  readonly page: (problem: ScanProblem, pages: string) => string;
  readonly noText: string;
  readonly poorlyReadable: string;
}

const all: Readonly<Record<Language, Texts>> = { de, en };

export function textsFor(language: Language): Texts {
  return all[language];
}
