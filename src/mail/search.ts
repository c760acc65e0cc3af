/** Text search as the mail store offers it: exact, case-insensitive substrings (RFC 9051 §6.4.4). */
import type { ContentId } from './ids.js';
import type { SearchableText } from '../wire/mime/structure.js';

/** Where to look. `text` is header and body together; `header` takes a field name, lower case. */
export type SearchField = 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body' | 'text';

export type TextCriterion =
  | { readonly field: SearchField; readonly needle: string; readonly fuzzy?: boolean }
  /** HEADER name needle: an empty needle asks whether the field is there. */
  | { readonly field: 'header'; readonly name: string; readonly needle: string; readonly fuzzy?: boolean };

/** Contents in which a criterion holds, and how well: 1 to 100, and 100 always unless it is fuzzy. */
export type TextHits = ReadonlyMap<ContentId, number>;

/** Stands for ß while everything else goes to capitals, since its own capital would be SS. */
const sharpS = '\u{f8ff}';

/**
 * Folds text so that two strings that i;unicode-casemap (RFC 5051) holds equal become the same string; slightly
 * wider: compatibility forms too (`ﬁ` is `FI`). `ß` and `ẞ` fold together and differ from `ss`.
 * Idempotent. NUL is dropped; runs of white space and line ends become one blank, so that a phrase is found
 * across a line break. The result has no control character of white space: stores part fields by `\n`.
 */
export function foldForSearch(text: string): string {
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
  | { readonly kind: 'field'; readonly field: Exclude<FoldedField, 'header'>; readonly needle: string }
  /** In the header or in the body, not across. */
  | { readonly kind: 'text'; readonly needle: string }
  /** In the value of a header field; `name` is folded and ends in a colon. */
  | { readonly kind: 'header'; readonly name: string; readonly needle: string };

/** RFC 9051 §6.4.4: an empty string is in every message; for HEADER, in every message that has the field. */
export function foldCriterion(criterion: TextCriterion): FoldedCriterion {
  const needle = foldForSearch(criterion.needle);
  if (criterion.field === 'header') return { kind: 'header', name: `${foldForSearch(criterion.name)}:`, needle };
  if (needle === '') return { kind: 'all' };
  if (criterion.field === 'text') return { kind: 'text', needle };
  return { kind: 'field', field: criterion.field, needle };
}

/** The plain meaning of a criterion; the sealed stores' scan must agree with it. */
export function holdsIn(text: FoldedText, criterion: FoldedCriterion): boolean {
  switch (criterion.kind) {
    case 'all':
      return true;
    case 'field':
      return text[criterion.field].includes(criterion.needle);
    case 'text':
      return text.header.includes(criterion.needle) || text.body.includes(criterion.needle);
    case 'header':
      return text.header.split('\n').some((line) => {
        if (!line.startsWith(criterion.name)) return false;
        return line.slice(criterion.name.length).trimStart().includes(criterion.needle);
      });
  }
}
