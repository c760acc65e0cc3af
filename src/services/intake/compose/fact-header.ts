/**
 * What is known of a letter, as header fields: for filters, and for the annotations that IMAP reads off them
 * (docs/metadata.md). Only what is sure: nobody sees the letter beside them.
 */
import type { LetterFacts } from '../letter/facts.js';
import { cleanLine } from '../../../lib/clean-text.js';
import { known, nameLimit } from './letter-message.js';

/** Characters of all references together. */
const referencesLimit = 400;

/** Values are one line each; those that are not known are left out. */
export function factHeader(facts: LetterFacts): Readonly<Record<string, string>> {
  const [sender, amount, due] = [known(facts.sender), known(facts.amount), known(facts.due)];
  const references = facts.references.map(({ label, value }) => `${label} ${value}`.replaceAll(';', ','));
  const fields = {
    'X-Unpaperme-Sender': cleanLine(sender?.value ?? '', nameLimit),
    'X-Unpaperme-Letter-Date': cleanLine(facts.date?.value ?? '', 10),
    // ISO 4217 behind the sum: as it is written in no language, and so in all.
    'X-Unpaperme-Amount': amount ? `${(amount.cents / 100).toFixed(2)} ${amount.currency}` : '',
    'X-Unpaperme-Due': cleanLine(due?.value ?? '', 10),
    'X-Unpaperme-Iban': facts.ibans.join(' '),
    'X-Unpaperme-Reference': cleanLine(references.join('; '), referencesLimit),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}
