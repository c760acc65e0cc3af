/** Lets the octets of a message through once its header has been read, and in the form it goes out in. */
import { isAscii } from 'node:buffer';
import { LineEndCheck } from '../../../wire/smtp/line-ends.js';
import { refuse } from '../errors.js';

export interface GateLimits {
  readonly messageOctets: number;
  readonly headerOctets: number;
}

const emptyLine = Buffer.from('\r\n\r\n');
const lineEnd = Buffer.from('\r\n');

export class HeaderGate {
  readonly #limits: GateLimits;
  readonly #onHeader: (header: Buffer) => Buffer;
  readonly #lineEnds = new LineEndCheck();
  /** The header so far, until its empty line has come. */
  #header: Buffer[] | undefined = [];
  #headerOctets = 0;
  #octets = 0;
  #eightBit = false;

  /** @param onHeader takes the header without its empty line, once, and gives what stands in its place */
  constructor(limits: GateLimits, onHeader: (header: Buffer) => Buffer) {
    this.#limits = limits;
    this.#onHeader = onHeader;
  }

  /** RFC 6152: the body has octets above 127. */
  get eightBit(): boolean {
    return this.#eightBit;
  }

  /** @returns what goes on. @throws Refusal */
  push(octets: Buffer): Buffer | undefined {
    this.#octets += octets.length;
    if (this.#octets > this.#limits.messageOctets) throw refuse('size', this.#limits.messageOctets);
    const foreign = this.#lineEnds.push(octets);
    if (foreign) throw refuse('bare-line-end', foreign);
    return this.#header ? this.#pushHeader(this.#header, octets) : this.#body(octets);
  }

  /** After the last octet. @returns what goes on: the header, where no empty line ended it. @throws Refusal */
  end(): Buffer | undefined {
    const foreign = this.#lineEnds.end();
    if (foreign) throw refuse('bare-line-end', foreign);
    if (!this.#header) return undefined;
    const header = Buffer.concat(this.#header);
    this.#header = undefined;
    return this.#onHeader(header);
  }

  #pushHeader(pieces: Buffer[], octets: Buffer): Buffer | undefined {
    // The empty line may begin in what came before: its last 3 octets are looked at again.
    const tail = pieces.length > 0 ? pieces.pop()! : Buffer.alloc(0);
    const joined = Buffer.concat([tail, octets]);
    const isFirst = pieces.length === 0;
    const end = isFirst && joined.subarray(0, 2).equals(lineEnd) ? 0 : endOfHeader(joined);
    const headerOctets = this.#headerOctets + (end ?? joined.length);
    if (headerOctets + lineEnd.length > this.#limits.headerOctets) {
      throw refuse('header-size', this.#limits.headerOctets);
    }
    if (end !== undefined) {
      this.#header = undefined;
      const header = this.#onHeader(Buffer.concat([...pieces, joined.subarray(0, end)]));
      return Buffer.concat([header, this.#body(joined.subarray(end))]);
    }
    const kept = Math.max(0, joined.length - (emptyLine.length - 1));
    if (kept > 0) pieces.push(joined.subarray(0, kept));
    pieces.push(joined.subarray(kept));
    this.#headerOctets += kept;
    return undefined;
  }

  #body(octets: Buffer): Buffer {
    this.#eightBit ||= !isAscii(octets);
    return octets;
  }
}

/** @returns where the empty line starts: the line end before it belongs to the header */
function endOfHeader(octets: Buffer): number | undefined {
  const at = octets.indexOf(emptyLine);
  return at < 0 ? undefined : at + lineEnd.length;
}
