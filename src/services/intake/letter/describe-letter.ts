/** Who wrote, when, and about what: read off the recognised layout. Pure. */
import type { Language } from '../../../mail/accounts.js';
import type { Page } from '../../../mail/scan.js';
import { noFacts, type LetterFacts } from './facts.js';
import { languageOf } from './language.js';

export interface DescribeOptions {
  /** A letter's date is not after this, and seldom long before. */
  readonly scannedMs: number;
  /** Of the customer: decides where the text does not tell its language. */
  readonly language?: Language;
}

export function describeLetter(pages: readonly Page[], options: DescribeOptions): LetterFacts {
  const language =
    languageOf(
      pages
        .map(({ text }) => text)
        .join('\n')
        .slice(0, 40_000),
    ) ?? options.language;
  return { ...noFacts, language };
}
