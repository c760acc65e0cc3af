/** The first address of a field in a stored ENVELOPE (RFC 9051 §7.5.2), for sorting: RFC 5256 §3, RFC 5957 §3. */
import { decodeWords } from './encoded-word.js';
import { decodeRawText } from './header-fields.js';

export interface EnvelopeAddress {
  /** Decoded display name. */
  readonly name: string | undefined;
  /** Of a group its name (addr-mailbox of the group's start). */
  readonly mailbox: string;
  /** Undefined for a group. */
  readonly host: string | undefined;
}

const places = { from: 2, to: 5, cc: 6 } as const;

/** @returns undefined when the field has no address */
export function firstAddress(envelope: Buffer, field: keyof typeof places): EnvelopeAddress | undefined {
  const reader = new EnvelopeReader(envelope.toString('latin1'));
  reader.enter();
  for (let place = 0; place < places[field]; place++) reader.skip();
  if (!reader.enter() || !reader.enter()) return undefined;
  const name = reader.nstring();
  reader.nstring(); // source route
  const mailbox = reader.nstring() ?? '';
  const host = reader.nstring();
  return {
    name: name === undefined ? undefined : decodeWords(name),
    mailbox: decodeRawText(mailbox),
    host: host === undefined ? undefined : decodeRawText(host),
  };
}

/** Goes over what `formatEnvelope` wrote: lists, quoted strings, literals and NIL, with single blanks. */
class EnvelopeReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Into a list, when one comes next. */
  enter(): boolean {
    if (this.#text[this.#at] !== '(') return false;
    this.#at += 1;
    return true;
  }

  /** Over a string or a list, and the blank behind it. Lists are no deeper than addresses in a field. */
  skip(): void {
    let depth = 0;
    do {
      if (this.enter()) depth += 1;
      else if (this.#text[this.#at] === ')') {
        this.#at += 1;
        depth -= 1;
      } else this.nstring();
    } while (depth > 0 && this.#at < this.#text.length);
    this.#skipBlank();
  }

  /** One character an octet. */
  nstring(): string | undefined {
    const value = this.#value();
    this.#skipBlank();
    return value;
  }

  #value(): string | undefined {
    const text = this.#text;
    const first = text[this.#at];
    if (first === '"') {
      const start = this.#at + 1;
      let end = start;
      while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
      this.#at = end + 1;
      return text.slice(start, end).replace(/\\(.)/g, '$1');
    }
    if (first === '{') {
      const start = text.indexOf('\n', this.#at) + 1;
      const length = Number.parseInt(text.slice(this.#at + 1), 10);
      this.#at = start + length;
      return text.slice(start, this.#at);
    }
    this.#at += 'NIL'.length;
    return undefined;
  }

  #skipBlank(): void {
    if (this.#text[this.#at] === ' ') this.#at += 1;
  }
}
