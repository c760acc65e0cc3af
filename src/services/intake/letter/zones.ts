/** The parts of a letter's first page, as DIN 5008 and habit place them. */
import { findDates } from './dates.js';
import type { Segment, Sheet } from './sheet.js';
import { closing, courtesy, legalForm, postcodeTown, salutation, separators, street } from './words.js';

export interface Zones {
  readonly salutation: Segment | undefined;
  /** The line of the closing words. */
  readonly closing: Segment | undefined;
  /** Whom it is written to, top to bottom; empty when there is no such block. */
  readonly recipient: readonly Segment[];
  /** The sender's address in one small line above the recipient's. */
  readonly returnLine: Segment | undefined;
  /** Above the address field; without one, the top of the page. */
  readonly letterhead: readonly Segment[];
  /** Below the closing words: signature, and what is printed at the foot. */
  readonly signature: readonly Segment[];
  readonly footer: readonly Segment[];
}

/** Millimetres. The window of an envelope shows 20 to 105 by 45 to 90 of the page; scans and habits vary. */
const field = { top: 30, bottom: 115, right: 112 } as const;
const footerHeight = 38;

export function zonesOf(sheet: Sheet): Zones {
  const opening = sheet.segments.find((segment) => salutation.test(segment.text) && segment.y0 < 0.8 * sheet.height);
  const recipient = recipientBlock(sheet, opening);
  const top = recipient[0];
  const returnLine = top === undefined ? undefined : returnLineAbove(sheet, top);
  const close = sheet.segments.findLast(
    (segment) => closing.test(segment.text) && segment.y0 > (opening?.y1 ?? 0.3 * sheet.height),
  );
  const headEnd = Math.min(
    returnLine?.y0 ?? top?.y0 ?? Number.POSITIVE_INFINITY,
    opening?.y0 ?? Number.POSITIVE_INFINITY,
    top === undefined ? headEndByGap(sheet) : Number.POSITIVE_INFINITY,
  );
  const foot = sheet.height - footerHeight;
  return {
    salutation: opening,
    closing: close,
    recipient,
    returnLine,
    letterhead: sheet.segments.filter((segment) => segment.y1 <= headEnd + 1),
    signature:
      close === undefined ? [] : sheet.segments.filter((s) => s.y0 > close.y0 && s.y0 < close.y0 + 45 && s.y0 < foot),
    footer: sheet.segments.filter((segment) => segment.y0 >= foot && segment !== opening),
  };
}

/** Without an address: the first lines, until a wide gap or a line that is a date; at most the upper quarter. */
function headEndByGap(sheet: Sheet): number {
  let bottom: number | undefined;
  for (const row of sheet.rows) {
    const y0 = Math.min(...row.map((segment) => segment.y0));
    if (y0 > Math.max(45, 0.22 * sheet.height)) return y0;
    const apart = bottom !== undefined && y0 - bottom > Math.max(10, 2 * sheet.pitch);
    if (bottom !== undefined && (apart || row.every((segment) => isDateLine(segment.text)))) return y0;
    bottom = Math.max(bottom ?? 0, ...row.map((segment) => segment.y1));
  }
  return bottom ?? 0;
}

/** "Hamburg, den 20. November 2023", and nothing else; "Ablesung am 2. Juli 2024" is something else. */
export function isDateLine(text: string): boolean {
  const [date] = findDates(text);
  if (date === undefined || date.end < text.length - 2) return false;
  return /^(?:\p{Lu}[\p{L}.()/ -]{0,30}(?:,\s*(?:den|dem|im|am)?|\sden))?\s*$/u.test(text.slice(0, date.start));
}

/**
 * The address block: lines under one another at the left, the last with postcode and town, or the first with a form
 * of address. Of several, the one that the salutation names, then the lowest: the sender's own stands above.
 */
function recipientBlock(sheet: Sheet, opening: Segment | undefined): readonly Segment[] {
  const bottom = Math.min(field.bottom, opening?.y0 ?? Number.POSITIVE_INFINITY);
  const inField = sheet.segments.filter((s) => s.y0 >= field.top && s.y1 <= bottom && s.x0 < field.right);
  const blocks: { readonly lines: readonly Segment[]; readonly points: number }[] = [];
  for (const [index, anchor] of inField.entries()) {
    const byTown = postcodeTown.test(anchor.text) && !isAddressLine(leftOfRow(sheet, anchor).text);
    const byCourtesy = courtesy.test(anchor.text);
    if (!byTown && !byCourtesy) continue;
    const lines = byTown
      ? [...upwards(sheet, inField.slice(0, index + 1)), ...countryBelow(sheet, anchor)]
      : downwards(sheet, inField.slice(index));
    if (lines.length < 2) continue;
    const points =
      (lines.some(({ text }) => courtesy.test(text)) ? 3 : 0) +
      (lines.some(({ text }) => postcodeTown.test(text)) ? 2 : 0) +
      (lines.some(({ text }) => street.test(text)) ? 1 : 0) +
      (opening !== undefined && lines.some(({ text }) => namedIn(opening.text, text)) ? 4 : 0) +
      (anchor.x0 < 40 ? 1 : 0) +
      (byTown ? 1 : 0);
    blocks.push({ lines, points: points + anchor.y0 / 200 });
  }
  const [best] = blocks.toSorted((a, b) => b.points - a.points);
  return best !== undefined && best.points >= 3 ? best.lines : [];
}

const blockLines = 7;

function upwards(sheet: Sheet, above: readonly Segment[]): readonly Segment[] {
  const anchor = above.at(-1)!;
  const lines = [anchor];
  for (const segment of above.slice(0, -1).toReversed()) {
    const [next] = lines;
    if (Math.abs(segment.x0 - anchor.x0) > 7 || segment.row === next!.row) continue;
    if (
      lines.length >= blockLines ||
      next!.y0 - segment.y1 > reach(sheet) ||
      isAddressLine(leftOfRow(sheet, segment).text)
    )
      break;
    if (postcodeTown.test(segment.text) || findDates(segment.text).some(({ precision }) => precision === 'day')) break;
    lines.unshift(segment);
  }
  return lines;
}

/** Letters from abroad end their address with the country. */
function countryBelow(sheet: Sheet, town: Segment): readonly Segment[] {
  const next = sheet.segments.find((s) => s.row > town.row && Math.abs(s.x0 - town.x0) < 3);
  const country = next !== undefined && next.y0 - town.y1 < reach(sheet) && /^\p{Lu}[\p{Lu} .-]+$/u.test(next.text);
  return country ? [next] : [];
}

function downwards(sheet: Sheet, below: readonly Segment[]): readonly Segment[] {
  const anchor = below[0]!;
  const lines = [anchor];
  for (const segment of below.slice(1)) {
    const last = lines.at(-1)!;
    if (Math.abs(segment.x0 - anchor.x0) > 7 || segment.row === last.row) continue;
    if (lines.length >= blockLines || segment.y0 - last.y1 > reach(sheet)) break;
    lines.push(segment);
    if (postcodeTown.test(segment.text)) break;
  }
  return lines;
}

/** Lines of an address may be parted by half a line more than text is. */
function reach({ pitch }: Sheet): number {
  return Math.min(6, Math.max(3.5, 0.9 * pitch));
}

function returnLineAbove(sheet: Sheet, top: Segment): Segment | undefined {
  const above = sheet.segments.findLast(
    (s) =>
      s.y1 <= top.y0 + 1 &&
      top.y0 - s.y1 < 16 &&
      Math.abs(s.x0 - top.x0) < 14 &&
      isAddressLine(leftOfRow(sheet, s).text),
  );
  return above && leftOfRow(sheet, above);
}

/** A return line may be set with wide gaps for separators: the segment with those right of it, up to the window's end. */
function leftOfRow(sheet: Sheet, first: Segment): Segment {
  const run =
    sheet.rows[first.row]?.filter((s) => s.x0 >= first.x0 && s.x1 < field.right && s.size < 1.2 * first.size) ?? [];
  return run.length < 2 ? first : { ...first, text: run.map(({ text }) => text).join(' · '), x1: run.at(-1)!.x1 };
}

/** "Firm · Street 1 · 12345 Town": parts of which one is a street, a box or a town. */
export function isAddressLine(text: string): boolean {
  const parts = addressParts(text);
  // Recognition may drop every separator: "Firm GmbH Street 1 12345 Town".
  if (parts.length === 1) return legalForm.test(text) && postcodeTown.test(text);
  return parts.length >= 2 && parts.slice(1).some((part) => street.test(part) || postcodeTown.test(part));
}

export function addressParts(text: string): readonly string[] {
  return text
    .split(separators)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** "Sehr geehrte Frau Dr. Meier," names "Erika Meier". */
function namedIn(opening: string, line: string): boolean {
  const named = new Set(opening.toLowerCase().match(/\p{L}{3,}/gu) ?? []);
  for (const word of courtesyWords) named.delete(word);
  return (line.toLowerCase().match(/\p{L}{3,}/gu) ?? []).some((word) => named.has(word));
}

const courtesyWords =
  'sehr geehrte geehrter verehrte frau herr herrn herren damen und familie liebe lieber guten tag hallo dear the and'.split(
    ' ',
  );
