/**
 * The cheapest way to know that a command is done: its tagged response is the last line of what came. Nothing else is
 * looked at, so that the client costs next to nothing beside the server it measures. Whoever counts must have counted
 * before, on the same command, by a `ResponseScanner`.
 */

const LF = 0x0a;
/** Longest tagged response that is recognised. */
const windowOctets = 512;

export class TaggedEnd {
  readonly #tag: Buffer;
  #tail: Buffer = Buffer.alloc(0);

  /** @param tag one that no line in a literal begins with */
  constructor(tag: string) {
    this.#tag = Buffer.from(`${tag} `, 'latin1');
  }

  /**
   * @param chunk may be reused by the caller afterwards
   * @returns the tagged response without its tag, once it is there
   */
  push(chunk: Buffer): string | undefined {
    const enough = chunk.length >= windowOctets;
    if (!enough) this.#tail = Buffer.concat([this.#tail, chunk]);
    const window = enough ? chunk.subarray(chunk.length - windowOctets) : this.#tail.subarray(-windowOctets);
    if (window[window.length - 1] === LF) {
      const start = window.length < 2 ? 0 : window.lastIndexOf(LF, window.length - 2) + 1;
      const line = window.subarray(start);
      if (line.length > this.#tag.length && this.#tag.compare(line, 0, this.#tag.length) === 0) {
        return line.toString('latin1', this.#tag.length).trimEnd();
      }
    }
    // The next chunk may bring the rest of the line.
    this.#tail = Buffer.from(window);
    return undefined;
  }
}
