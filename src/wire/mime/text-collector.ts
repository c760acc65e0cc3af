/** Gathers what SEARCH looks at: header fields and text parts, decoded, up to a limit of characters. */
import { parseAddressList } from './address.js';
import { createCharsetDecoding } from './charset.js';
import type { TextDecoding } from './charset.js';
import { decodeWords } from './encoded-word.js';
import type { Header } from './header-fields.js';
import { HtmlText } from './html-text.js';
import { parameter } from './parameters.js';
import type { PartDescription } from './part-header.js';
import type { BodyListener } from './part-scanner.js';
import type { SearchableText } from './structure.js';
import { createTransferDecoding } from './transfer.js';
import type { TransferDecoding } from './transfer.js';

const blockOctets = 8 * 1024;
/** Octets read of a part for each character wanted: markup, and three or four octets a character. */
const octetFactor = 8;
/** Octets held for each character while a charset is guessed. */
const guessFactor = 2;

export class TextCollector {
  readonly #pieces: string[] = [];
  #left: number;
  readonly #partHeaders: string[] = [];
  #partHeadersLeft: number;

  readonly #limit: number;

  /** @param limit characters of body text kept, and as many of header text */
  constructor(limit: number) {
    this.#limit = limit;
    this.#left = limit;
    this.#partHeadersLeft = limit;
  }

  /** The header of a message inside the message is part of its body. */
  messageInside(header: Header): void {
    this.#add(headerText(header));
  }

  /** RFC 9051 §6.4.4: TEXT looks at MIME header fields too. Indented, so that none is taken for one of the message. */
  partHeader(header: Header): void {
    if (this.#partHeadersLeft <= 0) return;
    const text = headerText(header)
      .replace(/^(?=.)/gm, ' ')
      .slice(0, this.#partHeadersLeft);
    this.#partHeadersLeft -= text.length;
    this.#partHeaders.push(text);
  }

  /** @returns undefined for a part without text */
  leaf(part: PartDescription): BodyListener | undefined {
    if (part.type !== 'text' || this.#left <= 0) return undefined;
    const transfer = createTransferDecoding(part.encoding);
    // An encoding nobody knows is application/octet-stream: RFC 2045 §6.4.
    if (!transfer) return undefined;
    const charset = createCharsetDecoding(parameter(part.parameters, 'charset') ?? '', this.#left * guessFactor);
    const html = part.subtype === 'html' ? new HtmlText() : undefined;
    return new TextBody({ transfer, charset, html, octets: this.#limit * octetFactor }, (text) => this.#add(text));
  }

  result(header: Header): SearchableText {
    return {
      from: addressText(header, 'from'),
      to: addressText(header, 'to'),
      cc: addressText(header, 'cc'),
      bcc: addressText(header, 'bcc'),
      subject: header.values('subject').map(decodeWords).join('\n'),
      header: headerText(header)
        .concat(...this.#partHeaders)
        .slice(0, this.#limit),
      body: this.#pieces.join(''),
    };
  }

  /** @returns false when no more is wanted */
  #add(text: string): boolean {
    if (text !== '' && this.#left > 0) {
      const piece = text.length > this.#left ? text.slice(0, this.#left) : text;
      this.#left -= piece.length;
      this.#pieces.push(piece);
    }
    return this.#left > 0;
  }
}

interface TextSteps {
  readonly transfer: TransferDecoding;
  readonly charset: TextDecoding;
  readonly html: HtmlText | undefined;
  /** How many are read at most: markup without text would never fill the limit of characters. */
  readonly octets: number;
}

/** One text part on its way: transfer encoding, charset, markup. */
class TextBody implements BodyListener {
  readonly #steps: TextSteps;
  readonly #add: (text: string) => boolean;
  /** Decoders get whole blocks, so that no charset guess of theirs depends on how the octets came. */
  readonly #block = Buffer.allocUnsafe(blockOctets);
  #blockLength = 0;
  #octetsLeft: number;
  #wanted = true;

  constructor(steps: TextSteps, add: (text: string) => boolean) {
    this.#steps = steps;
    this.#add = add;
    this.#octetsLeft = steps.octets;
  }

  push(octets: Buffer): void {
    if (!this.#wanted) return;
    this.#fill(this.#steps.transfer.push(octets.subarray(0, this.#octetsLeft)));
    this.#octetsLeft = Math.max(0, this.#octetsLeft - octets.length);
  }

  end(): void {
    if (!this.#wanted) return;
    const { transfer, charset, html } = this.#steps;
    this.#fill(transfer.end());
    this.#flush();
    this.#text(charset.end());
    if (html) this.#add(html.end());
    this.#add('\n'); // so that no word spans two parts
  }

  #fill(octets: Buffer): void {
    for (let at = 0; at < octets.length && this.#wanted;) {
      const count = Math.min(octets.length - at, blockOctets - this.#blockLength);
      octets.copy(this.#block, this.#blockLength, at, at + count);
      this.#blockLength += count;
      at += count;
      if (this.#blockLength === blockOctets) this.#flush();
    }
  }

  #flush(): void {
    this.#text(this.#steps.charset.write(this.#block.subarray(0, this.#blockLength)));
    this.#blockLength = 0;
  }

  #text(text: string): void {
    this.#wanted = this.#add(this.#steps.html ? this.#steps.html.push(text) : text);
  }
}

/** `Name: value`, a line each, decoded. */
function headerText(header: Header): string {
  return header.fields.map(({ name, value }) => `${name}: ${decodeWords(value)}\n`).join('');
}

/** As written, and the addresses without quoting and comments: both are looked for. */
function addressText(header: Header, key: string): string {
  const lines = new Set<string>();
  for (const value of header.values(key)) {
    lines.add(decodeWords(value));
    for (const item of parseAddressList(value)) {
      if (item.kind !== 'mailbox') continue;
      const address = item.domain === undefined ? item.local : `${item.local}@${item.domain}`;
      lines.add(decodeWords(item.name === undefined ? address : `${item.name} <${address}>`));
    }
  }
  return [...lines].join('\n');
}
