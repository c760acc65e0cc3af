/** What a letter is about: the line a reader would give as its subject. */
import type { Fact } from './facts.js';
import { isOther } from './other-lines.js';
import type { Segment, Sheet } from './sheet.js';
import { normalised, sameName } from './similarity.js';
import { documentKind, salutation } from './words.js';
import type { Zones } from './zones.js';

const floor = 0.5;
/** A subject of more lines is a paragraph. */
const mostLines = 4;
const label =
  /^(?:betreff|betrifft|betr\.?|subject|re|wegen)\s*[:;.]\s*(?!$)|^(?:betreff|betrifft|subject)\s+(?=\p{L})|^(?:betreff|betrifft|betr\.?|subject|re)\s*[:;.]?\s*$/iu;
/** @param sender excluded: a letterhead is not what the letter is about */
export function letterSubject(sheet: Sheet, zones: Zones, sender: Fact | undefined): Fact | undefined {
  const found =
    labelled(sheet, zones) ??
    beforeSalutation(sheet, zones, sender) ??
    afterSalutation(sheet, zones) ??
    titled(sheet, zones, sender);
  if (found === undefined) return undefined;
  const value = withNumber(joined(found.lines), found.lines, sheet);
  const clarity = found.lines.reduce((sum, line) => sum + line.confidence, 0) / found.lines.length;
  const confidence = Math.min(0.97, found.weight * (0.55 + 0.45 * clarity));
  return confidence < floor || !isSubject(value) ? undefined : { value, confidence };
}

interface Found {
  readonly lines: readonly Segment[];
  readonly weight: number;
}

/** "Betreff: …", and the lines it goes on over. */
function labelled(sheet: Sheet, zones: Zones): Found | undefined {
  const end = Math.max(zones.salutation?.y1 ?? 0, 0.6 * sheet.height);
  for (const segment of sheet.segments) {
    if (segment.y0 > end || !label.test(segment.text)) continue;
    const rest = segment.text.replace(label, '').trim();
    const beside = sheet.rows[segment.row]?.find((other) => other.x0 > segment.x1);
    const first = rest !== '' ? { ...segment, text: rest } : beside;
    if (first === undefined || !isSubject(first.text)) continue;
    return { lines: continued(sheet, first, rest === '' ? undefined : segment), weight: 0.97 };
  }
  return undefined;
}

/**
 * The lines that go on from the first, close below one another. Where they run on into the text, as in a fax, only
 * the first is sure. `start`: where a label begins, if the first line stands beside it.
 */
function continued(sheet: Sheet, first: Segment, start?: Segment): readonly Segment[] {
  const left = Math.min(first.x0, start?.x0 ?? first.x0) - 4;
  const lines = [first];
  for (const segment of sheet.segments) {
    const last = lines.at(-1)!;
    if (segment.row <= last.row || segment.x0 < left || segment.x0 > first.x0 + 4) continue;
    if (segment.y1 - last.y1 > Math.min(1.35 * sheet.pitch, 1.9 * last.size + 1) || isOther(segment.text)) break;
    if (Math.abs(segment.size - last.size) > 0.25 * last.size) break;
    lines.push(segment);
    if (lines.length > mostLines) return [first];
  }
  return lines;
}

/** The last lines at the left margin between address and salutation. */
function beforeSalutation(sheet: Sheet, zones: Zones, sender: Fact | undefined): Found | undefined {
  const { salutation: opening, recipient } = zones;
  if (opening === undefined || (recipient.length === 0 && inColumns(sheet, opening))) return undefined;
  const top = Math.max(recipient.at(-1)?.y1 ?? 0, opening.y0 - 75);
  const between = sheet.segments.filter(
    (s) =>
      s.y0 >= top - 0.5 &&
      s.y1 <= opening.y0 + 1 &&
      s.row < opening.row &&
      s.x0 < 0.55 * sheet.width &&
      !recipient.includes(s),
  );
  const lines: Segment[] = [];
  for (const segment of between.toReversed()) {
    const [next] = lines;
    // The subject is one group of lines; what stands apart above it is something else.
    if (next !== undefined && next.y0 - segment.y1 > 1.3 * Math.max(sheet.pitch - segment.size, segment.size)) break;
    if (next !== undefined && segment.row === next.row) {
      lines.unshift(segment);
      continue;
    }
    if (isOther(segment.text) || isOther(leftOfRow(sheet, segment)) || isSender(segment, sender)) {
      if (next === undefined) continue;
      break;
    }
    if (opening.y0 - segment.y1 > 45 && next === undefined) break;
    lines.unshift(segment);
  }
  const [first] = lines;
  if (first === undefined || lines.length > mostLines) return undefined;
  const head = recipient.length > 0 || zones.returnLine !== undefined;
  const below = zones.letterhead.includes(first) && !head ? 0.6 : 1;
  const large = first.size > 1.12 * sheet.bodySize ? 0.06 : 0;
  return { lines, weight: ((head ? 0.9 : 0.72) + large + (documentKind.test(first.text) ? 0.05 : 0)) * below };
}

/** The row's text left of the information block: "Seiten:" with its value is a field, the value alone looks like none. */
function leftOfRow(sheet: Sheet, { row }: Segment): string {
  const left = sheet.rows[row]?.filter(({ x0 }) => x0 < 0.55 * sheet.width) ?? [];
  return left.map(({ text }) => text).join(' ');
}

/** English habit: "Dear Ms Smith," and then "Re: Your account" or a short headline of its own. */
function afterSalutation(sheet: Sheet, { salutation: opening }: Zones): Found | undefined {
  if (opening === undefined || !/^\W*(?:dear|hello|to whom)/iu.test(opening.text)) return undefined;
  const [first, second] = sheet.segments.filter((s) => s.row > opening.row && s.y0 < opening.y1 + 20).slice(0, 2);
  if (first === undefined || second === undefined || first.x0 > 0.5 * sheet.width) return undefined;
  const apart = second.y1 - first.y1 > 1.25 * sheet.pitch;
  const short = first.text.length < 80 && first.x1 < 0.75 * sheet.width && !/[.,;:]$/u.test(first.text);
  return apart && short && /^[\p{Lu}\p{N}]/u.test(first.text) ? { lines: [first], weight: 0.78 } : undefined;
}

/**
 * A line that names a kind of document, or one that is much larger than the text. Letters with a salutation have
 * their subject above it or none; newsletters greet, too, but address nobody.
 */
function titled(sheet: Sheet, zones: Zones, sender: Fact | undefined): Found | undefined {
  // Of a newsletter's headlines, the largest is its own.
  const newsletter = zones.recipient.length === 0 && inColumns(sheet, zones.salutation ?? sheet.segments[0]);
  if (zones.salutation !== undefined && !newsletter) return undefined;
  const possible = sheet.segments.filter(
    (s) =>
      s.y0 < 0.55 * sheet.height &&
      !zones.recipient.includes(s) &&
      !isOther(s.text) &&
      !isSender(s, sender) &&
      s.confidence > 0.5,
  );
  const candidates = possible.map((segment) => {
    const ratio = segment.size / sheet.bodySize;
    const kind = !newsletter && documentKind.test(segment.text) && segment.text.length < 100;
    const weight = kind
      ? 0.62 +
        (ratio > 1.15 ? 0.15 : 0) +
        (/\d/u.test(segment.text) ? 0.05 : 0) +
        (segment.y0 < 0.42 * sheet.height ? 0.08 : 0)
      : ratio > 1.5 && segment.y0 < 0.35 * sheet.height
        ? 0.52 + Math.min(0.16, 0.1 * (ratio - 1.5))
        : 0;
    return { segment, weight };
  });
  const [best] = candidates
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight || a.segment.row - b.segment.row);
  if (best === undefined) return undefined;
  return { lines: continued(sheet, best.segment), weight: best.weight };
}

/** Two columns of text: a newsletter, whose first article may greet its readers. */
function inColumns(sheet: Sheet, opening: Segment | undefined): boolean {
  const rows = sheet.rows.slice(opening?.row ?? 0);
  const middle = sheet.width / 2;
  const both = rows.filter((row) => {
    const left = row.some(({ x0, x1 }) => x0 < 0.4 * middle && x1 < 1.1 * middle && x1 > 0.7 * middle);
    return left && row.some(({ x0, x1 }) => x0 > 0.9 * middle && x1 > 1.5 * middle);
  });
  return both.length >= 8 && both.length > 0.3 * rows.length;
}

function isSender({ text }: Segment, sender: Fact | undefined): boolean {
  return sender !== undefined && (sameName(text, sender.value) || normalised(text) === normalised(sender.value));
}

/** One line: a hyphen at a line's end joins, also where recognition put a blank behind it; other ends become blanks. */
function joined(lines: readonly Segment[]): string {
  let text = '';
  for (const line of lines) {
    if (text === '') text = line.text;
    else if (/\p{Ll}-$/u.test(text) && /^\p{Ll}/u.test(line.text) && !/^(?:und|oder|and|or)\b/u.test(line.text))
      text = text.slice(0, -1) + line.text;
    else text += ` ${line.text}`;
  }
  return text
    .replace(/^[^\p{L}\p{N}„"»(]+/u, '')
    .replace(/\s+/gu, ' ')
    .replace(/(\p{Ll})- (?=\p{Lu})/gu, '$1-')
    .trim();
}

/** "Rechnung" alone says little: its number, beside it or in a field, belongs to it. */
function withNumber(subject: string, lines: readonly Segment[], sheet: Sheet): string {
  if (!/^\p{L}{4,24}$/u.test(subject)) return subject;
  const [line] = lines;
  const beside = line && sheet.rows[line.row]?.find((other) => other.x0 > line.x1);
  if (beside !== undefined && /\d/u.test(beside.text) && beside.text.length <= 24) return `${subject} ${beside.text}`;
  const wanted = new RegExp(String.raw`^${subject}(?:s?[- ]?(?:nummer|nr\.?|no\.?|number|#))\s*[:.]?\s*(.*)$`, 'iu');
  for (const segment of sheet.segments) {
    const match = wanted.exec(segment.text);
    if (match === null) continue;
    const value = match[1] !== '' ? match[1] : sheet.rows[segment.row]?.find((other) => other.x0 > segment.x1)?.text;
    if (value !== undefined && /\d/u.test(value) && value.length <= 24) return `${subject} ${value}`;
  }
  return subject;
}

function isSubject(text: string): boolean {
  return text.length >= 4 && text.length <= 250 && /\p{L}{3,}/u.test(text) && !salutation.test(text);
}
