/** The octets between DATA and the dot (RFC 5321 §4.5.2), in pieces as they come. */
const crlf = Buffer.from('\r\n');

export class MessageReader {
  readonly #lines: Buffer[] = [];
  readonly #mode: 'keep' | 'count';
  #rest: Buffer = Buffer.alloc(0);
  sizeOctets = 0;

  constructor(mode: 'keep' | 'count') {
    this.#mode = mode;
  }

  get message(): Buffer {
    return Buffer.concat(this.#lines);
  }

  /** @returns what comes after the message, once it has ended */
  push(chunk: Buffer): Buffer | undefined {
    const octets = Buffer.concat([this.#rest, chunk]);
    let start = 0;
    for (;;) {
      const end = octets.indexOf(crlf, start);
      if (end < 0) {
        this.#rest = octets.subarray(start);
        return undefined;
      }
      const line = octets.subarray(start, end + 2);
      start = end + 2;
      if (line.length === 3 && line[0] === 0x2e) return octets.subarray(start);
      const text = line[0] === 0x2e ? line.subarray(1) : line;
      this.sizeOctets += text.length;
      if (this.#mode === 'keep') this.#lines.push(text);
    }
  }
}
