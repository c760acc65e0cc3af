/** HTML to the words a reader sees, for SEARCH: streaming, forgiving, linear. No attempt at layout. */
import { decodeEntities, longestEntity } from './html-entities.js';

/** Nothing of these is shown; inside, only their own end tag counts (HTML §13.1.2: raw text). */
const hidden = new Set(['script', 'style', 'title']);
/** Inside a word these change nothing, `<b>R</b>echnung`; all others part words. */
const inline = new Set([
  ...['a', 'abbr', 'acronym', 'b', 'bdi', 'bdo', 'big', 'cite', 'code', 'data', 'del', 'dfn', 'em', 'font', 'i', 'ins'],
  ...['kbd', 'label', 'mark', 'nobr', 'q', 's', 'samp', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'time'],
  ...['tt', 'u', 'var', 'wbr', 'o:p'],
]);
const longestName = 20;

export class HtmlText {
  /** `hidden`: inside the element of `#name`. */
  #state: 'text' | 'tag-name' | 'tag' | 'comment' | 'hidden' = 'text';
  /** Input that cannot be judged without what follows: a few characters. */
  #held = '';
  /** Of the tag being read, with its `/` when it ends something. */
  #name = '';
  /** The quote that a value in the tag is in, or `=` where one may begin. */
  #quote = '';

  push(text: string): string {
    const input = this.#held + text;
    this.#held = '';
    const out: string[] = [];
    for (let at = 0; at < input.length;) at = this.#step(input, at, out);
    return out.join('');
  }

  end(): string {
    const rest = this.#state === 'text' ? decodeEntities(this.#held) : '';
    this.#held = '';
    return rest;
  }

  #step(input: string, at: number, out: string[]): number {
    switch (this.#state) {
      case 'text':
        return this.#textStep(input, at, out);
      case 'tag-name':
        return this.#tagName(input, at);
      case 'tag':
        return this.#tag(input, at, out);
      case 'comment':
        return this.#passUntil(input, at, '-->');
      case 'hidden':
        return this.#hiddenStep(input, at);
    }
  }

  #textStep(input: string, at: number, out: string[]): number {
    const open = input.indexOf('<', at);
    if (open < 0) {
      // The last reference may be cut in two.
      const reference = input.indexOf('&', Math.max(at, input.length - longestEntity));
      const end = reference < 0 ? input.length : reference;
      out.push(decodeEntities(input.slice(at, end)));
      return this.#hold(input, end);
    }
    out.push(decodeEntities(input.slice(at, open)));
    const ahead = input.slice(open, open + 4);
    if (ahead.length < 4 && '<!--'.startsWith(ahead)) return this.#hold(input, open);
    if (ahead === '</') return this.#hold(input, open);
    if (ahead === '<!--') {
      this.#state = 'comment';
      return open + 2; // `<!-->` is a whole comment: HTML §13.2.5.43
    }
    if (/^<\/?[a-z]/i.test(ahead)) {
      this.#state = 'tag-name';
      this.#name = '';
      return open + 1;
    }
    if (/^<[!?/]/.test(ahead)) {
      this.#state = 'tag'; // a doctype, a processing instruction: up to `>`
      this.#name = 'wbr';
      this.#quote = '';
      return open + 1;
    }
    out.push('<');
    return open + 1;
  }

  #tagName(input: string, at: number): number {
    let end = at;
    while (
      end < input.length &&
      !/[\s>]/.test(input[end]!) &&
      !(input[end] === '/' && this.#name + input.slice(at, end))
    )
      end++;
    if (this.#name.length < longestName) this.#name += input.slice(at, Math.min(end, at + longestName)).toLowerCase();
    if (end < input.length) {
      this.#state = 'tag';
      this.#quote = '';
    }
    return end;
  }

  #tag(input: string, from: number, out: string[]): number {
    for (let at = from; at < input.length; at++) {
      const char = input[at]!;
      if (this.#quote === '"' || this.#quote === "'") {
        const close = input.indexOf(this.#quote, at);
        if (close < 0) return input.length;
        at = close;
        this.#quote = '';
      } else if (char === '>') {
        this.#endTag(out);
        return at + 1;
      } else if (char === '=' || (this.#quote === '=' && (char === '"' || char === "'"))) this.#quote = char;
      else if (!/\s/.test(char)) this.#quote = '';
    }
    return input.length;
  }

  #endTag(out: string[]): void {
    this.#state = hidden.has(this.#name) ? 'hidden' : 'text';
    if (!inline.has(this.#name.replace('/', ''))) out.push('\n');
  }

  #hiddenStep(input: string, at: number): number {
    const close = input.indexOf('<', at);
    if (close < 0) return input.length;
    const wanted = `</${this.#name}`;
    const ahead = input.slice(close, close + wanted.length).toLowerCase();
    if (ahead === wanted) {
      this.#state = 'tag-name';
      this.#name = '';
      return close + 1;
    }
    return wanted.startsWith(ahead) && close + ahead.length === input.length ? this.#hold(input, close) : close + 1;
  }

  #passUntil(input: string, at: number, mark: string): number {
    const end = input.indexOf(mark, at);
    if (end < 0) return this.#hold(input, Math.max(at, input.length - mark.length + 1));
    this.#state = 'text';
    return end + mark.length;
  }

  #hold(input: string, from: number): number {
    this.#held = input.slice(from);
    return input.length;
  }
}
