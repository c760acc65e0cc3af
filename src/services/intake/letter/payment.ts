/** What a letter asks to be paid, and by when: only where it is said in so many words. */
import { findDates } from './dates.js';
import type { Fact } from './facts.js';
import type { Sheet } from './sheet.js';

export interface Amount {
  /** Smallest unit of the currency; negative in the reader's favour is not told apart. */
  readonly cents: number;
  readonly currency: 'EUR' | 'GBP' | 'USD' | 'CHF';
  readonly confidence: number;
}

/** Words before the sum that matters, by how surely they name it. */
const labels: readonly (readonly [label: RegExp, confidence: number])[] = [
  [
    /rechnungs(?:end)?betrag|zahlbetrag|zahlungsbetrag|zu zahlen(?:der betrag)?|überweisungsbetrag|gesamtforderung|forderungsbetrag|offener (?:gesamt)?betrag|amount (?:due|payable)|(?:total|balance) due|please pay/iu,
    0.9,
  ],
  [
    /gesamtbetrag|gesamtsumme|endbetrag|endsumme|nachzahlung|zahllast|verwarnungsgeld|geldbuße|mahnbetrag|auszahlungsbetrag|erstattungsbetrag|grand total|invoice total|neuer kontostand/iu,
    0.8,
  ],
  [/\bsumme\b|\bgesamt\b|\btotal\b|insgesamt|jahresbeitrag\b|gesamtmiete\b/iu, 0.6],
];
const amount =
  /(?:(€|eur|euro|£|gbp|\$|usd|chf|fr\.)\s?)?(?<![\d.,])(\d{1,3}(?:[. ’']\d{3})+|\d{1,3}(?:,\d{3})+(?=\.\d\d)|\d{1,7})[.,](\d\d)(?![\d.,]\d)\s?(€|eur|euro|£|gbp|\$|usd|chf)?/giu;
const due =
  /(?:zahlbar bis|fällig(?:keit)?(?: am| zum|:|sdatum:?)?|bis (?:spätestens )?(?:zum|am)|spätestens (?:zum|am|bis zum)|bis zum|zahlungsziel:?|zahlungsfrist:?|due (?:date|by|on):?|payable by|no later than|pay by)\s*$/iu;

/** Words of paying or answering, in the line with the date. */
const asked =
  /zahl|überweis|begleich|fällig|frist|einzureichen|einreich|zurücksend|antwort|\bdue\b|pay|return|reply|no later/iu;
/** Letters between the label and its sum; more of them are a sentence about something else. */
const reach = 16;

/** The last sum of the line with the surest label; of several such lines the last, since totals stand at the end. */
export function letterAmount(sheets: readonly Sheet[]): Amount | undefined {
  let best: Amount | undefined;
  for (const line of lines(sheets)) {
    const sums = [...line.matchAll(amount)];
    const [first] = sums;
    const last = sums.at(-1);
    if (first === undefined || last === undefined) continue;
    const before = line.slice(0, first.index);
    const sure = Math.max(
      0,
      ...labels.filter(([label]) => labelsNext(label, before)).map(([, confidence]) => confidence),
    );
    const sign = last[1] ?? last[4];
    const confidence = sure * (sign === undefined ? 0.85 : 1);
    if (confidence > 0 && confidence >= (best?.confidence ?? 0)) {
      best = { cents: centsOf(last), currency: currencyOf(sign), confidence };
    }
  }
  return best;
}

function labelsNext(label: RegExp, before: string): boolean {
  const match = label.exec(before);
  if (match === null) return false;
  return (before.slice(match.index + match[0].length).match(/\p{L}/gu) ?? []).length <= reach;
}

/** The first date behind words such as "zahlbar bis"; on the first page that has one. */
export function letterDue(sheets: readonly Sheet[]): Fact | undefined {
  for (const line of lines(sheets)) {
    for (const date of findDates(line)) {
      const before = line.slice(0, date.start);
      // "Das Angebot gilt bis zum 31. Mai" asks for nothing.
      if (date.precision === 'day' && due.test(before) && asked.test(line)) return { value: date.iso, confidence: 0.8 };
    }
  }
  return undefined;
}

function* lines(sheets: readonly Sheet[]): Generator<string> {
  for (const { rows } of sheets)
    for (const row of rows)
      yield row
        .map(({ text }) => text)
        .join(' ')
        .slice(0, 400);
}

function centsOf(match: RegExpMatchArray): number {
  return Number(`${(match[2] ?? '').replace(/\D/gu, '')}${match[3]}`);
}

function currencyOf(sign: string | undefined): Amount['currency'] {
  const known = sign?.toLowerCase();
  if (known === '£' || known === 'gbp') return 'GBP';
  if (known === '$' || known === 'usd') return 'USD';
  return known === 'chf' || known === 'fr.' ? 'CHF' : 'EUR';
}
