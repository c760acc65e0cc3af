/**
 * A segment: what is kept of many contents, together, so that one opening serves a page of messages.
 *
 * Layout 1: octet 1; number of entries (32 bits); for each, ascending, the content's id (48 bits) and where its
 * octets end (32 bits); the octets of all, one behind the other.
 */
const layout = 1;
const headOctets = 5;
const rowOctets = 10;

export interface SegmentEntry {
  readonly content: number;
  readonly octets: Buffer;
}

/** @param entries with different contents, in any order */
export function encodeSegment(entries: readonly SegmentEntry[]): Buffer {
  const sorted = [...entries].sort((a, b) => a.content - b.content);
  const head = Buffer.alloc(headOctets + sorted.length * rowOctets);
  head[0] = layout;
  head.writeUInt32BE(sorted.length, 1);
  let end = 0;
  sorted.forEach(({ content, octets }, i) => {
    end += octets.length;
    head.writeUIntBE(content, headOctets + i * rowOctets, 6);
    head.writeUInt32BE(end, headOctets + i * rowOctets + 6);
  });
  return Buffer.concat([head, ...sorted.map(({ octets }) => octets)]);
}

/** An opened segment. Its entries are views of its octets. */
export class Segment {
  readonly octets: Buffer;
  readonly count: number;
  readonly #contents: Float64Array;
  readonly #ends: Uint32Array;
  readonly #data: number;

  constructor(octets: Buffer) {
    if (octets[0] !== layout) throw new RangeError(`A segment of layout ${octets[0]} cannot be read by this version`);
    this.octets = octets;
    this.count = octets.readUInt32BE(1);
    this.#data = headOctets + this.count * rowOctets;
    this.#contents = new Float64Array(this.count);
    this.#ends = new Uint32Array(this.count);
    for (let i = 0; i < this.count; i += 1) {
      this.#contents[i] = octets.readUIntBE(headOctets + i * rowOctets, 6);
      this.#ends[i] = this.#data + octets.readUInt32BE(headOctets + i * rowOctets + 6);
    }
  }

  /** The contents that it has, ascending. */
  get contents(): Float64Array {
    return this.#contents;
  }

  /** Where the octets of an entry lie in `octets`. */
  startAt(index: number): number {
    return index === 0 ? this.#data : this.#ends[index - 1]!;
  }

  /** The octets of an entry. */
  at(index: number): Buffer {
    return this.octets.subarray(this.startAt(index), this.#ends[index]);
  }

  /** Index of a content's entry. @param guess where it may be, looked at first */
  indexOf(content: number, guess = 0): number | undefined {
    if (this.#contents[guess] === content) return guess;
    let low = 0;
    let high = this.count - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const there = this.#contents[middle]!;
      if (there === content) return middle;
      if (there < content) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  find(content: number): Buffer | undefined {
    const index = this.indexOf(content);
    return index === undefined ? undefined : this.at(index);
  }

  entries(): SegmentEntry[] {
    return Array.from({ length: this.count }, (_, i) => ({
      content: this.#contents[i]!,
      octets: this.at(i),
    }));
  }
}
