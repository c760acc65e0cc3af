/** A client that submits messages one after the other over one connection, as a mail app's library does. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface SubmissionTarget {
  readonly port: number;
  /** AUTH PLAIN; undefined: none is asked for. */
  readonly login: { readonly user: string; readonly password: string } | undefined;
  readonly from: string;
}

export class Submitter {
  readonly #socket: Socket;
  #text = '';
  #wake: (() => void) | undefined;
  #failed: Error | undefined;

  static async open({ port, login }: SubmissionTarget): Promise<Submitter> {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    await once(socket, 'connect');
    const submitter = new Submitter(socket);
    await submitter.#expect(220);
    await submitter.#ask('EHLO bench.example', 250);
    if (login) {
      const token = Buffer.from(`\0${login.user}\0${login.password}`).toString('base64');
      await submitter.#ask(`AUTH PLAIN ${token}`, 235);
    }
    return submitter;
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#text += text;
      this.#wake?.();
    });
    const fail = (error: Error) => {
      this.#failed = error;
      this.#wake?.();
    };
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('the server closed the connection')));
  }

  /** Resolves when the server has said that it has the message. */
  async send(from: string, to: string, message: Buffer): Promise<void> {
    await this.#ask(`MAIL FROM:<${from}>\r\nRCPT TO:<${to}>\r\nDATA`, 250);
    await this.#expect(250);
    await this.#expect(354);
    this.#socket.write(message);
    if (!this.#socket.write('\r\n.\r\n')) await once(this.#socket, 'drain');
    await this.#expect(250);
  }

  async quit(): Promise<void> {
    await this.#ask('QUIT', 221);
    this.#socket.destroy();
  }

  async #ask(command: string, code: number): Promise<void> {
    this.#socket.write(`${command}\r\n`);
    await this.#expect(code);
  }

  /** The next reply, all its lines. */
  async #expect(code: number): Promise<void> {
    for (;;) {
      const reply = /^(?:\d{3}-[^\r\n]*\r\n)*(\d{3}) [^\r\n]*\r\n/.exec(this.#text);
      if (reply) {
        this.#text = this.#text.slice(reply[0].length);
        if (Number(reply[1]) !== code) throw new Error(`the server answered ${reply[0].trim()}`);
        return;
      }
      if (this.#failed) throw this.#failed;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
