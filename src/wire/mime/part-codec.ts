/**
 * The part tree as a few octets, for storing it beside a message. Versioned: the first octet names the layout.
 *
 * Layout 1, preorder, one record a part: kind, type, subtype, encoding, parameters, offsets, line count, number of
 * children. Numbers are LEB128; offsets are differences, so that most take one or two octets. A string is a number:
 * an index into `commonStrings`, or their count plus the length of the UTF-8 that follows.
 */
import type { Part } from './structure.js';

const layout = 1;
const kinds = ['leaf', 'multipart', 'message'] as const;

/** Stored by index: append only. */
const commonStrings: readonly string[] = [
  ...['', 'text', 'plain', 'html', 'multipart', 'mixed', 'alternative', 'related', 'message', 'rfc822'],
  ...['application', 'pdf', 'octet-stream', 'image', 'jpeg', 'png', '7bit', '8bit', 'base64', 'quoted-printable'],
  ...['binary', 'charset', 'us-ascii', 'utf-8', 'iso-8859-1', 'boundary', 'name', 'format', 'flowed', 'type'],
];
const commonIndex: ReadonlyMap<string, number> = new Map(commonStrings.map((text, index) => [text, index]));

/**
 * @param root offsets must grow in preorder, as `analyse` gives them
 * @throws RangeError when they do not
 */
export function encodeParts(root: Part): Buffer {
  const out = new Writer();
  out.octet(layout);
  const open: Part[] = [root];
  let lastStart = 0;
  for (let part = open.pop(); part; part = open.pop()) {
    out.octet(kinds.indexOf(part.kind));
    for (const text of [part.type, part.subtype, part.encoding]) out.string(text);
    out.number(part.parameters.length);
    for (const [name, value] of part.parameters) {
      out.string(name);
      out.string(value);
    }
    out.number(part.headerStart - lastStart);
    out.number(part.bodyStart - part.headerStart);
    out.number(part.end - part.bodyStart);
    out.number(part.lines);
    out.number(part.children.length);
    lastStart = part.headerStart;
    for (let i = part.children.length - 1; i >= 0; i--) open.push(part.children[i]!);
  }
  return out.taken();
}

/** @throws RangeError when the octets are not what `encodeParts` wrote */
export function decodeParts(octets: Buffer): Part {
  const read = new Reader(octets);
  if (read.octet() !== layout) throw new RangeError('part tree: unknown layout');
  const roots: Part[] = [];
  const open: { children: Part[]; missing: number }[] = [{ children: roots, missing: 1 }];
  let lastStart = 0;
  for (let into = open.at(-1); into; into = open.at(-1)) {
    if (into.missing === 0) {
      open.pop();
      continue;
    }
    into.missing -= 1;
    const kind = kinds[read.octet()];
    if (!kind) throw new RangeError('part tree: unknown kind');
    const [type, subtype, encoding] = [read.string(), read.string(), read.string()];
    const parameters: [string, string][] = [];
    for (let left = read.number(); left > 0; left--) parameters.push([read.string(), read.string()]);
    const headerStart = lastStart + read.number();
    const bodyStart = headerStart + read.number();
    const end = bodyStart + read.number();
    const lines = read.number();
    const children: Part[] = [];
    into.children.push({ kind, type, subtype, parameters, encoding, headerStart, bodyStart, end, lines, children });
    open.push({ children, missing: read.number() });
    lastStart = headerStart;
  }
  if (!read.atEnd) throw new RangeError('part tree: octets left over');
  return roots[0]!;
}

class Writer {
  #octets = Buffer.allocUnsafe(256);
  #length = 0;

  octet(value: number): void {
    this.#reserve(1);
    this.#octets[this.#length++] = value;
  }

  number(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`part tree: ${value} is not a size`);
    let rest = value; // Sizes reach beyond 32 bits, so no bit operations.
    while (rest > 127) {
      this.octet((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.octet(rest);
  }

  string(text: string): void {
    const common = commonIndex.get(text);
    if (common !== undefined) return this.number(common);
    const length = Buffer.byteLength(text);
    this.number(commonStrings.length + length);
    this.#reserve(length);
    this.#length += this.#octets.write(text, this.#length);
  }

  taken(): Buffer {
    return Buffer.from(this.#octets.subarray(0, this.#length));
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#octets.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#octets.length * 2, this.#length + count));
    this.#octets.copy(larger, 0, 0, this.#length);
    this.#octets = larger;
  }
}

class Reader {
  readonly #octets: Buffer;
  #at = 0;

  constructor(octets: Buffer) {
    this.#octets = octets;
  }

  get atEnd(): boolean {
    return this.#at === this.#octets.length;
  }

  octet(): number {
    const value = this.#octets[this.#at++];
    if (value === undefined) throw new RangeError('part tree: cut short');
    return value;
  }

  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const octet = this.octet();
      value += (octet & 127) * factor;
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError('part tree: number too large');
      if (octet < 128) return value;
    }
  }

  string(): string {
    const code = this.number();
    if (code < commonStrings.length) return commonStrings[code]!;
    const end = this.#at + code - commonStrings.length;
    if (end > this.#octets.length) throw new RangeError('part tree: cut short');
    const text = this.#octets.toString('utf8', this.#at, end);
    this.#at = end;
    return text;
  }
}
