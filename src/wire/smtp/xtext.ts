/** xtext: RFC 3461 §4, octets as `+` and two hex digits; and RFC 6533 §3, whose `\x{…}` are code points. */

const xchars = /^(?:[\x21-\x2a\x2c-\x3c\x3e-\x7e]|\+[0-9A-Fa-f]{2})*$/;
const unicodeEscape = /\\x\{([0-9A-Fa-f]{2,6})\}/g;

/** @returns undefined when it is no xtext, or hides what is no UTF-8 or a control character */
export function decodeXtext(xtext: string): string | undefined {
  if (!xchars.test(xtext)) return undefined;
  const octets = xtext.replace(/\+([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return printable(Buffer.from(octets, 'latin1'));
}

/** What comes out reads back with `decodeXtext`. The small letters of hex are not for sending (RFC 3461 §4). */
export function encodeXtext(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replace(
      /[^\x21-\x2a\x2c-\x3c\x3e-\x7e]/g,
      (octet) => `+${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
}

/** RFC 6533 §3 utf-8-addr-xtext and utf-8-addr-unitext: an address with its characters escaped, or as they are. */
export function decodeUtf8Address(text: string): string | undefined {
  if (/[\s+=]/.test(text)) return undefined;
  let valid = true;
  const decoded = text.replace(unicodeEscape, (_, digits: string) => {
    const codePoint = Number.parseInt(digits, 16);
    valid &&= codePoint <= 0x10ffff && !(codePoint >= 0xd800 && codePoint <= 0xdfff);
    return valid ? String.fromCodePoint(codePoint) : '';
  });
  return valid ? printable(Buffer.from(decoded)) : undefined;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function printable(octets: Buffer): string | undefined {
  try {
    const text = utf8.decode(octets);
    return /[\p{Cc}\u2028\u2029]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
