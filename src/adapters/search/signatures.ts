/**
 * Which runs of three octets a text has, in a few bits: a text that lacks one of a needle's cannot have the needle, and
 * is not searched. Some texts are looked at for nothing; none is left out wrongly.
 */

/** Bits for each octet of text: about a third are set, so that a word of eight letters passes one text in a thousand. */
const bitsPerOctet = 1;
const leastBits = 8; // as a power of two
const mostBits = 22;
/** Fibonacci hashing: the upper bits of a product with 2^32 / the golden ratio. */
const factor = 0x9e3779b1;

export class Signatures {
  readonly #bits: Uint8Array;
  /** For each text where its bits begin, in octets, and by how much a hash is shifted to point into them. */
  readonly #starts: Uint32Array;
  readonly #shifts: Uint8Array;

  private constructor(bits: Uint8Array, starts: Uint32Array, shifts: Uint8Array) {
    this.#bits = bits;
    this.#starts = starts;
    this.#shifts = shifts;
  }

  /** @param texts for each entry, the pieces it consists of */
  static of(count: number, texts: (entry: number) => readonly Uint8Array[]): Signatures {
    const starts = new Uint32Array(count);
    const shifts = new Uint8Array(count);
    let octets = 0;
    for (let entry = 0; entry < count; entry += 1) {
      const length = texts(entry).reduce((sum, text) => sum + text.length, 0);
      const bits = Math.min(mostBits, Math.max(leastBits, Math.ceil(Math.log2(length * bitsPerOctet || 1))));
      starts[entry] = octets;
      shifts[entry] = 32 - bits;
      octets += 2 ** bits / 8;
    }
    const bits = new Uint8Array(octets);
    for (let entry = 0; entry < count; entry += 1) {
      for (const text of texts(entry)) setBits(bits, starts[entry]!, shifts[entry]!, text);
    }
    return new Signatures(bits, starts, shifts);
  }

  get sizeOctets(): number {
    return this.#bits.length + this.#starts.byteLength + this.#shifts.length;
  }

  /** Entries that may have the needle, ascending; undefined when it is too short to tell. */
  candidates(needle: Uint8Array): number[] | undefined {
    if (needle.length < 3) return undefined;
    const hashes = hashesOf(needle);
    const found: number[] = [];
    for (let entry = 0; entry < this.#starts.length; entry += 1) if (this.#mayHave(entry, hashes)) found.push(entry);
    return found;
  }

  #mayHave(entry: number, hashes: Uint32Array): boolean {
    const start = this.#starts[entry]! * 8;
    const shift = this.#shifts[entry]!;
    for (let i = 0; i < hashes.length; i += 1) {
      const bit = start + (hashes[i]! >>> shift);
      if ((this.#bits[bit >>> 3]! & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  }
}

function setBits(bits: Uint8Array, start: number, shift: number, text: Uint8Array): void {
  let run = (text[0]! << 8) | text[1]!;
  for (let at = 2; at < text.length; at += 1) {
    run = ((run << 8) | text[at]!) & 0xffffff;
    const bit = Math.imul(run, factor) >>> shift;
    bits[start + (bit >>> 3)]! |= 1 << (bit & 7);
  }
}

function hashesOf(needle: Uint8Array): Uint32Array {
  const hashes = new Set<number>();
  for (let at = 2; at < needle.length; at += 1) {
    hashes.add(Math.imul((needle[at - 2]! << 16) | (needle[at - 1]! << 8) | needle[at]!, factor) >>> 0);
  }
  return Uint32Array.from(hashes);
}
