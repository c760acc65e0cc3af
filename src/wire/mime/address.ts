/**
 * Address lists: RFC 5322 §3.4 with the obsolete forms of §4.4 and what mailers write besides. Reads forwards only,
 * with one token of memory, so that it takes linear time whatever the input.
 */
import { trimBlanks } from './header-fields.js';

/** All texts one character an octet, encoded words left as they are, quoting and comments removed. */
export type AddressItem =
  | {
      readonly kind: 'mailbox';
      /** Display name, or else the comment behind the address (RFC 822 style). */
      readonly name: string | undefined;
      /** RFC 5322 §4.4 obs-route without its colon: `@a,@b`. */
      readonly route: string | undefined;
      readonly local: string;
      /** Undefined when there is no `@`. */
      readonly domain: string | undefined;
    }
  | { readonly kind: 'group-start'; readonly name: string }
  | { readonly kind: 'group-end' };

/** Longer lists are cut: see the ENVELOPE of a message to 100,000 recipients. */
const maxAddresses = 2000;

/** @param text an unfolded field body, one character an octet; what follows `maxAddresses` items is dropped */
export function parseAddressList(text: string): readonly AddressItem[] {
  return new AddressParser(text).list();
}

interface Token {
  /** `special`: one of `<>,;:@`. */
  readonly kind: 'word' | 'comment' | 'special';
  readonly text: string;
  readonly blankBefore: boolean;
}

class AddressParser {
  readonly #text: string;
  #at = 0;
  #items: AddressItem[] = [];
  #inGroup = false;
  /** Tokens of the address being read: words and `@`. */
  #words: Token[] = [];
  #hasAt = false;
  #comment: string | undefined;
  #commentBehind: string | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  list(): readonly AddressItem[] {
    for (let token = this.#token(); token && this.#items.length < maxAddresses; token = this.#token()) {
      if (token.kind === 'comment') this.#take(token);
      else if (token.kind === 'word' || token.text === '@') this.#push(token);
      else if (token.text === '<') this.#angle();
      else if (token.text === ',') this.#address();
      else if (token.text === ';') this.#endGroup();
      else if (token.text === ':') this.#colon(token);
    }
    this.#endGroup();
    return this.#items;
  }

  #push(token: Token): void {
    this.#words.push(token);
    this.#hasAt ||= isAt(token);
  }

  /** RFC 5322 §3.4: the comment that names someone follows the address; one before it names only without such. */
  #take({ text }: Token): void {
    if (this.#hasAt) this.#commentBehind ??= text;
    else this.#comment ??= text;
  }

  #colon(token: Token): void {
    if (this.#inGroup || this.#hasAt) {
      this.#push(token);
      return;
    }
    this.#items.push({ kind: 'group-start', name: phrase(this.#words) });
    this.#inGroup = true;
    this.#reset();
  }

  #endGroup(): void {
    this.#address();
    if (this.#inGroup) this.#items.push({ kind: 'group-end' });
    this.#inGroup = false;
  }

  /** `[display-name] "<" [obs-route] addr-spec ">"`; a missing `>` ends at the next comma or semicolon. */
  #angle(): void {
    const name = phrase(this.#words);
    let inside: Token[] = [];
    let route: string | undefined;
    let end = false;
    while (!end) {
      const before = this.#at;
      const token = this.#token();
      if (!token || (token.kind === 'special' && token.text === '>')) end = true;
      else if (token.kind === 'comment') this.#comment ??= token.text;
      else if (token.kind === 'special' && token.text === ':' && inside[0] && isAt(inside[0])) {
        route = inside.map(({ text }) => text).join('');
        inside = [];
      } else if (token.kind === 'special' && (token.text === ';' || (token.text === ',' && !isAt(inside[0])))) {
        this.#at = before;
        end = true;
      } else inside.push(token);
    }
    const { local, domain } = addrSpec(inside);
    const display = name || this.#comment || undefined;
    if (local !== '' || domain || display) this.#items.push({ kind: 'mailbox', name: display, route, local, domain });
    this.#reset();
    this.#skipToSeparator(name === '');
  }

  /** An addr-spec without angle brackets; words before it are its name, as some mailers write. */
  #address(): void {
    const words = this.#words;
    const comment = this.#commentBehind ?? this.#comment;
    this.#reset();
    if (words.length === 0) return;
    let start = words.findLastIndex(isAt);
    if (start < 0) {
      this.#items.push({ kind: 'mailbox', name: comment, route: undefined, local: phrase(words), domain: undefined });
      return;
    }
    // RFC 5322 §4.4 obs-local-part: blanks around the dots.
    if (start > 0) start--;
    while (start > 0 && (words[start]!.text.startsWith('.') || words[start - 1]!.text.endsWith('.'))) start--;
    while (start > 0 && !words[start]!.blankBefore && words[start - 1]!.kind === 'word') start--;
    const name = phrase(words.slice(0, start)) || comment;
    this.#items.push({ kind: 'mailbox', name, route: undefined, ...addrSpec(words.slice(start)) });
  }

  #reset(): void {
    this.#words = [];
    this.#hasAt = false;
    this.#comment = undefined;
    this.#commentBehind = undefined;
  }

  /** What stands between `>` and the next separator is noise, but for a comment: `<a@b> (Real Name)`. */
  #skipToSeparator(nameless: boolean): void {
    let named = !nameless;
    for (;;) {
      const before = this.#at;
      const token = this.#token();
      if (!token) return;
      if (token.kind === 'special' && (token.text === ',' || token.text === ';' || token.text === '<')) {
        if (token.text !== ',') this.#at = before;
        return;
      }
      const last = this.#items.at(-1);
      if (token.kind === 'comment' && last?.kind === 'mailbox' && !named) {
        this.#items[this.#items.length - 1] = { ...last, name: token.text };
        named = true;
      }
    }
  }

  #token(): Token | undefined {
    const text = this.#text;
    const blankStart = this.#at;
    while (isBlank(text[this.#at])) this.#at++;
    const char = text[this.#at];
    if (char === undefined) return undefined;
    const blankBefore = this.#at > blankStart;
    if (char === '(') return { kind: 'comment', text: this.#commentText(), blankBefore };
    if (char === '"') return { kind: 'word', text: this.#quotedText(), blankBefore };
    if (char === '[' && text[this.#at - 1] === '@') return { kind: 'word', text: this.#domainLiteral(), blankBefore };
    const start = this.#at++;
    if (isSpecial(char)) return { kind: 'special', text: char, blankBefore };
    while (this.#at < text.length && !isBlank(text[this.#at]) && !'<>,;:@("'.includes(text[this.#at]!)) this.#at++;
    return { kind: 'word', text: text.slice(start, this.#at), blankBefore };
  }

  /** RFC 5322 §3.2.4; without its closing quote it is the rest. */
  #quotedText(): string {
    const pieces: string[] = [];
    let start = ++this.#at;
    for (; this.#at < this.#text.length && this.#text[this.#at] !== '"'; this.#at++) {
      if (this.#text[this.#at] !== '\\') continue;
      pieces.push(this.#text.slice(start, this.#at));
      start = ++this.#at;
    }
    pieces.push(this.#text.slice(start, this.#at));
    this.#at++;
    return pieces.join('');
  }

  /** RFC 5322 §3.2.2, nested ones with their parentheses. */
  #commentText(): string {
    const pieces: string[] = [];
    let start = this.#at + 1;
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at];
      if (char === '(') depth++;
      else if (char === ')' && --depth === 0) break;
      else if (char === '\\') {
        pieces.push(this.#text.slice(start, this.#at));
        start = ++this.#at;
      }
    }
    pieces.push(this.#text.slice(start, this.#at));
    this.#at++;
    return trimBlanks(pieces.join(''));
  }

  /** RFC 5322 §3.4.1: `[IPv6:2001:db8::1]`; colons are part of it. */
  #domainLiteral(): string {
    const start = this.#at;
    while (this.#at < this.#text.length && !' \t,;<>'.includes(this.#text[this.#at]!)) {
      if (this.#text[this.#at++] === ']') break;
    }
    return this.#text.slice(start, this.#at);
  }
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\n';
}

function isSpecial(char: string): boolean {
  return '<>,;:@'.includes(char);
}

function isAt(token: Token | undefined): boolean {
  return token?.kind === 'special' && token.text === '@';
}

function phrase(words: readonly Token[]): string {
  return words.map(({ text, blankBefore }, i) => (i > 0 && blankBefore ? ` ${text}` : text)).join('');
}

/** The last `@` divides: an unquoted one in the local part is a mistake, one in the domain never happens. */
function addrSpec(tokens: readonly Token[]): { local: string; domain: string | undefined } {
  const at = tokens.findLastIndex(isAt);
  const joined = (from: number, to: number) => tokens.slice(from, to).map(({ text }) => text);
  if (at < 0) return { local: phrase(tokens), domain: undefined };
  return { local: joined(0, at).join(''), domain: joined(at + 1, tokens.length).join('') };
}
