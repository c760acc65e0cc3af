/**
 * Header octets to fields: RFC 5322 §2.2. Field bodies are kept as `latin1` strings, one character an octet, until
 * somebody says what the octets mean: so nothing is lost, and 8-bit headers go to the wire as they came.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';

export interface HeaderField {
  /** As written. */
  readonly name: string;
  /** Lower case. */
  readonly key: string;
  /** Unfolded (RFC 5322 §2.2.3), without blanks around, one character an octet. */
  readonly value: string;
}

/** A header, its fields in order. */
export class Header {
  readonly fields: readonly HeaderField[];
  readonly #first = new Map<string, string>();

  /** @param pieces header octets, each starting with a field; lines that are no field are passed over */
  constructor(...pieces: readonly Buffer[]) {
    this.fields = pieces.flatMap(parseHeaderFields);
    for (const { key, value } of this.fields) if (!this.#first.has(key)) this.#first.set(key, value);
  }

  /** The first field of that name, as far as there are several: a second one is none of the author's. */
  value(key: string): string | undefined {
    return this.#first.get(key);
  }

  values(key: string): readonly string[] {
    if (!this.#first.has(key)) return [];
    return this.fields.filter((field) => field.key === key).map((field) => field.value);
  }
}

function parseHeaderFields(octets: Buffer): HeaderField[] {
  const text = octets.toString('latin1');
  const fields: HeaderField[] = [];
  let colon = -1; // the next one from `start`: lines without one would each search to the end
  for (let at = 0; at < text.length;) {
    const start = at;
    let lines = 0;
    do {
      at = lineEnd(text, at);
      lines++;
    } while (isBlank(text.charCodeAt(at)));
    const first = text.charCodeAt(start);
    if (first === 0x0a || (first === 0x0d && text.charCodeAt(start + 1) === 0x0a)) break; // the empty line
    if (colon < start) colon = text.indexOf(':', start);
    if (colon < 0) break;
    if (colon === start || colon >= at) continue;
    const name = text.slice(start, colon).trimEnd(); // obs-optional blanks before the colon: RFC 5322 §4.5
    if (name === '' || /[\s\0]/.test(name)) continue;
    const raw = text.slice(colon + 1, at);
    const value = lines > 1 ? raw.replace(/\r?\n(?=[ \t])/g, '') : raw;
    fields.push({ name, key: name.toLowerCase(), value: trimBlanks(value) });
  }
  return fields;
}

function lineEnd(text: string, from: number): number {
  const lf = text.indexOf('\n', from);
  return lf < 0 ? text.length : lf + 1;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** `trim` would take U+00A0 too, which is an octet of many UTF-8 characters. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isTrimmed(text.charCodeAt(start))) start++;
  while (end > start && isTrimmed(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isTrimmed(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** Raw 8-bit header text, which no RFC before 6532 allows: UTF-8 if it is valid UTF-8, Windows-1252 if not. */
export function decodeRawText(latin1: string): string {
  const octets = Buffer.from(latin1, 'latin1');
  if (isAscii(octets)) return latin1;
  return isUtf8(octets) ? octets.toString('utf8') : iconv.decode(octets, 'windows-1252');
}
