/** sfc32: a small, fast random sequence from seeds, the same on every machine. */
export class Random {
  #a = 0x9e3779b9;
  #b = 0x243f6a88;
  #c = 0xb7e15162;
  #counter = 1;

  constructor(...seeds: readonly number[]) {
    for (const seed of seeds) {
      this.#a ^= Math.imul(seed + 1, 0x85ebca6b);
      for (let i = 0; i < 8; i += 1) this.next();
    }
  }

  /** An unsigned number of 32 bits. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  below(limit: number): number {
    return this.next() % limit;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.next() % list.length]!;
  }
}
