/** Mailbox names on the wire: modified UTF-7 (RFC 3501 §5.1.3), or UTF-8 (RFC 9051 §5.1, RFC 6855 §3). */

// With the u flag, a surrogate of a pair does not match by itself.
const loneSurrogates = /[\ud800-\udfff]/gu;
const loneSurrogate = /[\ud800-\udfff]/u;

/**
 * Modified UTF-7 to Unicode. What is no valid sequence (bad base64, lone surrogates, ASCII that had no need of
 * encoding) is kept as it is, since names with `&` reach servers from clients that do not encode at all.
 */
export function decodeModifiedUtf7(name: string): string {
  // "&" ends the run, so that the search stays linear.
  return name.replace(/&([A-Za-z0-9+,]*)-/g, (sequence, base64: string) =>
    base64 === '' ? '&' : (decodeRun(base64) ?? sequence),
  );
}

/** Unicode to modified UTF-7, in the one canonical form. Lone surrogates become U+FFFD. */
export function encodeModifiedUtf7(name: string): string {
  return name
    .replace(loneSurrogates, '\ufffd')
    .replace(/&|[^\x20-\x7e]+/g, (run) => (run === '&' ? '&-' : `&${encodeRun(run)}-`));
}

function encodeRun(run: string): string {
  const utf16 = Buffer.from(run, 'utf16le').swap16();
  return utf16.toString('base64').replace(/=+$/, '').replaceAll('/', ',');
}

function decodeRun(base64: string): string | undefined {
  const octets = Buffer.from(base64.replaceAll(',', '/'), 'base64');
  if (octets.length === 0 || octets.length % 2 !== 0) return undefined;
  const text = octets.swap16().toString('utf16le');
  // RFC 3501 §5.1.3: printable ASCII is never encoded. It also would hide "/" and "*" from whoever looks for them.
  if (/[\x20-\x7e]/.test(text) || loneSurrogate.test(text)) return undefined;
  return encodeRun(text) === base64 ? text : undefined;
}

/**
 * A mailbox name as received, as Unicode.
 *
 * @param text the octets, read as UTF-8
 * @param utf8 whether the client has enabled UTF8=ACCEPT or IMAP4rev2: then `&` is nothing special
 */
export function decodeMailboxName(text: string, utf8: boolean): string {
  // Nobody mixes the two: 8-bit text from a client that enabled nothing is a name it took for UTF-8, as curl does.
  const plain = utf8 || /[^\x00-\x7f]/.test(text); // oxlint-disable-line no-control-regex
  return plain ? text : decodeModifiedUtf7(text);
}
