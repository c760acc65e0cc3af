/** The day a letter was written, told from due dates, birthdays and all the other dates in it. */
import { findDates, type FoundDate } from './dates.js';
import type { Fact } from './facts.js';
import type { Segment, Sheet } from './sheet.js';
import type { Zones } from './zones.js';

const dayMs = 86_400_000;

/** Labels of the letter's own date, before it or above it. */
const ownLabel =
  /(?:^|[\s,(/|·-])(?:(?:brief|rechnungs|ausstellungs|ausstell|auszugs|erstellungs|erstell|beleg|bescheid|druck|ausgabe|versand|schreibens?|mahn|angebots|auftrags|absende|ausgangs)?-?datum(?: der rechnung| des schreibens| des bescheid(?:e)?s)?|datum(?:\/uhrzeit)?|rechnung(?:snummer|s-nr\.?)?(?: nr\. \S+)? vom|bescheid vom|erstellt am|ausgestellt am|ausgefertigt am|gesendet(?: am)?|ausgang|tag|(?:invoice|issue|statement|letter|bill|billing|document|notice|order) date|date(?: of (?:issue|invoice|this letter|letter|notice))?|dated|issued(?: on)?|sent)\s*[:.]?\s*$/iu;
/** Labels of other dates. */
const otherLabel =
  /(?:gebor|geb\.|geburts|birth|d\.?o\.?b\b|fällig|faellig|zahlbar|zahlungsziel|frist|spätestens|bis\b|until|\bdue|\bby\b|expir|gültig|valid|liefer|leistung|zeitraum|period|auftrag vom|schreiben vom|nachricht vom|antrag vom|anfrage vom|vertrag|beginn|ende\b|end\b|start|eintritt|austritt|kündigung|unfall|schaden|tat(?:zeit|tag)|behandlung|besuch|termin|buchung|wert|valuta|seit\b|\bab\b|\bvon\b|\bfrom\b|\bzum\b|\bper\b|ablesung|ankunft|abreise|abfahrt|reise|kauf|bestell|order(?:ed)?\b|eingang|erhalten|your (?:letter|message)|ihr(?:e|en|em|es)?\b.*\bvom|stand\b|kontostand|fassung|version|genehmigt|hochzeit|gestorben|verstorben|miete|steuerjahr|tax year|period)[^.]{0,24}$/iu;
/** "Hamburg, den", "Frankfurt am Main, im": a place as it stands before the date; "Wandertag am" is none. */
const place =
  /^\p{Lu}[\p{L}.()/-]*(?:\s+(?:a\.|am|an der|ob der|bei|im|in|i\.|\p{Lu}[\p{L}.()/-]*)){0,4}\s*(?:,\s*(?:den|dem|am|im)?|[,.]?\s+den)\s*$/u;
/** The comma is small and may be lost. */
const placeWithoutComma = /^\p{Lu}\p{L}{3,}(?:[-/]\p{Lu}\p{L}+)?\.?$/u;

/** Weights are shares of letters in which a date so placed is the right one; below `floor` nothing is said. */
const floor = 0.5;

interface Candidate {
  readonly iso: string;
  readonly weight: number;
}

/**
 * @param sheets pages with text; the first is the letter's face
 * @param scannedMs when it was scanned: nothing was written later, little long before
 */
export function letterDate(sheets: readonly Sheet[], zones: Zones, scannedMs: number): Fact | undefined {
  const [face] = sheets;
  if (face === undefined) return undefined;
  const candidates = face.segments.flatMap((segment) => datesOf(segment, face, zones));
  candidates.push(...onlyDate(face));
  const last = sheets.at(-1);
  if (last !== undefined && last !== face) candidates.push(...signedDates(last));
  const weights = new Map<string, number>();
  for (const { iso, weight } of candidates) {
    // Said in two places, it is likelier; said often (bookings of one day), no likelier than twice.
    const known = weights.get(iso);
    weights.set(iso, known === undefined ? weight : Math.max(known, weight) + 0.05 * Math.min(known, weight));
  }
  const ranked = [...weights]
    .map(([iso, weight]) => ({ iso, weight: weight * plausibility(iso, scannedMs) }))
    .toSorted((a, b) => b.weight - a.weight);
  const [best, next] = ranked;
  if (best === undefined || best.weight < floor) return undefined;
  // As good as another means that only one of the two is right.
  const rival = next !== undefined && next.weight > best.weight - 0.05 ? 0.8 : 1;
  const confidence = Math.min(0.98, best.weight * rival);
  return confidence < floor ? undefined : { value: best.iso, confidence };
}

function datesOf(segment: Segment, sheet: Sheet, zones: Zones): readonly Candidate[] {
  const found = findDates(withWrappedYear(segment, sheet));
  return found.map((date, index) => {
    // Two dates in a line are a period or a table.
    const alone = found.length === 1;
    const weight = weightOf(segment, date, sheet, zones, index) * (alone ? 1 : 0.7);
    return { iso: date.iso, weight: weight * (date.certain ? 1 : 0.6) };
  });
}

/** Receipts: one date on the whole page, at the start of its line or with the time of day behind it. */
function onlyDate(sheet: Sheet): readonly Candidate[] {
  const found = sheet.segments.flatMap((segment) => findDates(segment.text).map((date) => ({ date, segment })));
  const [first] = found;
  if (first === undefined || found.some(({ date }) => date.iso !== first.date.iso)) return [];
  const { date, segment } = first;
  const { text } = segment;
  const begins = date.start === 0 && text.length - date.end < 30 && !otherLabel.test(labelOf(segment, sheet));
  const timed = /^[\s,-]*\d{1,2}[:.]\d\d\b/u.test(text.slice(date.end)) && !otherLabel.test(text.slice(0, date.start));
  return date.precision === 'day' && (timed || begins) ? [{ iso: date.iso, weight: 0.62 }] : [];
}

/** In a narrow information block a date may be broken before its year. */
function withWrappedYear(segment: Segment, sheet: Sheet): string {
  if (!/\d{1,2}\. ?\p{L}{3,9}$/u.test(segment.text)) return segment.text;
  const below = sheet.rows[segment.row + 1]?.find(
    (s) => /^(?:19|20)\d\d$/u.test(s.text) && s.y0 - segment.y1 < sheet.pitch,
  );
  return below !== undefined && below.x1 > segment.x0 ? `${segment.text} ${below.text}` : segment.text;
}

function weightOf(segment: Segment, date: FoundDate, sheet: Sheet, zones: Zones, index: number): number {
  const before = segment.text.slice(0, date.start).trimEnd();
  const behind = segment.text.slice(date.end).trim();
  const label = before === '' ? labelOf(segment, sheet) : before;
  const inHead = segment.y1 < (zones.salutation?.y0 ?? 0.42 * sheet.height);
  if (date.precision === 'month') return inHead && monthAlone(before, behind) ? 0.72 : 0;
  if (index === 0 && ownLabel.test(label)) return inHead ? 0.96 : 0.62;
  // A leaflet's state is the nearest it has to a date; a form's is at its foot.
  if (/\bstand:?$/iu.test(label) && inHead && segment.y1 < 0.2 * sheet.height) return 0.56;
  if (otherLabel.test(label)) return 0.1;
  const alone = behind.replace(/[.,;|]/gu, '') === '';
  if (before === '' && alone) return inHead ? aloneWeight(segment, sheet, zones) : 0.15;
  // "10.10.2026 / wo-kr": the typist's sign.
  if (before === '' && inHead && segment.x0 > 0.45 * sheet.width && /^[\s/,-]*[\p{L}/-]{1,9}$/u.test(behind))
    return 0.78;
  if (alone && place.test(before)) return inHead ? 0.92 : signed(segment, sheet, zones) ? 0.75 : 0.2;
  if (alone && placeWithoutComma.test(before) && inHead) return 0.7;
  // "Rundbrief des Vereins · Nr. 3 · 30. Juni 2023"
  if (inHead && alone && /[·•|–—-]$/u.test(before)) return 0.68;
  if (inHead && segment.y1 < 0.3 * sheet.height) return 0.35;
  return 0.15;
}

/** A date by itself: in the information block or at the right it is the letter's, in a column of dates it is none. */
function aloneWeight(segment: Segment, sheet: Sheet, zones: Zones): number {
  const column = sheet.segments.filter(
    (other) =>
      other !== segment &&
      Math.abs(other.x0 - segment.x0) < 4 &&
      /^\d{1,2}\. ?\d{1,2}\. ?(?:\d{2,4})?$/u.test(other.text),
  );
  if (column.length >= 3) return 0.15;
  const afterAddress = zones.recipient.length > 0 && segment.y0 > zones.recipient[0]!.y0 - 40;
  return segment.x0 > 0.45 * sheet.width || afterAddress ? 0.88 : 0.74;
}

function monthAlone(before: string, behind: string): boolean {
  return behind === '' && (before === '' || place.test(before) || placeWithoutComma.test(before));
}

/** Near the end of a page, above a signature. */
function signed(segment: Segment, sheet: Sheet, zones: Zones): boolean {
  return segment.y0 > (zones.closing?.y0 ?? 0.5 * sheet.height) - 12;
}

/** "Ort, den 15. September 2022" where a contract is signed. */
function signedDates(sheet: Sheet): readonly Candidate[] {
  return sheet.segments.flatMap(({ text }) =>
    findDates(text)
      .filter(
        ({ precision, start, end }) =>
          precision === 'day' && end >= text.length - 1 && start > 0 && place.test(text.slice(0, start).trimEnd()),
      )
      .map(({ iso }) => ({ iso, weight: 0.6 })),
  );
}

/** What stands left of a segment in its row, else above it in a row of labels: "Ihr Zeichen | Unser Zeichen | Datum". */
function labelOf(segment: Segment, sheet: Sheet): string {
  const left = sheet.rows[segment.row]?.filter((other) => other.x1 <= segment.x0 + 1).at(-1);
  if (left !== undefined && segment.x0 - left.x1 < 65 && findDates(left.text).length === 0) {
    const near = ownLabel.test(left.text) || otherLabel.test(left.text) || left.text.endsWith(':');
    if (near) return left.text;
  }
  for (const distance of [1, 2]) {
    const row = sheet.rows[segment.row - distance];
    const above = row?.find((other) => Math.abs(other.x0 - segment.x0) < 9 && segment.y0 - other.y1 < 8);
    // What has a value of its own labels nothing below.
    if (above === undefined || /\d/u.test(above.text)) continue;
    if (ownLabel.test(above.text) || otherLabel.test(above.text)) return above.text;
  }
  return left?.text ?? '';
}

/** 1 for a letter of the last years, less for older ones, next to nothing for what is yet to come. */
function plausibility(iso: string, scannedMs: number): number {
  const month = iso.length === 7;
  const ms = Date.parse(month ? `${iso}-01` : iso);
  const age = (scannedMs - ms) / dayMs;
  if (age < -2) return 0.1;
  if (age > 60 * 365) return 0.3;
  if (age > 25 * 365) return 0.7;
  return age > 10 * 365 ? 0.9 : 1;
}
