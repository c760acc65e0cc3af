/** Where on a letter its sender is named, and how much each place tells. */
import { findDates } from './dates.js';
import type { Segment, Sheet } from './sheet.js';
import { documentKind, faxTitle, legalForm, organisation, postcodeTown, salutation, street, title } from './words.js';
import { addressParts, isAddressLine, type Zones } from './zones.js';

export interface SenderCandidate {
  readonly name: string;
  /** Share of letters in which this place names the sender. */
  readonly weight: number;
  /** Of the words, 0 to 1. */
  readonly clarity: number;
  readonly place: 'return' | 'label' | 'letterhead' | 'imprint' | 'footer' | 'signature';
}

const label = /^(?:von|absender|from|sender|aussteller|rechnungssteller|issued by)\s*[:.]\s*/iu;

export function senderCandidates(sheet: Sheet, zones: Zones, later: readonly Sheet[]): readonly SenderCandidate[] {
  return [
    ...returned(zones),
    ...labelled(sheet, zones),
    ...headed(sheet, zones),
    ...imprinted([sheet, ...later], zones),
    ...footed(zones),
    ...signed(zones),
  ].filter(({ name }) => isName(name));
}

/** The line in the envelope's window: the parts before the street. */
function returned({ returnLine }: Zones): readonly SenderCandidate[] {
  if (returnLine === undefined) return [];
  const name = nameInAddressLine(returnLine.text);
  return name === undefined ? [] : [{ name, weight: 0.72, clarity: returnLine.confidence, place: 'return' }];
}

function nameInAddressLine(text: string): string | undefined {
  const parts = addressParts(text);
  if (parts.length === 1) return upToLegalForm(text);
  const end = parts.findIndex((part, index) => index > 0 && (street.test(part) || postcodeTown.test(part)));
  if (end < 1) return undefined;
  const [first, second] = parts;
  // "Stadt Kirchried, Ordnungsamt, Rathausplatz 1": an office belongs to the name; more parts are too much.
  const office =
    end >= 2 && !legalForm.test(first ?? '') && second !== undefined && organisation.test(second) && second.length < 50;
  return office ? `${first}, ${second}` : first;
}

function labelled(sheet: Sheet, zones: Zones): readonly SenderCandidate[] {
  return sheet.segments
    .filter((segment) => segment.y1 < (zones.salutation?.y0 ?? sheet.height / 2) && label.test(segment.text))
    .map((segment) => {
      const own = segment.text.replace(label, '');
      const value = own !== '' ? own : (sheet.rows[segment.row]?.find((other) => other.x0 > segment.x1)?.text ?? '');
      return {
        name: trimmed(addressParts(value)[0] ?? ''),
        weight: 0.45,
        clarity: segment.confidence,
        place: 'label' as const,
      };
    });
}

/** The letterhead: its largest lines, and every line that is a firm's or an office's name. */
function headed(sheet: Sheet, { letterhead, recipient }: Zones): readonly SenderCandidate[] {
  const lines = letterhead.filter(
    (segment) =>
      !recipient.includes(segment) && splitSlogan(segment.text).some((text) => isHeadline({ ...segment, text })),
  );
  const largest = Math.max(0, ...lines.map(({ size }) => size));
  return lines.flatMap((segment, index) => {
    const large = segment.size > 0.85 * largest && segment.size > 1.1 * sheet.bodySize;
    const first = index === 0;
    const parts = splitSlogan(segment.text);
    const found: SenderCandidate[] = [];
    const addressed = hasAddressBelow(segment, letterhead);
    for (const [order, part] of parts.entries()) {
      if (!isHeadline({ ...segment, text: part })) continue;
      const kind = legalForm.test(part) ? 0.28 : organisation.test(part) || title.test(part) ? 0.2 : 0;
      const weight = (large ? 0.42 : first ? 0.3 : 0.15) + kind + (addressed ? 0.25 : 0);
      // What follows a dash is a slogan more often than a name.
      const share = order === 0 ? 1 : 0.6;
      found.push({
        name: trimmed(part),
        weight: Math.min(0.8, weight * share),
        clarity: segment.confidence,
        place: 'letterhead',
      });
    }
    const next = lines[index + 1];
    // "HM Revenue" and "& Customs": the first line alone is no name.
    if (next !== undefined && isUnfinished(segment, next)) {
      const name = trimmed(`${segment.text} ${next.text}`);
      return [
        {
          name,
          weight: organisation.test(name) || large ? 0.62 : 0.4,
          clarity: segment.confidence,
          place: 'letterhead',
        },
      ];
    }
    if (large && next !== undefined && continuesName(segment, next)) {
      found.push({
        name: trimmed(`${segment.text} ${next.text}`),
        weight: 0.45,
        clarity: segment.confidence,
        place: 'letterhead',
      });
    }
    return found;
  });
}

/** The name above its own street or town: firms of one person and private letters. */
function hasAddressBelow(segment: Segment, letterhead: readonly Segment[]): boolean {
  return letterhead.some(
    (other) =>
      other.row > segment.row &&
      other.y0 - segment.y1 < 1.6 * Math.max(segment.size, other.size) &&
      other.x0 < segment.x1 &&
      other.x1 > segment.x0 &&
      (street.test(other.text) || postcodeTown.test(other.text)),
  );
}

function isUnfinished(first: Segment, next: Segment): boolean {
  const close = next.y0 - first.y1 < first.size && Math.abs(next.x0 - first.x0) < 3;
  return close && (/^(?:&|\+|und\b|and\b)/u.test(next.text) || /(?:&|\bund|\band|-)$/u.test(first.text));
}

/** A name in two lines of the same size: "Allgemeine Versicherungs-" and "Aktiengesellschaft". */
function continuesName(first: Segment, next: Segment): boolean {
  const close = next.y0 - first.y1 < 0.8 * first.size && Math.abs(next.size - first.size) < 0.12 * first.size;
  return (
    close &&
    Math.abs(next.x0 - first.x0) < 3 &&
    !legalForm.test(first.text) &&
    first.text.length + next.text.length < 80
  );
}

/** "Firm GmbH, Street 1, 12345 Town" anywhere: imprints, letterheads of one line, footers. */
function imprinted(sheets: readonly Sheet[], zones: Zones): readonly SenderCandidate[] {
  return sheets.flatMap((sheet) =>
    sheet.segments
      .filter(
        (segment) => segment !== zones.returnLine && !zones.recipient.includes(segment) && isAddressLine(segment.text),
      )
      .flatMap((segment) => {
        const name = trimmed(nameInAddressLine(segment.text) ?? '');
        if (name.length > 70) return [];
        const top = zones.letterhead.includes(segment) ? 0.16 : 0;
        const weight = (legalForm.test(name) ? 0.56 : organisation.test(name) ? 0.38 : 0.15) + top;
        return [{ name, weight, clarity: segment.confidence, place: 'imprint' as const }];
      }),
  );
}

/** At the foot stand the firm's full name and its bank's: only legal forms tell, and the first more than the rest. */
function footed({ footer }: Zones): readonly SenderCandidate[] {
  return footer
    .flatMap((segment) =>
      addressParts(segment.text)
        .slice(0, 2)
        .map((part) => ({ part, segment })),
    )
    .filter(({ part }) => legalForm.test(part) && !/bank|sparkasse|gericht|geschäftsführ|vorstand/iu.test(part))
    .slice(0, 4)
    .map(({ part, segment }, index) => ({
      name: upToLegalForm(part),
      weight: index === 0 ? 0.35 : 0.2,
      clarity: segment.confidence,
      place: 'footer',
    }));
}

/** Below the closing words: "Ihre Stadtwerke Auenbrück", a firm, or a person's name. */
function signed({ signature }: Zones): readonly SenderCandidate[] {
  return signature.slice(0, 4).map((segment) => {
    const name = trimmed(segment.text.replace(/^(?:ihre?|dein|euer|eure|i\. ?a\.|i\. ?v\.|ppa\.|gez\.|for)\s+/iu, ''));
    const weight = legalForm.test(name) ? 0.45 : organisation.test(name) ? 0.3 : 0.22;
    return { name, weight, clarity: segment.confidence, place: 'signature' };
  });
}

function isHeadline({ text, confidence }: Segment): boolean {
  return (
    confidence > 0.4 &&
    !documentKind.test(text) &&
    !faxTitle.test(text) &&
    !salutation.test(text) &&
    !/^(?:aussteller|absender|anschrift|tel|fax|e-?mail|internet|www\.|https?:|seite\b|page\b|blatt\b|datum|date\b|ihr |unser |your |our )/iu.test(
      text,
    ) &&
    findDates(text).length === 0 &&
    !isAddressLine(text) &&
    !/@|www\.|\.(?:de|com|org|net|at|ch|eu|example)\b|:\s/iu.test(text)
  );
}

/** "Optik Scharfblick – Ihr Sehzentrum", "Käthe-Kruse-Gymnasium · Sekretariat": name first, the whole as well. */
function splitSlogan(text: string): readonly string[] {
  const parts = text.split(/\s+[·•∙|–—-]+\s+|\s*[|•]\s*/u).map((part) => part.trim());
  return parts.length > 1 ? parts.slice(0, 3).filter((part) => part !== '') : [text];
}

function upToLegalForm(text: string): string {
  const match = legalForm.exec(text);
  return trimmed(match === null ? text : text.slice(0, match.index + match[0].length));
}

function trimmed(text: string): string {
  return text
    .replace(/^[^\p{L}\p{N}„"(]+/u, '')
    .replace(/[\s,;:·•|–—*_-]+$/u, '')
    .trim();
}

/** Has a word, is no sentence, no address, no number. */
function isName(name: string): boolean {
  if (name.length < 3 || name.length > 90 || !/\p{L}{2,}/u.test(name)) return false;
  if (name.split(' ').length > 10 || documentKind.test(name) || /[?!]$/u.test(name)) return false;
  if ((name.match(/\d/gu)?.length ?? 0) > name.length / 4) return false;
  if (/^\d{1,4}[a-z]?\s\p{Lu}/u.test(name)) return false;
  return !(street.test(name) && !legalForm.test(name) && !organisation.test(name)) && !/^\d{4,5}\s/u.test(name);
}
