/** Just enough DER (X.690) to write a certificate and a signature, and to look into a certificate. */

export function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const digits = body.length.toString(16);
  const length = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

export const sequence = (...content: readonly Buffer[]): Buffer => der(0x30, ...content);
export const set = (...content: readonly Buffer[]): Buffer => der(0x31, ...content);
export const octetString = (octets: Buffer): Buffer => der(0x04, octets);
export const bitString = (octets: Buffer, unusedBits = 0): Buffer => der(0x03, Buffer.from([unusedBits]), octets);
export const boolean = (value: boolean): Buffer => der(0x01, Buffer.from([value ? 0xff : 0]));
export const utf8String = (text: string): Buffer => der(0x0c, Buffer.from(text));
/** Context-specific; constructed when `explicit`. */
export const context = (number: number, octets: Buffer, explicit = true): Buffer =>
  der((explicit ? 0xa0 : 0x80) | number, octets);

export const nothing: Buffer = der(0x05);

/** @param octets big-endian magnitude of a non-negative integer */
export function integer(octets: Buffer): Buffer {
  let start = 0;
  while (start < octets.length - 1 && octets[start] === 0) start++;
  const magnitude = octets.subarray(start);
  // A leading one bit would read as a sign.
  return der(0x02, magnitude[0]! & 0x80 ? Buffer.concat([Buffer.from([0]), magnitude]) : magnitude);
}

export function objectIdentifier(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const octets = [first! * 40 + second!];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    octets.push(...groups);
  }
  return der(0x06, Buffer.from(octets));
}

/** UTCTime until 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
export function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '');
  return Number(digits.slice(0, 4)) < 2050 ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
}

export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
}

/** The elements that lie one behind the other. @returns undefined when these octets are none (X.690 §8.1, §10.1) */
export function readDer(octets: Buffer): readonly DerElement[] | undefined {
  const elements: DerElement[] = [];
  for (let at = 0; at < octets.length;) {
    const tag = octets[at]!;
    const first = octets[at + 1] ?? 0x80;
    const lengthOctets = first < 0x80 ? 0 : first & 0x7f;
    const start = at + 2 + lengthOctets;
    // 0x80 is the indefinite form, which DER does not have; longer than 4 octets is nothing we could hold.
    if (first === 0x80 || lengthOctets > 4 || start > octets.length) return undefined;
    const length = lengthOctets === 0 ? first : octets.readUIntBE(at + 2, lengthOctets);
    if (start + length > octets.length) return undefined;
    elements.push({ tag, content: octets.subarray(start, start + length) });
    at = start + length;
  }
  return elements;
}
