/**
 * Makes recognised text safe to put into headers, file names and bodies. It comes from paper that anybody may
 * have printed: nothing in it may end a header line, hide a word or turn the reading direction of what follows.
 */

/**
 * Controls, halves of surrogate pairs, noncharacters, and all that shows as nothing: bidi marks, embeddings, overrides
 * and isolates (UAX #9), zero-width characters, soft hyphens, variation selectors, tags.
 */
const unsafe = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/gu;
const lineEnds = /\r\n?|[\u0085\u2028\u2029\v\f]/gu;

/** Text of several lines: NFC, `\n` as line end, nothing invisible; no blanks at line ends. */
export function cleanText(text: string): string {
  return text
    .replace(lineEnds, '\n')
    .replace(unsafe, '')
    .normalize('NFC')
    .replace(/[^\S\n]/gu, ' ')
    .replace(/ +(?=\n|$)/gu, '');
}

/**
 * One line for a header or a label: blanks squeezed, no longer than `limit` characters, cut at a word with "…".
 *
 * "=?" is parted, since a line that reads like an encoded word (RFC 2047) would be decoded by the receiver into
 * something that was not checked here.
 */
export function cleanLine(text: string, limit: number): string {
  const line = cleanText(text).replace(/\s+/gu, ' ').replaceAll('=?', '= ?').trim();
  return shorten(line, limit);
}

/** Cuts at the last blank in the second half, else at a whole character. */
export function shorten(line: string, limit: number): string {
  // A character takes at most two code units here and combining marks are cut off with what they belong to.
  if (line.length <= limit) return line;
  const characters = Array.from(line.slice(0, 2 * limit + 2));
  if (characters.length <= limit) return line;
  const head = characters.slice(0, limit - 1).join('');
  const blank = head.lastIndexOf(' ');
  const cut = blank > head.length / 2 ? head.slice(0, blank) : head;
  return `${cut.replace(/[\s,;:.\-–—/(]+$/u, '')}…`;
}
