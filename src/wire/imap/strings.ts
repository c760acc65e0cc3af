/** Strings as we write them: RFC 9051 §4.3 and §9 atom, quoted, literal, astring, nstring. */

/** Longest text that is quoted; longer ones go as literals. */
const longestQuotedOctets = 1024;

// Printable ASCII. A quoted string may hold no CR, LF or NUL (RFC 9051 §9 TEXT-CHAR); other controls some clients mistake.
const printable = /^[\x20-\x7e]*$/;
const printableUtf8 = /^[^\x00-\x1f\x7f]*$/; // oxlint-disable-line no-control-regex
const astringAtom = /^[!#$&'+,\-./0-9:;<=>?@A-Z[\]^_`a-z|}~]+$/;

/**
 * A string: quoted where that is possible and safe, else a literal. The result is to be written as UTF-8.
 *
 * @param utf8 whether the client may get UTF-8 in quotes: it enabled UTF8=ACCEPT or IMAP4rev2 (RFC 6855 §3)
 */
export function formatString(text: string, utf8 = false): string {
  const quotable = text.length <= longestQuotedOctets && (utf8 ? printableUtf8 : printable).test(text);
  if (quotable) return `"${text.replace(/["\\]/g, '\\$&')}"`;
  // RFC 9051 §9: no literal holds NUL.
  const safe = text.replaceAll('\0', '');
  return `{${Buffer.byteLength(safe)}}\r\n${safe}`;
}

/** NIL when there is none (RFC 9051 §4.6); an empty text is `""`. */
export function formatNstring(text: string | undefined, utf8 = false): string {
  return text === undefined ? 'NIL' : formatString(text, utf8);
}

/** An atom where one does, else a string. `NIL` is quoted, lest a client mistakes it. */
export function formatAstring(text: string, utf8 = false): string {
  return astringAtom.test(text) && text.toUpperCase() !== 'NIL' ? text : formatString(text, utf8);
}

/** What goes before `size` octets that follow as a literal, or with `binary` as a literal8. */
export function literalStart(size: number, binary = false): string {
  return `${binary ? '~' : ''}{${size}}\r\n`;
}
