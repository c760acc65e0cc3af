/** German or English, by the small words that no text is without. */
import type { Language } from '../../../mail/accounts.js';

const small: Readonly<Record<Language, ReadonlySet<string>>> = {
  de: new Set(
    `der die das und den dem des ein eine einen einer nicht mit für von zu auf ist im sich auch es wir sie ihr ihre ihnen
    bei aus nach wie über zum zur haben hat wird werden sind oder bis vom am uns unter sehr geehrte herr frau bitte
    seite datum liebe dass daß kein keine wurde können mehr noch`.split(/\s+/u),
  ),
  en: new Set(
    `the of and to a in is for that on you your with are this be we our it as by have or not from at will has please dear
    if any was been which date page yours sincerely an can may`.split(/\s+/u),
  ),
};

/** Characters looked at: two pages tell. */
const enough = 20_000;
/** Fewer small words than this, or a lead of less than this share, tell nothing. */
const fewest = 3;
const lead = 1.5;

export function languageOf(text: string): Language | undefined {
  const counts: Record<Language, number> = { de: 0, en: 0 };
  for (const [word] of text
    .slice(0, enough)
    .toLowerCase()
    .matchAll(/\p{L}+/gu)) {
    if (small.de.has(word)) counts.de += 1;
    if (small.en.has(word)) counts.en += 1;
  }
  const best: Language = counts.de >= counts.en ? 'de' : 'en';
  const other = best === 'de' ? counts.en : counts.de;
  return counts[best] >= fewest && counts[best] >= lead * other ? best : undefined;
}
