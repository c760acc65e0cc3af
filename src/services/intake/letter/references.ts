/** Numbers by which the sender knows the matter: customer, invoice, contract, file. */
import type { Sheet } from './sheet.js';

export interface Reference {
  /** As printed: "Kundennummer", "Unser Zeichen". */
  readonly label: string;
  readonly value: string;
}

const label =
  /^((?:[\p{L}-]*(?:nummer|-?nr\.|-?no\.|konto|kontonummer|nummern)|(?:unser|mein)(?:e|er)? (?:zeichen|referenz)|aktenzeichen|geschäfts(?:zeichen|nummer)|kassenzeichen|az\.|gz\.|(?:our|your) ref(?:erence|\.)?|(?:account|customer|policy|invoice|reference|claim) (?:number|no\.?))(?:\s?\([^)]{1,20}\))?)\s?[:.]?(?:\s+(.*))?$/iu;
/** Telephone, bank and tax office numbers are other people's. */
const other =
  /ruf|telefon|telefax|\bfax|mobil|durchwahl|ust|umsatzsteuer|handelsregister|seiten|haus|zimmer|konto-?nr|service/iu;
const most = 12;

/** From the first page's fields, in order; a value has a digit and at most 40 characters. */
export function letterReferences(sheet: Sheet): readonly Reference[] {
  const found: Reference[] = [];
  for (const segment of sheet.segments) {
    const match = label.exec(segment.text);
    const name = match?.[1];
    if (name === undefined || other.test(name)) continue;
    const beside = sheet.rows[segment.row]?.find(({ x0 }) => x0 > segment.x1)?.text;
    const below = sheet.rows[segment.row + 1]?.find(
      ({ x0, y0 }) => Math.abs(x0 - segment.x0) < 6 && y0 - segment.y1 < 6,
    )?.text;
    const value = match?.[2] ?? beside ?? below ?? '';
    if (!/\d/u.test(value) || value.length > 40 || label.test(value) || /(?:^|\s)\p{Ll}{2,}\s/u.test(value)) continue;
    if (found.every((reference) => reference.value !== value)) found.push({ label: name, value });
    if (found.length >= most) break;
  }
  return found;
}
