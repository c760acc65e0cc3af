/**
 * A header cut into its fields, octet for octet: RFC 5322 §2.2. Strict where readers differ: what one takes for a
 * folded line another takes for the end of the header, and what hides behind it becomes a field of its own.
 */
import { trimBlanks } from './header-fields.js';

export interface RawField {
  /** Lower case. */
  readonly key: string;
  /** Name, colon, body and line ends, as written. */
  readonly octets: Buffer;
  /** Unfolded, without blanks around, one character an octet. */
  readonly value: string;
}

export type HeaderFault =
  /** A line that is no field and continues none. */
  | 'not-a-field'
  /** RFC 5322 §3.2.2: no folded line of blanks alone; some readers end the header there. */
  | 'blank-folded-line'
  | 'too-many-fields';

/** @param header whole lines ending in CRLF, without the empty line */
export function splitFields(header: Buffer, limits: { readonly fields: number }): readonly RawField[] | HeaderFault {
  const fields: RawField[] = [];
  let start = 0;
  for (let at = 0; at < header.length;) {
    const end = lineEnd(header, at);
    const next = header[end];
    if (header[at] === 0x20 || header[at] === 0x09) {
      if (at === start) return 'not-a-field'; // the first line of all
      if (header.toString('latin1', at, end).trim() === '') return 'blank-folded-line';
    }
    if (next !== 0x20 && next !== 0x09) {
      const field = fieldOf(header.subarray(start, end));
      if (!field) return 'not-a-field';
      if (fields.length >= limits.fields) return 'too-many-fields';
      fields.push(field);
      start = end;
    }
    at = end;
  }
  return fields;
}

/** RFC 5322 §3.6.8 ftext. The blanks before the colon of §4.5 are refused: readers differ on whose field it is. */
function fieldOf(octets: Buffer): RawField | undefined {
  const text = octets.toString('latin1');
  const name = /^([\x21-\x39\x3b-\x7e]+):/.exec(text)?.[1];
  if (name === undefined) return undefined;
  const value = trimBlanks(text.slice(name.length + 1).replace(/\r\n/g, ''));
  return { key: name.toLowerCase(), octets, value };
}

function lineEnd(header: Buffer, from: number): number {
  const lf = header.indexOf(0x0a, from);
  return lf < 0 ? header.length : lf + 1;
}
