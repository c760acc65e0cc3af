/**
 * The addresses of From and Sender by RFC 5322 §3.4 to the letter (with the characters of RFC 6532): for deciding whose
 * they are. `parseAddressList` makes the best of anything, and another reader may make something else of it.
 */
import { decodeRawText } from './header-fields.js';

const maxMailboxes = 50;

/**
 * @param text an unfolded field body, one character an octet
 * @returns `local@domain` of each mailbox, a quoted local part without its quotes; undefined when it is no mailbox-list
 */
export function strictMailboxes(text: string): readonly string[] | undefined {
  const reader = new MailboxReader(decodeRawText(text));
  const addresses: string[] = [];
  do {
    const address = reader.mailbox();
    if (address === undefined || addresses.length >= maxMailboxes) return undefined;
    addresses.push(address);
  } while (reader.comma());
  return reader.atEnd ? addresses : undefined;
}

const atext = String.raw`[A-Za-z0-9!#$%&'*+/=?^_\x60{|}~\u0080-\u{10ffff}-]`;
const dotAtom = new RegExp(String.raw`${atext}+(?:\.${atext}+)*`, 'uy');
const quoted = /"((?:[ \t!#-[\]-~\u0080-\u{10ffff}]|\\[\t -~])*)"/uy;
/** A word of a display name; with the dots of RFC 5322 §4.1 obs-phrase, as in `Dr. Erika`. */
const word = new RegExp(String.raw`(?:${atext}|\.)+|"(?:[ \t!#-[\]-~\u0080-\u{10ffff}]|\\[\t -~])*"`, 'uy');
const blanks = /[ \t]*/y;

class MailboxReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  comma(): boolean {
    return this.#take(',');
  }

  /** `mailbox = name-addr / addr-spec` */
  mailbox(): string | undefined {
    if (!this.#cfws()) return undefined;
    const start = this.#at;
    const bare = this.#addrSpec();
    if (bare !== undefined) return bare;
    this.#at = start;
    while (this.#match(word) !== undefined) if (!this.#cfws()) return undefined;
    if (!this.#take('<') || !this.#cfws()) return undefined;
    const address = this.#addrSpec();
    return address !== undefined && this.#take('>') && this.#cfws() ? address : undefined;
  }

  #addrSpec(): string | undefined {
    const quotedLocal = this.#match(quoted);
    const local = quotedLocal?.[1]?.replace(/\\(.)/g, '$1') ?? this.#match(dotAtom)?.[0];
    if (local === undefined || !this.#cfws() || !this.#take('@') || !this.#cfws()) return undefined;
    const domain = this.#match(dotAtom)?.[0];
    return domain !== undefined && this.#cfws() ? `${local}@${domain}` : undefined;
  }

  /** Blanks and nested comments. @returns false for a comment that does not end */
  #cfws(): boolean {
    for (;;) {
      this.#match(blanks);
      if (this.#text[this.#at] !== '(') return true;
      let depth = 0;
      do {
        const char = this.#text[this.#at++];
        if (char === undefined) return false;
        if (char === '\\') this.#at++;
        else if (char === '(') depth++;
        else if (char === ')') depth--;
      } while (depth > 0);
    }
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (!match) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }
}
