/**
 * Folded text of many messages in one segment, and the search in it.
 *
 * An entry begins with the lengths of its fields (32 bits each, in the order of `foldedFields`); then each field in
 * UTF-8 with `\n` behind it. Folded text and needles have no `\n`, so nothing is found across fields or entries;
 * a hit in the lengths themselves is told by its place.
 */
import { foldedFields } from '../../mail/search.js';
import type { FoldedCriterion, FoldedField, FoldedText } from '../../mail/search.js';
import { Segment } from '../seal/segment.js';

const fieldCount = foldedFields.length;
const tableOctets = fieldCount * 4;
const fieldNumber = Object.fromEntries(foldedFields.map((field, i) => [field, i])) as Record<FoldedField, number>;
const newline = 0x0a;

export function encodeText(text: FoldedText): Buffer {
  const fields = foldedFields.map((field) => Buffer.from(text[field], 'utf8'));
  const table = Buffer.alloc(tableOctets);
  fields.forEach((field, i) => table.writeUInt32BE(field.length, i * 4));
  return Buffer.concat([table, ...fields.flatMap((field) => [field, Buffer.of(newline)])]);
}

export class TextSegment {
  readonly #octets: Buffer;
  readonly #contents: readonly number[];
  /** For each entry the start of every field, and one past the last field's `\n`. */
  readonly #starts: Uint32Array;

  constructor(plain: Buffer) {
    const segment = new Segment(plain);
    this.#octets = plain;
    this.#contents = Array.from({ length: segment.count }, (_, i) => segment.contentAt(i));
    this.#starts = new Uint32Array(segment.count * (fieldCount + 1));
    for (let entry = 0; entry < segment.count; entry++) {
      const table = segment.startAt(entry);
      let at = table + tableOctets;
      for (let field = 0; field < fieldCount; field++) {
        this.#starts[entry * (fieldCount + 1) + field] = at;
        at += plain.readUInt32BE(table + field * 4) + 1;
      }
      this.#starts[entry * (fieldCount + 1) + fieldCount] = at;
    }
  }

  get sizeOctets(): number {
    return this.#octets.length + this.#starts.byteLength + this.#contents.length * 8;
  }

  /** The contents in which the criterion holds, ascending. */
  search(criterion: FoldedCriterion): number[] {
    if (criterion.kind === 'all') return [...this.#contents];
    if (criterion.kind === 'header') return this.#searchHeader(criterion.name, Buffer.from(criterion.needle));
    const needle = Buffer.from(criterion.needle);
    if (criterion.kind === 'text') return this.#searchFields(needle, fieldNumber.header, fieldNumber.body);
    const field = fieldNumber[criterion.field];
    // Bodies are nearly all there is, so run over everything; other fields are better picked out.
    if (criterion.field === 'body') return this.#searchFields(needle, field, field);
    return this.#filter((entry) => this.#field(entry, field).includes(needle));
  }

  /** Runs over the whole segment at once; fields `first` to `last` lie behind all others in an entry. */
  #searchFields(needle: Buffer, first: number, last: number): number[] {
    const hits: number[] = [];
    let entry = 0;
    let at = this.#contents.length > 0 ? this.#start(0, first) : -1;
    for (;;) {
      at = at < 0 ? -1 : this.#octets.indexOf(needle, at);
      if (at < 0) return hits;
      while (entry < this.#contents.length && this.#start(entry, last + 1) <= at) entry += 1;
      if (entry === this.#contents.length) return hits;
      const start = this.#start(entry, first);
      if (at < start) {
        at = start; // in another field, or in the lengths
      } else {
        hits.push(this.#contents[entry]!);
        entry += 1;
        if (entry === this.#contents.length) return hits;
        at = this.#start(entry, first);
      }
    }
  }

  #searchHeader(name: string, needle: Buffer): number[] {
    // The `\n` before the name is that of the line before, or of the field before.
    const label = Buffer.from(`\n${name}`);
    return this.#filter((entry) => {
      const start = this.#start(entry, fieldNumber.header) - 1;
      const header = this.#octets.subarray(start, this.#start(entry, fieldNumber.header + 1));
      for (let at = header.indexOf(label); at >= 0; at = header.indexOf(label, at + 1)) {
        let from = at + label.length;
        while (header[from] === 0x20) from += 1;
        if (header.subarray(from, header.indexOf(newline, from)).includes(needle)) return true;
      }
      return false;
    });
  }

  #filter(holds: (entry: number) => boolean): number[] {
    return this.#contents.filter((_, entry) => holds(entry));
  }

  #start(entry: number, field: number): number {
    return this.#starts[entry * (fieldCount + 1) + field]!;
  }

  #field(entry: number, field: number): Buffer {
    return this.#octets.subarray(this.#start(entry, field), this.#start(entry, field + 1) - 1);
  }
}
