/** One field of many messages, one behind the other with `\n` between: a search runs over all of them at once. */
import { confusableForm, fuzzyScore } from '../../mail/confusable.js';
import type { FuzzyNeedle } from '../../mail/confusable.js';

/** How well the needle is found in an entry, 1 to 100; for entries with none there is no call. */
export type Found = (entry: number, score: number) => void;

/** Looking at single entries costs more than running over them: worth it when only some come in question. */
const worthPicking = 4;

export class TextColumn {
  readonly #octets: Buffer;
  /** Where each entry starts, and one past the last one's `\n`. */
  readonly #starts: Uint32Array;

  /** @param texts folded, without `\n`, unless lines of their own are meant */
  constructor(texts: readonly Buffer[]) {
    this.#starts = new Uint32Array(texts.length + 1);
    let length = 0;
    texts.forEach((text, entry) => {
      this.#starts[entry] = length;
      length += text.length + 1;
    });
    this.#starts[texts.length] = length;
    this.#octets = Buffer.allocUnsafeSlow(length);
    texts.forEach((text, entry) => {
      const end = this.#starts[entry]! + text.copy(this.#octets, this.#starts[entry]);
      this.#octets[end] = 0x0a;
    });
  }

  get count(): number {
    return this.#starts.length - 1;
  }

  get sizeOctets(): number {
    return this.#octets.length + this.#starts.byteLength;
  }

  /** Without its `\n`. */
  text(entry: number): Buffer {
    return this.#octets.subarray(this.#starts[entry], this.#starts[entry + 1]! - 1);
  }

  /** @param among only these come in question; ascending */
  search(needle: Buffer, among: readonly number[] | undefined, found: (entry: number) => void): void {
    if (among && among.length * worthPicking < this.count) {
      for (const entry of among) if (this.text(entry).includes(needle)) found(entry);
    } else runOver(this.#octets, this.#starts, needle, found);
  }

  searchFuzzy(needle: FuzzyNeedle, among: readonly number[] | undefined, found: Found): void {
    const look = (entry: number): void => {
      const score = fuzzyScore(this.text(entry), needle);
      if (score !== undefined) found(entry, score);
    };
    if (among) {
      among.forEach(look);
      return;
    }
    const starts = this.#starts.slice();
    const form = confusableForm(this.#octets, starts);
    runOver(form, starts, needle.form, look);
  }
}

/** The needle has no `\n`, so that nothing is found across entries. */
function runOver(octets: Buffer, starts: Uint32Array, needle: Buffer, found: (entry: number) => void): void {
  const last = starts.length - 1;
  let entry = 0;
  for (let at = octets.indexOf(needle); at >= 0 && entry < last; at = octets.indexOf(needle, starts[entry])) {
    entry = entryAt(starts, at, entry);
    found(entry);
    entry += 1;
    if (entry === last) return;
  }
}

/** The entry that an octet lies in, which is not before `from`. */
function entryAt(starts: Uint32Array, at: number, from: number): number {
  let low = from;
  let high = starts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
