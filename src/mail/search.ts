/** Text search as the mail store offers it: exact, case-insensitive substrings (RFC 9051 §6.4.4). */

/** Where to look. `text` is header and body together; `header` takes a field name, lower case. */
export type SearchField = 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body' | 'text';

export type TextCriterion =
  | { readonly field: SearchField; readonly needle: string }
  /** HEADER name needle: an empty needle asks whether the field is there. */
  | { readonly field: 'header'; readonly name: string; readonly needle: string };

/**
 * Folds text so that two strings that i;unicode-casemap (RFC 5051) holds equal become the same string; slightly
 * wider: compatibility forms too (`ﬁ` is `FI`). `ß` and `ẞ` fold together and differ from `ss`.
 * Idempotent. NUL is dropped; runs of white space and line ends become one blank, so that a phrase is found
 * across a line break.
 */
export function foldForSearch(text: string): string {
  const sharpS = '\u{f8ff}';
  return text
    .replaceAll('\u{f8ff}', '')
    .normalize('NFKD')
    .replace(/[ßẞ]/g, sharpS)
    .toUpperCase()
    .replaceAll(sharpS, 'ß')
    .normalize('NFKD')
    .replaceAll('\0', '')
    .replace(/\s+/g, ' ');
}
