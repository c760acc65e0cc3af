/** Asks a server for FETCH items and reads the answers octet for octet, with a reader of its own. */
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';

/** A string or literal, an atom (numbers too), NIL, or a list. */
export type FetchValue = Buffer | string | null | readonly FetchValue[];
export type Fetched = ReadonlyMap<string, FetchValue>;

export interface FetchAnswer {
  /** By item name as the server wrote it. */
  readonly items: Fetched;
  /** `OK …`, `NO …` or `BAD …`. */
  readonly tagged: string;
}

/** How long an answer may take; only a failing test waits so long. */
const patienceMs = 5_000;

export class FetchClient {
  readonly #socket: Socket;
  #octets: Buffer = Buffer.alloc(0);
  #tag = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Logged in, with INBOX examined. */
  static async open(port: number, user: string, password: string): Promise<FetchClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    const client = new FetchClient(socket);
    await client.command(`LOGIN ${user} ${password}`);
    await client.command('EXAMINE INBOX');
    return client;
  }

  /** @returns all octets up to the tagged response, that included */
  async command(text: string): Promise<Buffer> {
    this.#tag += 1;
    const tag = `t${this.#tag}`;
    this.#octets = Buffer.alloc(0);
    this.#socket.write(`${tag} ${text}\r\n`);
    const end = new RegExp(`(^|\\r\\n)${tag} (OK|NO|BAD) [^\\r\\n]*\\r\\n$`);
    while (!end.test(this.#octets.subarray(-2000).toString('latin1'))) {
      const [chunk] = (await once(this.#socket, 'data', { signal: AbortSignal.timeout(patienceMs) })) as [Buffer];
      this.#octets = Buffer.concat([this.#octets, chunk]);
    }
    return this.#octets;
  }

  /** @param items as in a FETCH, without parentheses */
  async fetch(seq: number | '*', items: string): Promise<FetchAnswer> {
    const answer = await this.command(`FETCH ${seq} (${items})`);
    const tagged = answer.toString('latin1').trimEnd().split('\r\n').at(-1)!;
    return { items: readFetches(answer), tagged: tagged.slice(tagged.indexOf(' ') + 1) };
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** The items of all FETCH responses together. @throws Error where they break the grammar of RFC 9051 §9 msg-att */
export function readFetches(octets: Buffer): Fetched {
  const items = new Map<string, FetchValue>();
  const reader = new ValueReader(octets);
  while (!reader.atEnd) {
    if (reader.tryText(/\* \d+ FETCH \(/y) === undefined) {
      reader.text(/[^\r\n]*\r\n/y, 'a line');
      continue;
    }
    do {
      const name = reader.text(/[A-Z0-9.]+(\[[^\]]*\])?(<\d+>)?/y, 'the name of an item');
      reader.text(/ /y, 'a space');
      if (items.has(name) && name !== 'UID') throw new Error(`${name} comes twice`);
      items.set(name, reader.value());
    } while (reader.tryText(/ /y) !== undefined);
    reader.text(/\)\r\n/y, 'the end of the response');
  }
  return items;
}

class ValueReader {
  readonly #octets: Buffer;
  /** One character an octet. */
  readonly #text: string;
  #at = 0;

  constructor(octets: Buffer) {
    this.#octets = octets;
    this.#text = octets.toString('latin1');
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  tryText(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  text(pattern: RegExp, expected: string): string {
    const found = this.tryText(pattern);
    if (found === undefined) {
      const near = JSON.stringify(this.#text.slice(Math.max(0, this.#at - 60), this.#at + 40));
      throw new Error(`expected ${expected} at octet ${this.#at}, near ${near}`);
    }
    return found;
  }

  value(): FetchValue {
    if (this.tryText(/\(/y) !== undefined) {
      const list: FetchValue[] = [];
      while (this.tryText(/\)/y) === undefined) {
        // Between two lists there is no blank: RFC 9051 §9 body-type-mpart, env-from.
        const touching = this.#text[this.#at] === '(' && Array.isArray(list.at(-1));
        if (list.length > 0 && !touching) this.text(/ /y, 'a space or ")"');
        list.push(this.value());
      }
      return list;
    }
    const literal = this.tryText(/~?\{\d+\}\r\n/y);
    if (literal !== undefined) return this.#literal(Number(/\d+/.exec(literal)![0]));
    // RFC 9051 §9: TEXT-CHAR is CHAR but CR and LF; no octet above 127, since UTF-8 was not asked for.
    // oxlint-disable-next-line no-control-regex -- octets 1 to 127
    const quoted = this.tryText(/"(?:[\x01-\x09\x0b\x0c\x0e-\x21\x23-\x5b\x5d-\x7f]|\\["\\])*"/y);
    if (quoted !== undefined) return Buffer.from(quoted.slice(1, -1).replace(/\\(["\\])/g, '$1'), 'latin1');
    const atom = this.text(/[\w\\$.-]+/y, 'a value');
    return atom === 'NIL' ? null : atom;
  }

  #literal(size: number): Buffer {
    const octets = this.#octets.subarray(this.#at, this.#at + size);
    if (octets.length < size) throw new Error('a literal ends before its time');
    this.#at += size;
    return octets;
  }
}
