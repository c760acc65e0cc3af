/** What a letter says about itself. Unsure means undefined: a wrong sender is worse than none. */
import type { Language } from '../../../mail/accounts.js';
import type { Amount } from './payment.js';
import type { Reference } from './references.js';

export interface Fact {
  readonly value: string;
  /** 0 to 1: how often a value found in this way is right. */
  readonly confidence: number;
}

export interface LetterFacts {
  /** The firm, authority or person that wrote; one line. */
  readonly sender: Fact | undefined;
  /** When it was written: ISO 8601 `YYYY-MM-DD`, or `YYYY-MM` where only the month is printed. */
  readonly date: Fact | undefined;
  /** What it is about; one line. */
  readonly subject: Fact | undefined;
  /** Of the text; undefined when there is too little of it. */
  readonly language: Language | undefined;
  /** Account numbers with right check digits, without blanks. */
  readonly ibans: readonly string[];
  /** The sum that the letter is about. */
  readonly amount: Amount | undefined;
  /** Until when it is to be paid or answered, `YYYY-MM-DD`. */
  readonly due: Fact | undefined;
  readonly references: readonly Reference[];
}

export const noFacts: LetterFacts = {
  sender: undefined,
  date: undefined,
  subject: undefined,
  language: undefined,
  ibans: [],
  amount: undefined,
  due: undefined,
  references: [],
};
