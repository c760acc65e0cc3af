/** How often sender, date and subject are found, and how often wrongly, against a manifest's expectations. */
import type { Page } from '../../src/mail/scan.js';
import { describeLetter } from '../../src/services/intake/letter/describe-letter.js';
import { normalised, similarity } from '../../src/services/intake/letter/similarity.js';

export interface ExpectedLetter {
  readonly file: string;
  readonly expect?: {
    readonly sender?: string | null;
    /** ISO; with `dateApprox` only the month is printed. */
    readonly date?: string | null;
    readonly dateApprox?: boolean;
    readonly subject?: string | null;
  };
}

export type Verdict = 'right' | 'missed' | 'wrong';

export interface FieldScore {
  readonly right: number;
  readonly missed: number;
  readonly wrong: number;
  /** Letters that have it. */
  readonly expected: number;
}

export interface LetterScore {
  readonly sender: FieldScore;
  readonly date: FieldScore;
  readonly subject: FieldScore;
  /** What was not right, for reading. */
  readonly notes: readonly string[];
}

const fields = ['sender', 'date', 'subject'] as const;

/** @param pagesOf recognised pages by the manifest's file name; files without pages are not counted */
export function scoreLetters(
  letters: readonly ExpectedLetter[],
  pagesOf: ReadonlyMap<string, readonly Page[]>,
  scannedMs: number,
): LetterScore {
  const counts = { sender: counter(), date: counter(), subject: counter() };
  const notes: string[] = [];
  for (const { file, expect } of letters) {
    const pages = pagesOf.get(file);
    if (pages === undefined || expect === undefined) continue;
    const facts = describeLetter(pages, { scannedMs });
    for (const field of fields) {
      const wanted = expect[field];
      const found = facts[field]?.value;
      const right =
        field === 'date'
          ? sameDate(wanted ?? undefined, found, expect.dateApprox ?? false)
          : sameLine(wanted ?? undefined, found);
      if (wanted !== null && wanted !== undefined) counts[field].expected += 1;
      if (found !== undefined) counts[field][right ? 'right' : 'wrong'] += 1;
      else if (wanted !== null && wanted !== undefined) counts[field].missed += 1;
      if (!right)
        notes.push(`${file}: ${field} ${JSON.stringify(found ?? null)}, expected ${JSON.stringify(wanted ?? null)}`);
    }
  }
  return { ...counts, notes };
}

function counter(): { right: number; missed: number; wrong: number; expected: number } {
  return { right: 0, missed: 0, wrong: 0, expected: 0 };
}

function sameDate(wanted: string | undefined, found: string | undefined, approximate: boolean): boolean {
  return approximate ? wanted?.slice(0, 7) === found?.slice(0, 7) : wanted === found;
}

/** Case, blanks, punctuation and dashes do not count; a part of at least 70 % does, and so do few misread letters. */
export function sameLine(wanted: string | undefined, found: string | undefined): boolean {
  if (wanted === undefined || found === undefined) return wanted === found;
  const [short, long] = [normalised(wanted), normalised(found)].toSorted((a, b) => a.length - b.length) as [
    string,
    string,
  ];
  if (short === '') return long === '';
  return (long.includes(short) && short.length >= 0.7 * long.length) || similarity(short, long) >= 0.85;
}
