/**
 * Dates as letters print them, in German and English, with what recognition makes of them: blanks around the points,
 * "l" and "O" for digits, "Marz".
 */
import { similarity } from './similarity.js';

export interface FoundDate {
  /** `YYYY-MM-DD`, or `YYYY-MM` where no day is given. */
  readonly iso: string;
  readonly precision: 'day' | 'month';
  /** Where it stands in the text. */
  readonly start: number;
  readonly end: number;
  /** False for 03/04/2024, which is in March or in April. */
  readonly certain: boolean;
}

const months: readonly (readonly string[])[] = [
  ['januar', 'jänner', 'january', 'jan'],
  ['februar', 'feber', 'february', 'feb'],
  ['märz', 'marz', 'maerz', 'march', 'mrz', 'mär', 'mar'],
  ['april', 'apr'],
  ['mai', 'may'],
  ['juni', 'june', 'jun'],
  ['juli', 'july', 'jul'],
  ['august', 'aug'],
  ['september', 'sept', 'sep'],
  ['oktober', 'october', 'okt', 'oct'],
  ['november', 'nov'],
  ['dezember', 'december', 'dez', 'dec'],
];
const monthOf = new Map(months.flatMap((names, index) => names.map((name) => [name, index + 1] as const)));
const monthWord = [...monthOf.keys()].toSorted((a, b) => b.length - a.length).join('|');

/** What recognition takes for a digit. */
const digit = '[0-9OoQlI|S]';
const before = String.raw`(?<![\p{L}\p{N}.,/-])`;
const after = String.raw`(?![\p{L}\p{N}]|[.,/-]\d)`;

interface Form {
  readonly pattern: RegExp;
  readonly read: (match: RegExpMatchArray) => Reading | undefined;
}

interface Reading {
  readonly year: number | undefined;
  readonly month: number | undefined;
  readonly day?: number | undefined;
  readonly certain?: boolean;
}

const form = (source: string, read: Form['read']): Form => ({
  pattern: new RegExp(before + source + after, 'giu'),
  read,
});

const forms: readonly Form[] = [
  // 2024-03-18
  form(String.raw`((?:19|20)\d\d) ?[-–.] ?(\d\d) ?[-–.] ?(\d\d)`, ([, year, month, day]) => ({
    year: number(year),
    month: number(month),
    day: number(day),
  })),
  // 18.03.2024, 18. 3. 24, l8.O3.2024, 18-03-2024; a comma is a point badly printed
  form(
    String.raw`(${digit}{1,2}) ?[.,] ?(${digit}{1,2}) ?[.,] ?((?:19|20|2O|Z0)${digit}{2}|${digit}{2})`,
    ([whole, day, month, year]) =>
      (whole?.match(/\d/gu)?.length ?? 0) < 3
        ? undefined
        : { year: fullYear(number(year)), month: number(month), day: number(day) },
  ),
  form(String.raw`(\d{1,2})[-–](\d{1,2})[-–]((?:19|20)\d\d)`, ([, day, month, year]) => ({
    year: number(year),
    month: number(month),
    day: number(day),
  })),
  // 18/03/2024 and 03/18/2024
  form(String.raw`(\d{1,2}) ?/ ?(\d{1,2}) ?/ ?((?:19|20)\d\d)`, ([, first, second, year]) => {
    const [a, b] = [number(first) ?? 0, number(second) ?? 0];
    if (a > 12) return { year: number(year), month: b, day: a };
    if (b > 12) return { year: number(year), month: a, day: b };
    return { year: number(year), month: b, day: a, certain: a === b };
  }),
  // 18. März 2024, 18 March 2024, 18th of March, 2024, 18. Marz '24
  form(
    String.raw`(${digit}{1,2})(?: ?[.,]| ?(?:st|nd|rd|th))? ?(?:of )?(${monthWord})\.?,? ?((?:19|20)\d\d|['’]\d\d)`,
    ([, day, month, year]) => ({
      year: fullYear(number(year?.replace(/['’]/u, ''))),
      month: monthOf.get(month?.toLowerCase() ?? ''),
      day: number(day),
    }),
  ),
  // 18. Jamuar 2024: between a day and a year, a word that is nearly a month is that month
  form(String.raw`(\d{1,2})[.,]? ?(\p{L}{5,10})\.? ?((?:19|20)\d\d)`, ([, day, word, year]) => ({
    year: number(year),
    month: nearestMonth(word ?? ''),
    day: number(day),
  })),
  // March 18, 2024
  form(String.raw`(${monthWord})\.? (\d{1,2})(?:st|nd|rd|th)?,? ((?:19|20)\d\d)`, ([, month, day, year]) => ({
    year: number(year),
    month: monthOf.get(month?.toLowerCase() ?? ''),
    day: number(day),
  })),
  // März 2024
  form(String.raw`(${monthWord})\.? ((?:19|20)\d\d)`, ([, month, year]) => ({
    year: number(year),
    month: monthOf.get(month?.toLowerCase() ?? ''),
  })),
];

/** All dates in a line, by place; where two readings overlap, the longer one counts. */
export function findDates(text: string): readonly FoundDate[] {
  const found: FoundDate[] = [];
  for (const { pattern, read } of forms) {
    for (const match of text.matchAll(pattern)) {
      const date = asDate(read(match));
      if (date === undefined) continue;
      found.push({ ...date, start: match.index, end: match.index + match[0].length });
    }
  }
  const longest = found.toSorted((a, b) => b.end - b.start - (a.end - a.start));
  const kept: FoundDate[] = [];
  for (const date of longest) {
    if (kept.every((other) => date.end <= other.start || date.start >= other.end)) kept.push(date);
  }
  return kept.toSorted((a, b) => a.start - b.start);
}

function asDate(reading: Reading | undefined): Omit<FoundDate, 'start' | 'end'> | undefined {
  const { year, month, day, certain = true } = reading ?? {};
  if (year === undefined || month === undefined || month < 1 || month > 12) return undefined;
  const iso = `${year}-${String(month).padStart(2, '0')}`;
  if (day === undefined) return { iso, precision: 'month', certain };
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  return { iso: `${iso}-${String(day).padStart(2, '0')}`, precision: 'day', certain };
}

/** The one full name that differs in a letter or two. */
function nearestMonth(word: string): number | undefined {
  const near = months.flatMap((names, index) =>
    names.some((name) => name.length >= 5 && similarity(name, word.toLowerCase()) >= 0.7) ? [index + 1] : [],
  );
  return near.length === 1 ? near[0] : undefined;
}

function number(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const digits = text.replace(/[OoQ]/gu, '0').replace(/[lI|]/gu, '1').replace(/S/gu, '5').replace(/Z/gu, '2');
  return /^\d+$/u.test(digits) ? Number(digits) : undefined;
}

/** Two digits: this century up to '69 (letters are new), the last from '70 on (birthdays). */
function fullYear(year: number | undefined): number | undefined {
  if (year === undefined || year >= 100) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}
