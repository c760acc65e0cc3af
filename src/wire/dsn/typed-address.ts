/**
 * Addresses with their type, as DSNs name recipients: RFC 3464 §2.1.2 `address-type; address`, RFC 6533 §3 for those
 * that are not ASCII.
 */

export interface TypedAddress {
  /** Lower case: `rfc822`, `utf-8`, or what another system uses. */
  readonly type: string;
  readonly address: string;
}

/** `rfc822` for ASCII, `utf-8` for the rest. */
export function typedAddress(address: string): TypedAddress {
  return { type: isPrintableAscii(address) ? 'rfc822' : 'utf-8', address };
}

/** @throws RangeError when the type is no atom */
export function formatTypedAddress({ type, address }: TypedAddress): string {
  if (!/^[a-z0-9-]+$/iu.test(type)) throw new RangeError('an address type is an atom');
  return `${type.toLowerCase()};${type.toLowerCase() === 'utf-8' ? encodeUtf8Address(address) : oneLineAscii(address)}`;
}

/** @returns undefined for a field without a type, which RFC 3464 has no meaning for */
export function parseTypedAddress(text: string): TypedAddress | undefined {
  const match = /^[ \t]*([a-z0-9-]+)[ \t]*;[ \t]*(.*?)[ \t]*$/iu.exec(text);
  if (!match) return undefined;
  const type = match[1]!.toLowerCase();
  return { type, address: type === 'utf-8' ? decodeUtf8Address(match[2]!) : match[2]! };
}

/** RFC 6533 §3 utf-8-addr-xtext: the form that fits into seven bits, so that the report needs no SMTPUTF8. */
function encodeUtf8Address(address: string): string {
  return Array.from(address, (char) => {
    const code = char.codePointAt(0)!;
    // QCHAR: printable ASCII but for backslash, plus and equals.
    return code > 0x20 && code < 0x7f && !'\\+='.includes(char) ? char : `\\x{${hexPoint(code)}}`;
  }).join('');
}

/** `\x{HEXPOINT}` back to characters; what is no such escape, or no Unicode character, stays as it is. */
function decodeUtf8Address(text: string): string {
  return text.replace(/\\x\{([0-9a-f]{2,6})\}/giu, (escape, digits: string) => {
    const code = Number.parseInt(digits, 16);
    const isCharacter = code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : escape;
  });
}

/** RFC 6533 §3 HEXPOINT: capitals, two digits at least, no leading zero beyond. */
function hexPoint(code: number): string {
  return code.toString(16).toUpperCase().padStart(2, '0');
}

function oneLineAscii(text: string): string {
  return text.replace(/[^\u0020-\u007e]+/gu, '?').trim();
}

function isPrintableAscii(text: string): boolean {
  return /^[\u0021-\u007e]*$/u.test(text);
}
