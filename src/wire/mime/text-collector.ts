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

export class TextCollector {
  readonly #pieces: string[] = [];
  #left: number;

  /** @param limit characters of header and body text kept */
  constructor(limit: number) {
    this.#left = limit;
  }

  /** The header of a message inside the message is part of its body. */
  messageInside(header: Header): void {
    this.#add(headerText(header));
  }

  /** @returns undefined for a part without text */
  leaf(part: PartDescription): BodyListener | undefined {
    if (part.type !== 'text' || this.#left <= 0) return undefined;
    const transfer = createTransferDecoding(part.encoding);
    // An encoding nobody knows is application/octet-stream: RFC 2045 §6.4.
    if (!transfer) return undefined;
    const charset = createCharsetDecoding(parameter(part.parameters, 'charset') ?? '', this.#left * 2);
    const html = part.subtype === 'html' ? new HtmlText() : undefined;
    return new TextBody(transfer, charset, html, (text) => this.#add(text));
  }

  result(header: Header): SearchableText {
    const limit = Math.max(this.#left, 0);
    return {
      from: addressText(header, 'from'),
      to: addressText(header, 'to'),
      cc: addressText(header, 'cc'),
      bcc: addressText(header, 'bcc'),
      subject: header.values('subject').map(decodeWords).join('\n'),
      header: headerText(header).slice(0, limit),
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

/** One text part on its way: transfer encoding, charset, markup. */
class TextBody implements BodyListener {
  readonly #transfer: TransferDecoding;
  readonly #charset: TextDecoding;
  readonly #html: HtmlText | undefined;
  readonly #add: (text: string) => boolean;
  #wanted = true;

  constructor(
    transfer: TransferDecoding,
    charset: TextDecoding,
    html: HtmlText | undefined,
    add: (text: string) => boolean,
  ) {
    this.#transfer = transfer;
    this.#charset = charset;
    this.#html = html;
    this.#add = add;
  }

  push(octets: Buffer): void {
    if (this.#wanted) this.#text(this.#charset.write(this.#transfer.push(octets)));
  }

  end(): void {
    if (!this.#wanted) return;
    this.#text(this.#charset.write(this.#transfer.end()) + this.#charset.end());
    if (this.#html) this.#add(this.#html.end());
    this.#add('\n'); // so that no word spans two parts
  }

  #text(text: string): void {
    this.#wanted = this.#add(this.#html ? this.#html.push(text) : text);
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
