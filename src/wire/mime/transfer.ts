/** Content-Transfer-Encodings as streams: RFC 2045 §6. What is damaged is decoded as far as it goes, and told. */

export interface TransferDecoding {
  /** Takes the next octets, of any length, and gives what can be decoded so far. */
  push(chunk: Uint8Array): Buffer;
  /** What was held back. */
  end(): Buffer;
  /** True as soon as something was not what the encoding allows (RFC 3516 §4.3: NO [UNKNOWN-CTE]). */
  readonly damaged: boolean;
}

/** @returns undefined for an encoding that is not known; `7bit`, `8bit` and `binary` pass through */
export function createTransferDecoding(encoding: string): TransferDecoding | undefined {
  switch (encoding.toLowerCase()) {
    case '7bit':
    case '8bit':
    case 'binary':
      return { push: view, end: () => empty, damaged: false };
    case 'base64':
      return new Base64Decoding();
    case 'quoted-printable':
      return new QuotedPrintableDecoding();
    default:
      return undefined;
  }
}

const empty = Buffer.alloc(0);

function view(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
}

const pad = 64;
const lineSpace = 65;
const foreign = 66;
/** Octet to its 6 bits, or `pad`, `lineSpace`, `foreign`. */
const base64Values = (() => {
  const values = new Uint8Array(256).fill(foreign);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i;
  values[0x3d] = pad;
  for (const octet of [0x09, 0x0a, 0x0d, 0x20]) values[octet] = lineSpace;
  return values;
})();

/** RFC 2045 §6.8. Foreign octets are skipped; padding in the middle (joined encodings) starts afresh behind it. */
class Base64Decoding implements TransferDecoding {
  damaged = false;
  #bits = 0;
  #count = 0;
  /** Padding characters still expected to complete the last quantum. */
  #padding = 0;

  push(chunk: Uint8Array): Buffer {
    const out = Buffer.allocUnsafe(Math.ceil((chunk.length * 3) / 4) + 3);
    let length = 0;
    let bits = this.#bits;
    let count = this.#count;
    for (let i = 0; i < chunk.length; i++) {
      const value = base64Values[chunk[i]!]!;
      if (value < 64) {
        if (this.#padding > 0) this.#miss();
        bits = (bits << 6) | value;
        if (++count === 4) {
          out[length++] = bits >> 16;
          out[length++] = bits >> 8;
          out[length++] = bits;
          bits = 0;
          count = 0;
        }
      } else if (value === pad) {
        if (this.#padding > 0) this.#padding--;
        else if (count < 2) this.damaged = true;
        else {
          length += flush(out, length, bits, count);
          this.#padding = 3 - count;
          bits = 0;
          count = 0;
        }
      } else if (value === foreign) this.damaged = true;
    }
    this.#bits = bits;
    this.#count = count;
    return out.subarray(0, length);
  }

  end(): Buffer {
    if (this.#count > 0 || this.#padding > 0) this.damaged = true;
    const out = Buffer.allocUnsafe(2);
    const length = flush(out, 0, this.#bits, this.#count);
    this.#count = 0;
    this.#padding = 0;
    return out.subarray(0, length);
  }

  #miss(): void {
    this.damaged = true;
    this.#padding = 0;
  }
}

/** Writes the whole octets in a quantum of `count` characters; gives how many. */
function flush(out: Buffer, at: number, bits: number, count: number): number {
  if (count === 2) out[at] = bits >> 4;
  if (count === 3) {
    out[at] = bits >> 10;
    out[at + 1] = bits >> 2;
  }
  return Math.max(0, count - 1);
}

const equals = 0x3d;
/** More white space than this at the end of a line is kept: the line limit is 76 (RFC 2045 §6.7). */
const heldSpace = 1000;

/** RFC 2045 §6.7. Blanks before a line end go (rule 3); a bad escape stays as it is written. */
class QuotedPrintableDecoding implements TransferDecoding {
  damaged = false;
  /** Undecided octets: an escape, or white space, that the last chunk ended in. */
  #held: Buffer = empty;

  push(chunk: Uint8Array): Buffer {
    return this.#decode(this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : view(chunk), false);
  }

  end(): Buffer {
    return this.#decode(this.#held, true);
  }

  #decode(input: Buffer, last: boolean): Buffer {
    const out = Buffer.allocUnsafe(input.length);
    let length = 0;
    let at = 0;
    this.#held = empty;
    while (at < input.length) {
      const octet = input[at]!;
      if (octet !== equals && octet !== 0x20 && octet !== 0x09) {
        out[length++] = octet;
        at++;
        continue;
      }
      const start = at;
      if (octet === equals) at++;
      const spaceEnd = Math.min(input.length, at + heldSpace);
      while (at < spaceEnd && (input[at] === 0x20 || input[at] === 0x09)) at++;
      // What follows decides; at most a hex pair or CRLF is looked at.
      if (!last && (at === input.length || (input.length - at < 2 && input[at] !== 0x0a))) {
        this.#held = Buffer.from(input.subarray(start));
        break;
      }
      const lineEnd = input[at] === 0x0a ? 1 : input[at] === 0x0d && input[at + 1] === 0x0a ? 2 : 0;
      if (lineEnd > 0) {
        if (octet === equals) at += lineEnd;
      } else if (octet !== equals) {
        if (at < input.length) length += input.copy(out, length, start, at); // blanks inside a line
      } else if (at === start + 1 && hex(input[at]) >= 0 && hex(input[at + 1]) >= 0) {
        out[length++] = hex(input[at]) * 16 + hex(input[at + 1]);
        at += 2;
      } else if (at < input.length) {
        this.damaged = true;
        length += input.copy(out, length, start, at);
      }
    }
    return out.subarray(0, length);
  }
}

function hex(octet: number | undefined): number {
  if (octet === undefined) return -1;
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const upper = octet & 0xdf;
  return upper >= 0x41 && upper <= 0x46 ? upper - 0x37 : -1;
}
