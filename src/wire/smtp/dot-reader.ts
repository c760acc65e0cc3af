/**
 * What follows DATA, without its doubled dots, up to the line that ends it: RFC 5321 §4.5.2. Only CRLF ends a line here,
 * and only CRLF.CRLF the message: whoever takes less for the end reads commands that somebody else wrote.
 */

/** What the next octet follows: `line`: a CRLF, or nothing; `dot`: the dot that begins a line, not passed on. */
type Place = 'line' | 'dot' | 'dot-cr' | 'text' | 'text-cr';

export interface DotRead {
  /** Of the message. */
  readonly octets: Buffer;
  /** What came behind the end of the message; undefined as long as it goes on. */
  readonly rest: Buffer | undefined;
}

const [cr, lf, dot] = [0x0d, 0x0a, 0x2e];
const loneCr = Buffer.from([cr]);

export class DotReader {
  #place: Place = 'line';

  /** Takes the next octets, of any number; none after the end. */
  push(chunk: Buffer): DotRead {
    const out: Buffer[] = [];
    let from = 0; // what is to be passed on and has not been yet
    let at = 0;
    while (at < chunk.length) {
      switch (this.#place) {
        case 'line':
          if (chunk[at] === dot) {
            if (at > from) out.push(chunk.subarray(from, at));
            at += 1;
            from = at;
            this.#place = 'dot';
          } else this.#place = 'text';
          break;
        case 'dot':
          // A line of more than the dot loses it; of a dot alone, only CRLF tells.
          if (chunk[at] === cr) {
            at += 1;
            from = at;
            this.#place = 'dot-cr';
          } else this.#place = 'text';
          break;
        case 'dot-cr':
          if (chunk[at] === lf) return { octets: joined(out), rest: chunk.subarray(at + 1) };
          out.push(loneCr);
          this.#place = 'text';
          break;
        default:
          at = this.#text(chunk, at);
      }
    }
    if (at > from) out.push(chunk.subarray(from, at));
    return { octets: joined(out), rest: undefined };
  }

  /** @returns where the next line starts, or the end */
  #text(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(lf, at);
    if (end < 0) {
      this.#place = chunk.at(-1) === cr ? 'text-cr' : 'text';
      return chunk.length;
    }
    const afterCr = end > at ? chunk[end - 1] === cr : this.#place === 'text-cr';
    this.#place = afterCr ? 'line' : 'text';
    return end + 1;
  }
}

function joined(pieces: readonly Buffer[]): Buffer {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
