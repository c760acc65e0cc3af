/** Encoded words in header text: RFC 2047, with the language tag of RFC 2231 §5. Decoding only. */
import { decodeCharset } from './charset.js';
import { decodeRawText } from './header-fields.js';
import { createTransferDecoding } from './transfer.js';

/**
 * RFC 2047 §2. Wider than its 75 characters, since mailers write longer ones; `encoded-text` may have blanks (they
 * are wrong but common in Q). No part of the expression can start inside another, so it runs in linear time.
 */
const encodedWord = /=\?([^?=\s]{1,60})\?([bq])\?([^?]{0,2000})\?=/gi;

interface Pending {
  readonly charset: string;
  readonly octets: Buffer[];
}

/**
 * Decodes the encoded words in an unfolded field body, wherever they stand: mailers put them into quoted strings
 * and comments too. What is no encoded word stays as it is.
 *
 * Adjacent words lose the blanks between them (§6.2), and those of one charset are decoded together, since mailers
 * split characters.
 *
 * @param text one character an octet
 * @returns one line: control characters (a decoded CRLF above all) become blanks, so that no decoded text can
 *          look like another header line
 */
export function decodeWords(text: string): string {
  const out: string[] = [];
  let pending: Pending | undefined;
  let at = 0;
  const flush = () => {
    if (pending) out.push(decodeCharset(Buffer.concat(pending.octets), pending.charset));
    pending = undefined;
  };
  if (text.includes('=?')) {
    for (const match of text.matchAll(encodedWord)) {
      const [whole, charset = '', encoding = '', encoded = ''] = match;
      const between = text.slice(at, match.index);
      if (!(pending && /^[ \t\r\n]*$/.test(between))) {
        flush();
        out.push(decodeRawText(between));
      }
      if (pending && pending.charset.toLowerCase() !== charset.toLowerCase()) flush();
      pending ??= { charset, octets: [] };
      pending.octets.push(decodeText(encoding, encoded));
      at = match.index + whole.length;
    }
  }
  flush();
  out.push(decodeRawText(text.slice(at)));
  return oneLine(out.join(''));
}

function decodeText(encoding: string, encoded: string): Buffer {
  const isBase64 = encoding.toLowerCase() === 'b';
  // §4.2: Q is quoted-printable with `_` for a blank; there, a blank at the end is no rule 3 matter.
  const text = isBase64 ? encoded : encoded.replace(/[_ \t]/g, '=20');
  const decoding = createTransferDecoding(isBase64 ? 'base64' : 'quoted-printable')!;
  const start = decoding.push(Buffer.from(text, 'latin1'));
  return Buffer.concat([start, decoding.end()]);
}

/** Control characters become blanks. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ');
}
