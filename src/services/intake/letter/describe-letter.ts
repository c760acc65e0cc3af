/** Who wrote, when, and about what: read off the recognised layout. Pure. */
import type { Language } from '../../../mail/accounts.js';
import type { Page } from '../../../mail/scan.js';
import { noFacts, type LetterFacts } from './facts.js';
import { findIbans } from './iban.js';
import { languageOf } from './language.js';
import { letterDate } from './letter-date.js';
import { letterAmount, letterDue } from './payment.js';
import { letterReferences } from './references.js';
import { letterSender } from './sender.js';
import { sheetOf } from './sheet.js';
import { letterSubject } from './subject.js';
import { zonesOf } from './zones.js';

export interface DescribeOptions {
  /** A letter's date is not after this, and seldom long before. */
  readonly scannedMs: number;
  /** Of the customer: decides where the text does not tell its language. */
  readonly language?: Language;
}

/** Pages that are laid out again to be searched; what a letter is stands on its first and last. */
const mostPages = 12;
const mostText = 200_000;

/** The first page with text is the letter's face. Unsure means undefined. */
export function describeLetter(pages: readonly Page[], options: DescribeOptions): LetterFacts {
  const text = pages.map((page) => page.text).join('\n');
  const language = languageOf(text) ?? options.language;
  const written = pages.filter((page) => page.text.trim() !== '');
  const sheets = [...written.slice(0, mostPages - 1), ...written.slice(mostPages - 1).slice(-1)].map(sheetOf);
  const [face] = sheets;
  if (face === undefined) return { ...noFacts, language };
  const zones = zonesOf(face);
  const sender = letterSender(sheets, zones);
  return {
    sender,
    date: letterDate(sheets, zones, options.scannedMs),
    subject: letterSubject(face, zones, sender),
    language,
    ibans: findIbans(text.slice(0, mostText)),
    amount: letterAmount(sheets),
    due: letterDue(sheets),
    references: letterReferences(face),
  };
}
