/** Octets in the order they came, in blocks: what a framer reads from. Linear however small the chunks are. */

/** Chunks below this size are gathered: a peer that sends single octets must not cost an object for each. */
const smallOctets = 1024;
const gatherOctets = 2048;

export class OctetQueue {
  #blocks: Buffer[] = [];
  /** Index of the first block that still has octets; those before it are read. */
  #first = 0;
  #length = 0;
  /** Where small chunks go; the last block may be its end so far. */
  #gather: { readonly space: Buffer; used: number } | undefined;
  #gatherIsLast = false;

  get length(): number {
    return this.#length;
  }

  /** Takes the chunk over; the caller does not change it afterwards. */
  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#length += chunk.length;
    if (chunk.length >= smallOctets) {
      this.#blocks.push(chunk);
      this.#gatherIsLast = false;
      return;
    }
    if (!this.#gather || this.#gather.used + chunk.length > this.#gather.space.length) {
      this.#gather = { space: Buffer.allocUnsafeSlow(gatherOctets), used: 0 };
      this.#gatherIsLast = false;
    }
    const { space, used } = this.#gather;
    if (!this.#gatherIsLast) this.#blocks.push(space.subarray(used, used));
    this.#gatherIsLast = true;
    // What was handed out lies in front of `used` and stays as it is.
    chunk.copy(space, used);
    this.#gather.used += chunk.length;
    const last = this.#blocks.length - 1;
    this.#blocks[last] = space.subarray(used - this.#blocks[last]!.length, this.#gather.used);
  }

  /** The next octets that lie together, at most `max`, not yet taken; empty when there are none. */
  peek(max = Number.POSITIVE_INFINITY): Buffer {
    const block = this.#blocks[this.#first];
    if (!block) return Buffer.alloc(0);
    return block.length > max ? block.subarray(0, max) : block;
  }

  /** Drops the next `count` octets, which `peek` has shown. */
  skip(count: number): void {
    if (count === 0) return;
    const block = this.#blocks[this.#first]!;
    this.#length -= count;
    if (count < block.length) {
      this.#blocks[this.#first] = block.subarray(count);
      return;
    }
    if (this.#length === 0) {
      this.clear();
      return;
    }
    this.#blocks[this.#first] = Buffer.alloc(0);
    this.#first += 1;
    // Now and then, so that it stays linear.
    if (this.#first >= 64 && this.#first * 2 >= this.#blocks.length) {
      this.#blocks = this.#blocks.slice(this.#first);
      this.#first = 0;
    }
  }

  clear(): void {
    this.#blocks = [];
    this.#first = 0;
    this.#length = 0;
    this.#gatherIsLast = false;
  }
}

/** Octets put together piece by piece; grows as they come, so that an announced size costs nothing. */
export class OctetBuilder {
  #space = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(piece: Buffer): void {
    const needed = this.#length + piece.length;
    if (needed > this.#space.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#space.length * 2, 64));
      this.#space.copy(grown, 0, 0, this.#length);
      this.#space = grown;
    }
    piece.copy(this.#space, this.#length);
    this.#length = needed;
  }

  /** What was gathered, and empty again. */
  take(): Buffer {
    const octets = this.#space.subarray(0, this.#length);
    this.#space = Buffer.alloc(0);
    this.#length = 0;
    return octets;
  }
}
