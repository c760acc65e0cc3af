/**
 * Cuts what a server sends into responses (RFC 9051 §9 `response`) as far as a load client must: where one ends, which
 * kind it is, and the number and name of `* 23 FETCH`. Literals are counted, not kept.
 */

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const ASTERISK = 0x2a;
const PLUS = 0x2b;
const [ZERO, NINE] = [0x30, 0x39];
const [LEFT_BRACE, RIGHT_BRACE] = [0x7b, 0x7d];

export interface ScannedResponse {
  readonly kind: 'untagged' | 'continuation' | 'tagged';
  /** Of `* 23 FETCH`, else -1. */
  readonly number: number;
  /** Of the numbered responses; told by their first letters. */
  readonly name: 'FETCH' | 'EXISTS' | 'EXPUNGE' | '';
  /** The lines without literals and line ends; empty when `keepText` said no. */
  readonly text: string;
}

export interface ResponseHandler {
  /** Asked at the first line of each response. */
  keepText(kind: ScannedResponse['kind']): boolean;
  literal(octets: Buffer): void;
  response(response: ScannedResponse): void;
}

interface Begun extends Omit<ScannedResponse, 'text'> {
  readonly keep: boolean;
}

export class ResponseScanner {
  readonly #handler: ResponseHandler;
  /** The beginning of a line whose end has not come yet. */
  #stash: Buffer | undefined;
  #literalLeft = 0;
  /** The response whose lines are coming. */
  #begun: Begun | undefined;
  #text = '';

  constructor(handler: ResponseHandler) {
    this.#handler = handler;
  }

  /** @param chunk may be reused by the caller afterwards */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#literalLeft > 0) {
        const end = Math.min(chunk.length, at + this.#literalLeft);
        this.#handler.literal(chunk.subarray(at, end));
        this.#literalLeft -= end - at;
        at = end;
        continue;
      }
      const newline = chunk.indexOf(LF, at);
      if (newline < 0) {
        const rest = chunk.subarray(at);
        this.#stash = this.#stash ? Buffer.concat([this.#stash, rest]) : Buffer.from(rest);
        return;
      }
      if (this.#stash) {
        const line = Buffer.concat([this.#stash, chunk.subarray(at, newline + 1)]);
        this.#stash = undefined;
        this.#line(line, 0, line.length - 1);
      } else {
        this.#line(chunk, at, newline);
      }
      at = newline + 1;
    }
  }

  /** @param end index of the LF */
  #line(octets: Buffer, start: number, end: number): void {
    const stop = end > start && octets[end - 1] === CR ? end - 1 : end;
    const begun = (this.#begun ??= this.#begin(octets, start, stop));
    if (begun.keep) this.#text += octets.toString('latin1', start, stop);
    const announced = announcedLiteral(octets, start, stop);
    if (announced >= 0) {
      this.#literalLeft = announced;
      return;
    }
    this.#begun = undefined;
    const text = this.#text;
    this.#text = '';
    this.#handler.response({ kind: begun.kind, number: begun.number, name: begun.name, text });
  }

  #begin(octets: Buffer, start: number, stop: number): Begun {
    const first = octets[start];
    const kind = first === ASTERISK ? 'untagged' : first === PLUS ? 'continuation' : 'tagged';
    const keep = this.#handler.keepText(kind);
    if (kind !== 'untagged') return { kind, number: -1, name: '', keep };
    let at = start + 2;
    let number = 0;
    for (; at < stop && octets[at]! >= ZERO && octets[at]! <= NINE; at += 1) number = number * 10 + octets[at]! - ZERO;
    if (at === start + 2 || octets[at] !== SPACE) return { kind, number: -1, name: '', keep };
    return { kind, number, name: numberedName(octets, at + 1), keep };
  }
}

function numberedName(octets: Buffer, at: number): ScannedResponse['name'] {
  if (octets[at] === 0x46) return 'FETCH';
  if (octets[at] !== 0x45 || octets[at + 1] !== 0x58) return ''; // EX
  return octets[at + 2] === 0x49 ? 'EXISTS' : octets[at + 2] === 0x50 ? 'EXPUNGE' : '';
}

/** The size that `{n}` at the end of a line announces, or -1. */
function announcedLiteral(octets: Buffer, start: number, stop: number): number {
  if (octets[stop - 1] !== RIGHT_BRACE) return -1;
  let size = 0;
  let scale = 1;
  for (let at = stop - 2; at >= start; at -= 1) {
    const octet = octets[at]!;
    if (octet === LEFT_BRACE) return scale === 1 ? -1 : size;
    if (octet < ZERO || octet > NINE) return -1;
    size += (octet - ZERO) * scale;
    scale *= 10;
  }
  return -1;
}
