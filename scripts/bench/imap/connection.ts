/**
 * A deliberately small IMAP client: sends commands, knows when they are done, counts. One command at a time. With
 * `drain` it looks at next to nothing, so that it is not what limits a server.
 */
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';
import { ResponseScanner, type ResponseHandler, type ScannedResponse } from './response-scanner.js';
import { TaggedEnd } from './tagged-end.js';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** What came of one command. */
export interface Answer {
  /** The tagged response without its tag. */
  readonly line: string;
  /** All octets from the command to the end of its tagged response. */
  readonly octets: number;
  /** Not counted by `drain`. */
  readonly fetches: number;
  readonly expunges: number;
  readonly literalOctets: number;
  /** Untagged responses without their literals, when `collect` asked for them. */
  readonly lines: readonly string[];
}

export interface CommandOptions {
  /** Keep the untagged responses. */
  readonly collect?: boolean;
  readonly onLiteral?: (octets: Buffer) => void;
}

interface Exchange extends CommandOptions {
  readonly tag: string;
  readonly end: TaggedEnd | undefined;
  readonly from: number;
  fetches: number;
  expunges: number;
  literalOctets: number;
  lines: string[];
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One buffer to read into for all connections: the callback is done with it before the next read, so nothing is
 * allocated for a read, and 5,000 idle connections cost no buffers.
 */
const readBuffer = Buffer.allocUnsafeSlow(256 * 1024);
/** The system's root certificates are parsed once, not for each connection. */
const secureContext = createSecureContext();
const commandTimeoutMs = 300_000;

export class Connection implements ResponseHandler {
  /** Called on every untagged EXISTS. */
  onExists: ((exists: number) => void) | undefined;
  /** Messages of the selected mailbox, as last told. */
  exists = 0;
  octetsIn = 0;
  capabilities: ReadonlySet<string> = new Set();
  readonly socket: Socket;
  readonly #scanner = new ResponseScanner(this);
  #exchange: Exchange | undefined;
  #continued: ((invited: boolean) => void) | undefined;
  #greeted: { resolve: () => void; reject: (error: Error) => void } | undefined;
  #failure: Error | undefined;
  #tags = 0;

  /** @returns once the greeting is there; rejects when none comes */
  static async open(endpoint: Endpoint): Promise<Connection> {
    const connection = new Connection(endpoint);
    await new Promise<void>((resolve, reject) => {
      connection.#greeted = { resolve, reject };
    });
    return connection;
  }

  private constructor({ host, port, tls }: Endpoint) {
    const onread = {
      buffer: readBuffer,
      callback: (length: number) => {
        this.#take(readBuffer.subarray(0, length));
        return true;
      },
    };
    const common = { host, port, noDelay: true, onread };
    this.socket = tls ? connectTls({ ...common, secureContext, rejectUnauthorized: false }) : connectPlain(common);
    this.socket.on('error', (error) => this.#fail(error));
    this.socket.on('close', () => this.#fail(new Error('the server closed the connection')));
    this.socket.on('timeout', () => {
      if (this.#exchange) this.#fail(new Error(`no answer for ${commandTimeoutMs / 1000} s`));
    });
    this.socket.setTimeout(commandTimeoutMs);
    this.socket.resume();
  }

  /** Sends a command and counts what comes. Rejects unless its tagged response is OK. */
  command(text: string | readonly (string | Buffer)[], options: CommandOptions = {}): Promise<Answer> {
    return this.#send(text, options, false);
  }

  /** Sends a command and waits for its end only. */
  drain(text: string | readonly (string | Buffer)[]): Promise<Answer> {
    return this.#send(text, {}, true);
  }

  /** @returns once the server has confirmed */
  async idle(): Promise<() => Promise<void>> {
    const confirmed = new Promise<boolean>((resolve) => {
      this.#continued = resolve;
    });
    const ended = this.command('IDLE');
    ended.catch(() => {}); // also where nobody ends it: the connection is let go of as it is
    this.socket.setTimeout(0);
    if (!(await confirmed)) await ended;
    return async () => {
      this.socket.write('DONE\r\n');
      await ended;
    };
  }

  /** One round trip where the server allows it. @param known capabilities before login, when already asked for */
  async login({ user, password }: Login, known = this.capabilities): Promise<void> {
    const initial = Buffer.from(`\0${user}\0${password}`).toString('base64');
    const plain = known.has('AUTH=PLAIN') && known.has('SASL-IR');
    const { line } = await this.command(
      plain ? `AUTHENTICATE PLAIN ${initial}` : `LOGIN ${quoted(user)} ${quoted(password)}`,
    );
    this.#learn(line);
  }

  async askCapabilities(): Promise<ReadonlySet<string>> {
    this.#learn((await this.command('CAPABILITY', { collect: true })).lines.join('\n'));
    return this.capabilities;
  }

  select(mailbox: string, parameters = ''): Promise<Answer> {
    return this.command(`SELECT ${quoted(mailbox)}${parameters}`);
  }

  /** A connection that is gone already does not mind. */
  async logout(): Promise<void> {
    await this.command('LOGOUT').catch(() => {});
    this.destroy();
  }

  destroy(): void {
    this.#failure ??= new Error('closed');
    this.socket.destroy();
  }

  keepText(kind: ScannedResponse['kind']): boolean {
    return kind !== 'untagged' || this.#greeted !== undefined || this.#exchange?.collect === true;
  }

  literal(octets: Buffer): void {
    if (!this.#exchange) return;
    this.#exchange.literalOctets += octets.length;
    this.#exchange.onLiteral?.(octets);
  }

  response({ kind, number, name, text }: ScannedResponse): void {
    if (this.#greeted) {
      this.#learn(text);
      this.#greeted.resolve();
      this.#greeted = undefined;
    } else if (kind === 'continuation') {
      this.#continued?.(true);
      this.#continued = undefined;
    } else if (kind === 'tagged') {
      this.#done(text.slice(text.indexOf(' ') + 1));
    } else {
      const exchange = this.#exchange;
      if (name === 'EXISTS') {
        this.exists = number;
        this.onExists?.(number);
      } else if (exchange && name === 'FETCH') exchange.fetches += 1;
      else if (exchange && name === 'EXPUNGE') exchange.expunges += 1;
      if (exchange?.collect) exchange.lines.push(text);
    }
  }

  #take(chunk: Buffer): void {
    this.octetsIn += chunk.length;
    const end = this.#exchange?.end;
    if (!end) {
      this.#scanner.push(chunk);
      return;
    }
    const line = end.push(chunk);
    if (line !== undefined) this.#done(line);
  }

  #done(line: string): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    // A refused APPEND or IDLE ends without its continuation.
    this.#continued?.(false);
    this.#continued = undefined;
    if (!exchange) return;
    const { fetches, expunges, literalOctets, lines } = exchange;
    if (!/^OK\b/i.test(line)) exchange.reject(new Error(line));
    else exchange.resolve({ line, octets: this.octetsIn - exchange.from, fetches, expunges, literalOctets, lines });
  }

  #send(text: string | readonly (string | Buffer)[], options: CommandOptions, drain: boolean): Promise<Answer> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#exchange) return Promise.reject(new Error('a command is under way'));
    const tag = `q${(this.#tags += 1)}z`;
    const answered = new Promise<Answer>((resolve, reject) => {
      const end = drain ? new TaggedEnd(tag) : undefined;
      const counts = { fetches: 0, expunges: 0, literalOctets: 0, lines: [] };
      this.#exchange = { ...options, ...counts, tag, end, from: this.octetsIn, resolve, reject };
    });
    if (typeof text === 'string') {
      this.socket.write(`${tag} ${text}\r\n`, 'latin1');
      return answered;
    }
    // RFC 7888: every server measured takes literals without being asked.
    this.socket.cork();
    this.socket.write(`${tag} `);
    for (const part of text) {
      if (typeof part !== 'string') this.socket.write(`{${part.length}+}\r\n`);
      this.socket.write(part);
    }
    this.socket.write('\r\n');
    this.socket.uncork();
    return answered;
  }

  #learn(text: string): void {
    const told = /CAPABILITY ([^\]\r]*)/i.exec(text)?.[1];
    if (told !== undefined) this.capabilities = new Set(told.trim().toUpperCase().split(' '));
  }

  #fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    this.socket.destroy();
    this.#greeted?.reject(error);
    this.#exchange?.reject(error);
    this.#continued?.(false);
    this.#exchange = undefined;
  }
}

export function quoted(text: string): string {
  return `"${text.replace(/(["\\])/g, '\\$1')}"`;
}
