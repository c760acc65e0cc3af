/** The tokens that all commands are made of: RFC 9051 §9, with the tolerance some clients need. */
import { decodeBase64 } from '../../lib/base64.js';
import type { CommandInput, InputSegment, StreamedLiteral } from './command-input.js';
import { ParseError } from './parse-error.js';

export interface ParserLimits {
  /** Deepest nesting of parentheses, NOT and OR; longest part number. */
  readonly depth: number;
  /** Most elements of any one list, and search keys of a command. */
  readonly elements: number;
  /** Most ranges of a sequence set. */
  readonly ranges: number;
}

export const defaultParserLimits: ParserLimits = { depth: 100, elements: 10_000, ranges: 10_000 };

// RFC 9051 §9: ATOM-CHAR is any CHAR but "(" ")" "{" SP CTL "%" "*" DQUOTE "\" "]"; ASTRING-CHAR has "]" as well.
const atomChars = /[!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]+/y;
const tagChars = /[!#$&',\-./0-9:;<=>?@A-Z[\]^_`a-z|}~]+/y;
const quotedText = /"((?:[^"\\\r\n\0]|\\["\\])*)"/y;
const digits = /\d{1,20}/y;

/**
 * What is taken for an astring without quotes, beyond ASTRING-CHAR: `%`, `*`, `\` and 8-bit octets. curl sends
 * mailbox names and passwords in UTF-8 without quotes, and an odd name is better answered by NO than by BAD
 * (imaptest expects so). Parentheses, quotes, blanks, controls and `{` always end it.
 */
const lenientAstringChars = /[!#-'*-z|}~\x80-\xff]+/y;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads tokens from a command, front to back. A method `x()` returns the token or throws a ParseError; `tryX()` gives
 * `undefined` instead and then has read nothing.
 */
export class TokenReader {
  readonly limits: ParserLimits;
  readonly #segments: readonly InputSegment[];
  #index = 0;
  /** The current text, an octet a character; empty when a literal comes next. */
  #text = '';
  #at = 0;
  /** Octets in front of the current segment. */
  #before = 0;

  constructor(input: CommandInput, limits: ParserLimits = defaultParserLimits) {
    this.limits = limits;
    this.#segments = input.segments;
    this.#loadText();
  }

  /** Octets from the command's start. */
  get position(): number {
    return this.#before + this.#at;
  }

  fail(expected: string, position = this.position): never {
    throw new ParseError(position, expected);
  }

  /** SP. Returns the reader: `p.sp().mailbox()`. */
  sp(): this {
    return this.char(' ', 'a space');
  }

  /** Reads one given character. */
  char(char: string, expected = `"${char}"`): this {
    if (!this.tryChar(char)) this.fail(expected);
    return this;
  }

  tryChar(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    this.#leaveText();
    return true;
  }

  /** The next character (an octet as latin1), without reading it; empty at the end or before a literal. */
  peek(): string {
    return this.#text[this.#at] ?? '';
  }

  /** Whether ` (` comes next: arguments in parentheses that may be there. */
  get atListBehindBlank(): boolean {
    return this.#text.startsWith(' (', this.#at);
  }

  /** Whether all is read. A streamed literal that is still to come is not the end. */
  get atEnd(): boolean {
    return this.#index >= this.#segments.length;
  }

  /** Nothing more follows. Tolerates blanks at the end of the line, which old clients leave there. */
  end(): void {
    while (this.tryChar(' '));
    if (!this.atEnd) this.fail('the end of the command');
  }

  /** Reads what the sticky pattern matches, one character or more. */
  pattern(sticky: RegExp, expected: string): string {
    return this.#match(sticky)?.[0] ?? this.fail(expected);
  }

  #match(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#text);
    if (!found) return undefined;
    this.#at = sticky.lastIndex;
    this.#leaveText();
    return found;
  }

  /** Reads a word that is spelled as given, in any case, if an atom of just that spelling is next. */
  tryKeyword(word: string): boolean {
    atomChars.lastIndex = this.#at;
    if (atomChars.exec(this.#text)?.[0].toUpperCase() !== word) return false;
    this.#match(atomChars);
    return true;
  }

  /** Reads the given text, in any case, if it is next: for fixed words with blanks and parentheses. */
  tryWords(words: string): boolean {
    if (this.#text.slice(this.#at, this.#at + words.length).toUpperCase() !== words) return false;
    this.#at += words.length;
    this.#leaveText();
    return true;
  }

  tag(): string {
    return this.#match(tagChars)?.[0] ?? this.fail('a tag');
  }

  /** In upper case. */
  commandName(): string {
    return this.atom('a command').toUpperCase();
  }

  atom(expected = 'an atom'): string {
    return this.tryAtom() ?? this.fail(expected);
  }

  tryAtom(): string | undefined {
    return this.#match(atomChars)?.[0];
  }

  /** ENABLE's arguments, in upper case. */
  capabilityName(): string {
    return this.atom('a capability').toUpperCase();
  }

  /** Octets of a quoted string or literal, without NUL. */
  stringOctets(expected = 'a string'): Buffer {
    return this.tryStringOctets() ?? this.fail(expected);
  }

  /** A literal8 too, with any octets: only where the grammar has one (RFC 5464 §5 value). */
  stringOrLiteral8Octets(expected: string): Buffer {
    const segment = this.#segments[this.#index];
    if (segment?.kind !== 'literal' || !segment.binary) return this.stringOctets(expected);
    this.#nextSegment();
    return segment.octets;
  }

  tryStringOctets(): Buffer | undefined {
    const segment = this.#segments[this.#index];
    if (segment?.kind === 'literal') {
      if (segment.binary) this.fail('a literal without "~"');
      // RFC 9051 §9: CHAR8 is any octet but NUL.
      const nul = segment.octets.indexOf(0);
      if (nul >= 0) this.fail('a literal without NUL', this.#before + nul);
      this.#nextSegment();
      return segment.octets;
    }
    const quoted = this.#match(quotedText);
    if (!quoted) return undefined;
    return Buffer.from(unescapeQuoted(quoted[1]!), 'latin1');
  }

  /** A string as text. Octets beyond ASCII are UTF-8 (RFC 9051 §4.3, RFC 6855 §3). */
  string(expected = 'a string'): string {
    const position = this.position;
    return this.#decode(this.stringOctets(expected), position);
  }

  /** `undefined` for NIL. */
  nstring(): string | undefined {
    if (this.tryKeyword('NIL')) return undefined;
    return this.string('a string or NIL');
  }

  astringOctets(expected = 'an atom or string'): Buffer {
    return this.tryAstringOctets() ?? this.fail(expected);
  }

  /** NIL is text here, as any other atom (RFC 9051 §4.6). */
  tryAstringOctets(): Buffer | undefined {
    const string = this.tryStringOctets();
    if (string) return string;
    const atom = this.#match(lenientAstringChars);
    return atom && Buffer.from(atom[0], 'latin1');
  }

  /** An astring as text; UTF-8 beyond ASCII. */
  astring(expected = 'an atom or string'): string {
    const position = this.position;
    return this.#decode(this.astringOctets(expected), position);
  }

  /** 0 to 4294967295 (RFC 9051 §9 number). */
  number(expected = 'a number'): number {
    return this.#number(0, 0xffff_ffff, expected);
  }

  /** 1 to 4294967295. */
  nzNumber(expected = 'a number above 0'): number {
    return this.#number(1, 0xffff_ffff, expected);
  }

  /** 0 to 2^63 - 1; above `Number.MAX_SAFE_INTEGER` it is that, which is as good for sizes and offsets. */
  number64(expected = 'a number'): number {
    const position = this.position;
    const text = this.#match(digits)?.[0] ?? this.fail(expected);
    const value = BigInt(text);
    if (value > 2n ** 63n - 1n || this.#digitFollows()) this.fail(expected, position);
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value);
  }

  /**
   * RFC 7162 §7 mod-sequence-valzer: 0 to 2^63 - 1. Taken also where the RFC wants 1 or more: 0 then means "all", which
   * has an answer.
   */
  modSequence(): bigint {
    const position = this.position;
    const value = BigInt(this.#match(digits)?.[0] ?? this.fail('a mod-sequence'));
    if (value > 2n ** 63n - 1n || this.#digitFollows()) this.fail('a mod-sequence', position);
    return value;
  }

  #number(min: number, max: number, expected: string): number {
    const position = this.position;
    const value = Number(this.#match(digits)?.[0] ?? this.fail(expected));
    if (value < min || value > max || this.#digitFollows()) this.fail(expected, position);
    return value;
  }

  #digitFollows(): boolean {
    const next = this.peek();
    return next >= '0' && next <= '9';
  }

  /** Base64 as in SASL-IR (RFC 4959 §3): `=` alone is the empty string. */
  base64(): Buffer {
    const { position } = this;
    const text = this.pattern(/[A-Za-z0-9+/=]+/y, 'base64');
    if (text === '=') return Buffer.alloc(0);
    return decodeBase64(text) ?? this.fail('base64', position);
  }

  /** A literal that the framer hands out as a stream, or buffered (`literal`); the place of APPEND's message. */
  messageLiteral(): StreamedLiteral | (InputSegment & { readonly kind: 'literal' }) {
    const segment = this.#segments[this.#index];
    if (!segment || segment.kind === 'text') this.fail('a literal');
    this.#nextSegment();
    return segment;
  }

  /** Whether the next token is a literal that is not buffered: just announced, or streamed. */
  get atStreamedLiteral(): boolean {
    return this.#segments[this.#index]?.kind === 'streamed';
  }

  /** Whether all is read of a command whose last literal has only just been announced, so that the rest is to come. */
  get awaitsMore(): boolean {
    // The framer puts a text behind each literal, be it empty, once it is there.
    return this.atEnd && this.#segments.at(-1)?.kind === 'streamed';
  }

  /**
   * A parenthesised list with one blank between; at most `limits.elements`. No client is known that sends more blanks
   * or some at the ends, so there is nothing to tolerate.
   * @param element reads one element; it is given the number of those before it
   */
  list<T>(element: (count: number) => T, options: { readonly empty: boolean }): T[] {
    this.char('(');
    const elements: T[] = [];
    if (options.empty && this.tryChar(')')) return elements;
    do {
      if (elements.length >= this.limits.elements) this.fail(`a list of at most ${this.limits.elements} elements`);
      elements.push(element(elements.length));
    } while (this.tryChar(' '));
    this.char(')');
    return elements;
  }

  #decode(octets: Buffer, position: number): string {
    try {
      return utf8.decode(octets);
    } catch {
      return this.fail('text in UTF-8', position);
    }
  }

  /** Goes on to a literal when the text before it is read. */
  #leaveText(): void {
    if (this.#at >= this.#text.length) this.#nextSegment();
  }

  #nextSegment(): void {
    const segment = this.#segments[this.#index];
    if (segment) this.#before += segment.kind === 'streamed' ? segment.size : segment.octets.length;
    this.#index += 1;
    this.#loadText();
  }

  #loadText(): void {
    this.#at = 0;
    this.#text = '';
    for (let segment = this.#segments[this.#index]; segment?.kind === 'text'; segment = this.#segments[++this.#index]) {
      if (segment.octets.length === 0) continue;
      this.#text = segment.octets.toString('latin1');
      return;
    }
  }
}

/** RFC 9051 §9 quoted-specials. */
function unescapeQuoted(text: string): string {
  return text.includes('\\') ? text.replace(/\\(["\\])/g, '$1') : text;
}
