/** The Date field: RFC 5322 §3.3 with the obsolete forms of §4.3, and the word order of C's asctime. */

export interface SentDate {
  /** The calendar day as written, in days since 1970-01-01, whatever the zone (RFC 9051 §6.4.4 SENTON). */
  readonly day: number;
  /** The instant in ms since 1970. */
  readonly epochMs: number;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** RFC 5322 §4.3 obs-zone, in minutes; single letters and unknown names mean -0000. */
const zones: ReadonlyMap<string, number> = new Map([
  ...(['ut', 'utc', 'gmt', 'z'] as const).map((name) => [name, 0] as const),
  ...(
    [
      ['edt', -4],
      ['est', -5],
      ['cdt', -5],
      ['cst', -6],
      ['mdt', -6],
      ['mst', -7],
      ['pdt', -7],
      ['pst', -8],
    ] as const
  ).map(([name, hours]) => [name, hours * 60] as const),
]);

/** Longer ones are no dates. */
const maxLength = 200;
const dayMs = 86_400_000;

/** @returns undefined for what names no day, or one that does not exist (31 Feb) */
export function parseDate(text: string): SentDate | undefined {
  if (text.length > maxLength) return undefined;
  const words = withoutComments(text)
    .toLowerCase()
    .replace(/\s*:\s*/g, ':') // RFC 5322 §4.3: blanks and comments anywhere in a time
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  if (words[0] && /^[a-z]+\.?$/.test(words[0]) && !months.includes(words[0].slice(0, 3))) words.shift(); // day of week
  // 5-Jan-2024, as some mailers write.
  if (words[0] && /^\d{1,2}-[a-z]{3,9}-\d{2,4}$/.test(words[0])) words.splice(0, 1, ...words[0].split('-'));

  const [dayText = '', monthText = '', yearText = '', time = '', zone = ''] = fromAsctime(words);
  const day = numberOf(dayText, 2);
  const month = months.indexOf(monthText.slice(0, 3));
  const year = yearOf(yearText);
  if (day === undefined || month < 0 || year === undefined) return undefined;
  const dayStart = Date.UTC(year, month, day);
  const date = new Date(dayStart);
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return undefined;
  const timeMs = timeOf(time);
  // Without a time, the instant is the day's start in UTC: a zone would say nothing.
  const epochMs = timeMs === undefined ? dayStart : dayStart + timeMs - zoneMinutes(zone) * 60_000;
  return { day: dayStart / dayMs, epochMs };
}

/** `Feb 13 23:32:54 1969`, with a zone before or behind the year, in the order of RFC 5322. */
function fromAsctime(words: readonly string[]): readonly string[] {
  const [month = '', day = '', time = '', third = '', fourth = ''] = words;
  if (!months.includes(month.slice(0, 3)) || !time.includes(':')) return words;
  return /^\d{4}$/.test(third) ? [day, month, third, time, fourth] : [day, month, fourth, time, third];
}

function numberOf(text: string, digits: number): number | undefined {
  return text.length <= digits && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** RFC 5322 §4.3: two digits up to 49 are 20yy; other two digits and three are counted from 1900. */
function yearOf(text: string): number | undefined {
  const year = text.length >= 2 ? numberOf(text, 4) : undefined;
  if (year === undefined || text.length === 4) return year !== undefined && year >= 1000 ? year : undefined;
  return text.length === 2 && year < 50 ? 2000 + year : 1900 + year;
}

/** @returns ms since midnight */
function timeOf(text: string): number | undefined {
  const match = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d*)?)?$/.exec(text);
  if (!match) return undefined;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 60) return undefined; // 60: a leap second
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** @returns minutes east of UTC; 0 for what is no zone */
function zoneMinutes(text: string): number {
  const match = /^(?:gmt|utc)?([+-])(\d{2}):?(\d{2})$/.exec(text);
  if (!match) return zones.get(text) ?? 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

function withoutComments(text: string): string {
  let out = '';
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') {
      if (depth > 0) depth--;
      out += ' ';
    } else if (depth === 0) out += text[i];
    else if (text[i] === '\\') i++;
  }
  return out;
}
