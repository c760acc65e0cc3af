/** Structured MIME headers, `value *(";" attribute "=" value)`: RFC 2045 §5.1, with RFC 2231 and what mailers write. */
import { isUtf8 } from 'node:buffer';
import { decodeCharset } from './charset.js';
import { decodeRawText, trimBlanks } from './header-fields.js';

export type Parameters = readonly (readonly [name: string, value: string])[];

export interface ParameterisedValue {
  /** What stands before the first `;`, lower case, comments and blanks removed. */
  readonly value: string;
  /** Lower-case names, each once, in order; decoded. */
  readonly parameters: Parameters;
  /** As they were written but for quoting, one character an octet, in order: a boundary is octets, not text. */
  readonly written: Parameters;
}

/** More are passed over. */
const maxParameters = 100;
/** People's words, which mailers write without the quotes that blanks need. */
const unquotedNames: ReadonlySet<string> = new Set(['name', 'filename']);

/** @param text an unfolded field body, one character an octet */
export function parseParameterised(text: string): ParameterisedValue {
  const scan = new Scanner(text);
  const value = scan.value();
  const raw: [string, string][] = [];
  while (!scan.atEnd && raw.length < maxParameters) {
    const found = scan.parameter();
    if (found) raw.push(found);
  }
  return { value: value.toLowerCase(), parameters: decodeParameters(raw), written: raw };
}

export function parameter(parameters: Parameters, name: string): string | undefined {
  return parameters.find(([key]) => key === name)?.[1];
}

/** Reads forwards only, so it takes linear time whatever the input. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** The first value: words joined without blanks (`text / plain`), up to `;`. A word behind a blank is dropped. */
  value(): string {
    let value = '';
    let ended = false;
    this.#skipComments();
    while (!this.atEnd && this.#text[this.#at] !== ';') {
      const before = this.#at;
      const word = this.#word('');
      const joins = value === '' || value.endsWith('/') || word.startsWith('/');
      ended ||= !joins;
      if (!ended) value += word;
      // `text/plain charset=utf-8`: the `;` is missing, and the word is a parameter.
      if (ended && word.includes('=')) {
        this.#at = before;
        return value;
      }
      this.#skipComments();
    }
    return value;
  }

  /** One `attribute=value`, or undefined for what is none. */
  parameter(): [string, string] | undefined {
    this.#skipComments();
    while (this.#text[this.#at] === ';') {
      this.#at++;
      this.#skipComments();
    }
    const name = this.#word('=').toLowerCase();
    this.#skipComments();
    if (this.#text[this.#at] !== '=') {
      if (name === '' && !this.atEnd) this.#at++;
      return undefined;
    }
    this.#at++;
    this.#skipComments();
    const quoted = this.#text[this.#at] === '"';
    let value = quoted ? this.#quoted() : this.#word('');
    this.#skipComments();
    // What stands before the next `;` is noise, but for `name=Rechnung Mai.pdf`: blanks unquoted.
    const goesOn = !quoted && unquotedNames.has(name);
    while (!this.atEnd && this.#text[this.#at] !== ';') {
      const before = this.#at;
      const word = this.#word('');
      // A word with `=` would be the next parameter, its `;` missing.
      if (word === '' || word.includes('=')) {
        this.#at = word === '' ? this.#at + 1 : before;
        break;
      }
      if (goesOn) value += ` ${word}`;
      this.#skipComments();
    }
    // oxlint-disable-next-line no-control-regex -- the printable characters of ASCII
    return /^[\x21-\x7e]+$/.test(name) ? [name, value] : undefined;
  }

  /** Octets up to a blank, `;` or one of `stops`. Not only token characters: boundaries with `=` come unquoted. */
  #word(stops: string): string {
    const start = this.#at;
    while (!this.atEnd) {
      const char = this.#text[this.#at]!;
      if (char === ';' || char === ' ' || char === '\t' || char === '\r' || char === '\n' || stops.includes(char))
        break;
      if (stops !== '' && (char === '(' || char === '"')) break;
      this.#at++;
    }
    // A stray quote would be met again for ever.
    if (this.#at === start && this.#text[this.#at] === '"') this.#quoted();
    return this.#text.slice(start, this.#at);
  }

  /** quoted-string, the closing quote missing at worst. */
  #quoted(): string {
    let value = '';
    let start = ++this.#at;
    while (!this.atEnd && this.#text[this.#at] !== '"') {
      if (this.#text[this.#at] === '\\' && this.#at + 1 < this.#text.length) {
        value += this.#text.slice(start, this.#at);
        start = ++this.#at;
      }
      this.#at++;
    }
    value += this.#text.slice(start, this.#at);
    this.#at++;
    return value;
  }

  /** Blanks and nested comments: RFC 5322 §3.2.2. */
  #skipComments(): void {
    let depth = 0;
    for (; !this.atEnd; this.#at++) {
      const char = this.#text[this.#at]!;
      if (char === '(') depth++;
      else if (depth > 0 && char === ')') depth--;
      else if (depth > 0 && char === '\\') this.#at++;
      else if (depth === 0 && char !== ' ' && char !== '\t' && char !== '\r' && char !== '\n') return;
    }
  }
}

interface Segment {
  readonly text: string;
  readonly encoded: boolean;
}

/** Joins and decodes the continuations of RFC 2231: `name*0*`, `name*1`, `name*`. They win over a plain `name`. */
function decodeParameters(raw: readonly [string, string][]): Parameters {
  const plain = new Map<string, string>();
  const extended = new Map<string, Map<number, Segment>>();
  for (const [key, text] of raw) {
    const match = /^([^*]+)(?:\*(0|[1-9]\d{0,3}))?(\*)?$/.exec(key);
    const [, name = key, index, star] = match ?? [];
    if (!plain.has(name)) plain.set(name, ''); // keeps the order of first mention
    if (index === undefined && star === undefined) {
      if (plain.get(name) === '') plain.set(name, decodeRawText(text));
      continue;
    }
    const segments = extended.get(name) ?? new Map<number, Segment>();
    extended.set(name, segments);
    const number = Number(index ?? 0);
    if (!segments.has(number)) segments.set(number, { text, encoded: star !== undefined });
  }
  for (const [name, segments] of extended) {
    const value = joinSegments(segments);
    if (value !== undefined) plain.set(name, value);
  }
  return [...plain].map(([name, value]) => [name, trimBlanks(value)] as const);
}

/** @returns undefined when the first segment is missing */
function joinSegments(segments: ReadonlyMap<number, Segment>): string | undefined {
  const first = segments.get(0);
  if (!first) return undefined;
  const intro = first.encoded ? /^([^']*)'[^']*'/.exec(first.text) : null;
  const octets: Buffer[] = [];
  for (let i = 0, segment = segments.get(0); segment; segment = segments.get(++i)) {
    const text = i === 0 && intro ? segment.text.slice(intro[0].length) : segment.text;
    octets.push(segment.encoded ? percentDecoded(text) : Buffer.from(text, 'latin1'));
  }
  const joined = Buffer.concat(octets);
  const charset = intro?.[1] ?? '';
  // One that is not what it says is guessed: nothing is lost to U+FFFD.
  return decodeCharset(joined, /^utf-?8$/i.test(charset) && !isUtf8(joined) ? '' : charset);
}

function percentDecoded(text: string): Buffer {
  return Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );
}
