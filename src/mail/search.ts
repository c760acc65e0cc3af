/** Text search as the mail store offers it: exact, case-insensitive substrings (RFC 9051 §6.4.4). */
import { fuzzyNeedle, fuzzyScore } from './confusable.js';
import type { ContentId } from './ids.js';
import type { SearchableText } from '../wire/mime/structure.js';

/** Where to look. `text` is header and body together; `header` takes a field name, lower case. */
export type SearchField = 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body' | 'text';

export type TextCriterion =
  | { readonly field: SearchField; readonly needle: string; readonly fuzzy?: boolean }
  /** HEADER name needle: an empty needle asks whether the field is there. */
  | { readonly field: 'header'; readonly name: string; readonly needle: string; readonly fuzzy?: boolean };

/** Contents in which a criterion holds. */
export interface TextHits {
  readonly size: number;
  has(content: ContentId): boolean;
  /** How well it holds: 1 to 100, and 100 always unless it is fuzzy; undefined where it does not. */
  get(content: ContentId): number | undefined;
}

/** Where capitals are all there is to fold. */
const plain = /^[\t\n\r -~]*$/;

/** Stands for ß while everything else goes to capitals, since its own capital would be SS. */
const sharpS = '\u{f8ff}';

/**
 * Folds text so that two strings that i;unicode-casemap (RFC 5051) holds equal become the same string; slightly
 * wider: compatibility forms too (`ﬁ` is `FI`). `ß` and `ẞ` fold together and differ from `ss`.
 * Idempotent. NUL is dropped; runs of white space and line ends become one blank, so that a phrase is found
 * across a line break. The result has no control character of white space: stores part fields by `\n`.
 */
export function foldForSearch(text: string): string {
  if (plain.test(text)) return text.toUpperCase().replace(/\s+/g, ' ');
  return (
    text
      .replace(/\p{Cs}/gu, '\ufffd') // half a surrogate pair has no UTF-8, and would read back as this
      // Before normalising: what goes between two marks would keep them from being put in order.
      .replace(/[\0\u{f8ff}]/gu, '')
      .normalize('NFKD')
      .replace(/[ßẞ]/g, sharpS)
      .toUpperCase()
      .replaceAll(sharpS, 'ß')
      .normalize('NFKD')
      .replace(/\s+/g, ' ')
  );
}

export const foldedFields = ['from', 'to', 'cc', 'bcc', 'subject', 'header', 'body'] as const;
export type FoldedField = (typeof foldedFields)[number];

/** A message's text as stores keep it for search: folded, and the header's lines parted by `\n`. */
export type FoldedText = Readonly<Record<FoldedField, string>>;

export function foldText(text: SearchableText): FoldedText {
  return {
    from: foldForSearch(text.from),
    to: foldForSearch(text.to),
    cc: foldForSearch(text.cc),
    bcc: foldForSearch(text.bcc),
    subject: foldForSearch(text.subject),
    header: text.header
      .split(/\r?\n/)
      .filter((line) => line !== '')
      .map((line) => foldForSearch(line))
      .join('\n'),
    body: foldForSearch(text.body),
  };
}

/** A criterion with its needle folded; what a store looks for in a `FoldedText`. */
export type FoldedCriterion =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'field';
      readonly field: Exclude<FoldedField, 'header'>;
      readonly needle: string;
      readonly fuzzy?: boolean;
    }
  /** In the header or in the body, not across. */
  | { readonly kind: 'text'; readonly needle: string; readonly fuzzy?: boolean }
  /** In the value of a header field; `name` is folded and ends in a colon. */
  | { readonly kind: 'header'; readonly name: string; readonly needle: string; readonly fuzzy?: boolean };

/** RFC 9051 §6.4.4: an empty string is in every message; for HEADER, in every message that has the field. */
export function foldCriterion(criterion: TextCriterion): FoldedCriterion {
  const needle = foldForSearch(criterion.needle);
  const fuzzy = criterion.fuzzy && needle !== '' ? { fuzzy: true } : {};
  if (criterion.field === 'header')
    return { kind: 'header', name: `${foldForSearch(criterion.name)}:`, needle, ...fuzzy };
  if (needle === '') return { kind: 'all' };
  if (criterion.field === 'text') return { kind: 'text', needle, ...fuzzy };
  return { kind: 'field', field: criterion.field, needle, ...fuzzy };
}

/**
 * The plain meaning of a criterion; the sealed stores' scan must agree with it.
 *
 * @returns how well it holds, 1 to 100; undefined where it does not
 */
export function scoreIn(text: FoldedText, criterion: FoldedCriterion): number | undefined {
  switch (criterion.kind) {
    case 'all':
      return 100;
    case 'field':
      return bestOf([text[criterion.field]], criterion);
    case 'text':
      return bestOf([text.header, text.body], criterion);
    case 'header': {
      const lines = text.header.split('\n').filter((line) => line.startsWith(criterion.name));
      const values = lines.map((line) => line.slice(criterion.name.length).trimStart());
      return bestOf(values, criterion);
    }
  }
}

function bestOf(texts: readonly string[], criterion: { needle: string; fuzzy?: boolean }): number | undefined {
  if (!criterion.fuzzy) return texts.some((each) => each.includes(criterion.needle)) ? 100 : undefined;
  const needle = fuzzyNeedle(criterion.needle);
  const scores = texts.map((each) => fuzzyScore(Buffer.from(each), needle)).filter((each) => each !== undefined);
  return scores.length > 0 ? Math.max(...scores) : undefined;
}
