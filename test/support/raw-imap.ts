/** The plainest IMAP client: sends lines, collects what comes. For tests of a real server process. */
import { readFileSync } from 'node:fs';
import { connect, type TLSSocket } from 'node:tls';
import type { Endpoints } from './running-server.js';

export class RawImap {
  /** All that the server has said. */
  said = '';
  readonly #socket: TLSSocket;
  #tag = 0;
  #wake = (): void => {};
  #closed = false;

  private constructor(socket: TLSSocket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.said += chunk.toString('latin1');
      this.#wake();
    });
    socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
    socket.on('error', () => {});
  }

  static async open({ imaps, ca }: Endpoints): Promise<RawImap> {
    const socket = connect({ host: '127.0.0.1', port: imaps.port, ca: readFileSync(ca), servername: 'localhost' });
    const client = new RawImap(socket);
    await client.until(/^\* OK /m);
    return client;
  }

  static async login(endpoints: Endpoints, user: string, password: string): Promise<RawImap> {
    const client = await RawImap.open(endpoints);
    await client.command(`LOGIN "${user}" "${password}"`);
    return client;
  }

  /** Waits until the text said so far matches; fails when the connection ends before. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.said)) {
      if (this.#closed) throw new Error(`closed before ${pattern}: ${this.said.slice(-300)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.said;
  }

  async closed(): Promise<void> {
    while (!this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** @returns all that was said from the command on; rejects when it is not OK */
  async command(text: string): Promise<string> {
    const tag = `r${++this.#tag}`;
    const from = this.said.length;
    this.#socket.write(`${tag} ${text}\r\n`, 'latin1');
    await this.until(new RegExp(`^${tag} (OK|NO|BAD) `, 'm'));
    const answer = this.said.slice(from);
    if (!answer.includes(`${tag} OK`)) throw new Error(answer.slice(answer.indexOf(tag)).trim());
    return answer;
  }

  /** Without waiting for anything. */
  send(text: string): void {
    this.#socket.write(`${text}\r\n`, 'latin1');
  }

  /** Reads nothing more until told: the server's octets pile up on the way. */
  stopReading(): void {
    this.#socket.pause();
  }

  readOn(): void {
    this.#socket.resume();
  }

  async append(mailbox: string, message: string): Promise<string> {
    const octets = Buffer.from(message);
    return this.command(`APPEND ${mailbox} {${octets.length}+}\r\n${octets.toString('latin1')}`);
  }

  close(): void {
    this.#socket.destroy();
  }
}
