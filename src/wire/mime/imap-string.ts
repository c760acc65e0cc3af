/** Strings inside FETCH responses, ready for the wire: RFC 9051 §4.3, §9 `nstring`. */

/** Longer texts are cut: no envelope or structure needs them, and every client would have to hold them. */
export const maxStringOctets = 16 * 1024;
/** Longer texts go as a literal: some clients read lines into a buffer of a fixed size. */
const maxQuotedOctets = 1000;

/**
 * A quoted string where that is safe for every client, else a literal. Octets above 127 need a literal: in a quoted
 * string only clients that asked for UTF-8 may get them (RFC 9051 §4.3.1).
 *
 * @param text one character an octet; NUL, which no string may hold (§9 CHAR8), becomes `?`
 * @returns one character an octet
 */
export function formatString(text: string): string {
  const cut = text.length > maxStringOctets ? text.slice(0, maxStringOctets) : text;
  // oxlint-disable-next-line no-control-regex -- exactly what a quoted string holds: RFC 9051 §9 TEXT-CHAR
  if (cut.length <= maxQuotedOctets && /^[\x01-\x09\x0b\x0c\x0e-\x7f]*$/.test(cut)) {
    return `"${cut.replace(/["\\]/g, '\\$&')}"`;
  }
  return `{${cut.length}}\r\n${cut.replaceAll('\0', '?')}`;
}

/** `nstring`: NIL for what is not there. */
export function formatNString(text: string | undefined): string {
  return text === undefined ? 'NIL' : formatString(text);
}
