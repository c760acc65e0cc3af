/** Keeps a header while it is read, in bounded memory: its first octets, and the fields that matter behind them. */
import { Header } from './header-fields.js';

/** Fields that shape the message; kept also when a hostile header hides them behind a megabyte of others. */
const shaping = new Set([
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
  'date',
  'from',
  'to',
  'subject',
]);
const longestShapingName = 'content-transfer-encoding'.length;

export class HeaderCollector {
  readonly #first: Octets;
  readonly #shaping: Octets;
  #keeping = false;

  /** @param limit octets of the start kept, and as many again of shaping fields */
  constructor(limit: number) {
    this.#first = new Octets(limit);
    this.#shaping = new Octets(limit);
  }

  /**
   * Takes a line, whole or in pieces, its line end included.
   * @param first whether this is the line's first piece, which then holds a field name whole
   */
  push(octets: Buffer, start: number, end: number, first: boolean): void {
    if (!this.#first.full) {
      this.#first.push(octets, start, end);
      return;
    }
    const octet = octets[start];
    if (first && octet !== 0x20 && octet !== 0x09) this.#keeping = isShaping(octets, start, end);
    if (this.#keeping) this.#shaping.push(octets, start, end);
  }

  /** The first octets as they came. */
  octets(): Buffer {
    return this.#first.taken();
  }

  header(): Header {
    return new Header(this.#first.taken(), this.#shaping.taken());
  }
}

function isShaping(octets: Buffer, start: number, end: number): boolean {
  const head = octets.toString('latin1', start, Math.min(end, start + longestShapingName + 1));
  const colon = head.indexOf(':');
  return colon > 0 && shaping.has(head.slice(0, colon).toLowerCase());
}

/** A buffer that grows to a limit and drops the rest. */
class Octets {
  readonly #limit: number;
  #octets = Buffer.alloc(0);
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get full(): boolean {
    return this.#length >= this.#limit;
  }

  push(from: Buffer, start: number, end: number): void {
    const count = Math.min(end - start, this.#limit - this.#length);
    if (this.#length + count > this.#octets.length) {
      const larger = Buffer.allocUnsafe(
        Math.min(this.#limit, Math.max(2048, this.#octets.length * 2, this.#length + count)),
      );
      this.#octets.copy(larger, 0, 0, this.#length);
      this.#octets = larger;
    }
    from.copy(this.#octets, this.#length, start, start + count);
    this.#length += count;
  }

  taken(): Buffer {
    return this.#octets.subarray(0, this.#length);
  }
}
