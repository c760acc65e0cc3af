/** A client that sends what it is told and hands out the server's lines one by one. */
import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

/** How long a line may take; only a failing test waits so long. */
const patienceMs = 15_000;

export class LineClient {
  #socket: Socket;
  #buffer = '';
  #closed = false;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#attach();
  }

  static async connect(port: number, host = '127.0.0.1'): Promise<LineClient> {
    const socket = connect({ port, host, allowHalfOpen: true, noDelay: true });
    await once(socket, 'connect');
    return new LineClient(socket);
  }

  static async connectTls(port: number, options: ConnectionOptions): Promise<LineClient> {
    const socket = connectTls({ port, host: '127.0.0.1', servername: 'localhost', ...options });
    await once(socket, 'secureConnect');
    return new LineClient(socket);
  }

  get socket(): Socket {
    return this.#socket;
  }

  /** Goes on in TLS, after the server's OK to STARTTLS. */
  async startTls(options: ConnectionOptions): Promise<void> {
    this.#socket.removeAllListeners('data');
    const socket = connectTls({ socket: this.#socket, servername: 'localhost', ...options });
    await once(socket, 'secureConnect');
    this.#socket = socket;
    this.#attach();
  }

  /** The same connection, whose lines another has read in between. */
  again(): LineClient {
    this.#socket.unpipe();
    this.#socket.removeAllListeners('data');
    this.#socket.resume();
    return new LineClient(this.#socket);
  }

  send(text: string | Buffer): void {
    this.#socket.write(typeof text === 'string' ? Buffer.from(text) : text);
  }

  /** Sends a line. */
  line(text: string): void {
    this.send(`${text}\r\n`);
  }

  /** The server's next line without its end, one character an octet if it is no UTF-8; undefined when the connection ended. */
  async next(): Promise<string | undefined> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const end = this.#buffer.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#buffer.slice(0, end);
        this.#buffer = this.#buffer.slice(end + 2);
        const octets = Buffer.from(line, 'latin1');
        return isUtf8(octets) ? octets.toString('utf8') : line;
      }
      if (this.#closed) return undefined;
      if (Date.now() > deadline) throw new Error(`the server says nothing; it has said: ${this.#buffer}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - Date.now() + 1);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Sends a command and collects the lines up to its tagged response, that included. */
  async command(tag: string, text: string): Promise<readonly string[]> {
    this.line(`${tag} ${text}`);
    return this.until(`${tag} `);
  }

  /** The lines up to one that starts so, that included. */
  async until(start: string): Promise<readonly string[]> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.next();
      if (line === undefined) throw new Error(`the connection ended before "${start}": ${lines.join('\n')}`);
      lines.push(line);
      if (line.startsWith(start)) return lines;
    }
  }

  /** What has come and was not asked for. */
  get unread(): string {
    return this.#buffer;
  }

  end(): void {
    this.#socket.end();
  }

  close(): void {
    this.#socket.destroy();
  }

  #attach(): void {
    const socket = this.#socket;
    const closed = (): void => {
      this.#closed = true;
      this.#wake?.();
    };
    socket.on('data', (octets: Buffer) => {
      this.#buffer += octets.toString('latin1');
      this.#wake?.();
    });
    socket.on('end', closed);
    socket.on('close', closed);
    socket.on('error', closed);
  }
}
