/** One connection of the receiving server: commands in order, pipelined or not, and the message with its dots undone. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { MxStage } from './behaviour.js';
import { MessageReader } from './message-reader.js';
import type { MxState, MxTransaction } from './receiving-server.js';

type Pending = Pick<MxTransaction, 'from' | 'parameters'> & { recipients: MxTransaction['recipients'][number][] };

export class ReceivingSession {
  readonly #server: MxState;
  readonly #connection: number;
  #socket: Socket;
  #secure: boolean;
  #helo = '';
  #user: string | undefined;
  #pending: Pending | undefined;
  #reader: MessageReader | undefined;
  #challenged = false;
  #hanging = false;
  #input: Buffer = Buffer.alloc(0);
  readonly #onData = (chunk: Buffer) => this.#read(chunk);

  constructor(socket: Socket, connection: number, server: MxState) {
    this.#socket = socket;
    this.#secure = server.options.implicit === true;
    this.#connection = connection;
    this.#server = server;
  }

  start(): void {
    this.#socket.on('data', this.#onData);
    if (this.#passes('connect')) this.#say(`220 ${this.#name} ESMTP`);
  }

  readonly #verbs: Readonly<Record<string, (rest: string) => void>> = {
    EHLO: (rest) => {
      const { extensions, secureContext, options } = this.#server;
      const startTls = secureContext && !this.#secure ? ['STARTTLS'] : [];
      this.#greet('EHLO', rest, [...extensions, ...startTls, ...(options.login ? ['AUTH PLAIN'] : [])]);
    },
    HELO: (rest) => this.#greet('HELO', rest, []),
    STARTTLS: () => {
      if (!this.#server.secureContext) return this.#say('502 5.5.1 Not offered');
      if (!this.#passes('STARTTLS')) return;
      this.#say('220 2.0.0 Go ahead');
      this.#startTls();
    },
    AUTH: (rest) => {
      if (!this.#passes('AUTH')) return;
      const initial = rest.split(' ')[1];
      if (initial !== undefined) return this.#logIn(initial);
      this.#challenged = true;
      this.#say('334 ');
    },
    MAIL: (rest) => {
      const { address, parameters } = path(rest);
      if (!this.#passes('MAIL', address)) return;
      if (this.#server.options.login && this.#user === undefined) return this.#say('530 5.7.0 Log in first');
      this.#pending = { from: address, parameters, recipients: [] };
      this.#say('250 2.1.0 OK');
    },
    RCPT: (rest) => {
      const { address, parameters } = path(rest);
      if (!this.#pending) return this.#say('503 5.5.1 MAIL first');
      if (!this.#passes('RCPT', address)) return;
      this.#pending.recipients.push({ address, parameters });
      this.#say('250 2.1.5 OK');
    },
    DATA: () => {
      if (!this.#pending?.recipients.length) return this.#say('503 5.5.1 RCPT first');
      if (!this.#passes('DATA')) return;
      this.#reader = new MessageReader(this.#server.options.messages ?? 'keep');
      this.#say('354 Go ahead');
    },
    RSET: () => {
      this.#pending = undefined;
      this.#say('250 2.0.0 OK');
    },
    NOOP: () => this.#say('250 2.0.0 OK'),
    QUIT: () => {
      if (!this.#passes('QUIT')) return;
      this.#say('221 2.0.0 Bye');
      this.#socket.end();
    },
  };

  get #name(): string {
    return this.#server.options.name ?? 'mx.test';
  }

  #read(chunk: Buffer): void {
    this.#input = this.#input.length === 0 ? chunk : Buffer.concat([this.#input, chunk]);
    while (!this.#hanging && !this.#socket.destroyed && this.#input.length > 0) {
      if (this.#reader) {
        const rest = this.#reader.push(this.#input);
        this.#input = rest ?? Buffer.alloc(0);
        if (rest) this.#endMessage();
      } else {
        const end = this.#input.indexOf('\r\n');
        if (end < 0) return;
        const line = this.#input.toString('utf8', 0, end);
        this.#input = this.#input.subarray(end + 2);
        this.#line(line);
      }
    }
  }

  #line(line: string): void {
    if (this.#challenged) {
      this.#challenged = false;
      return this.#logIn(line);
    }
    const [, verb = '', rest = ''] = /^(\S*) ?(.*)$/s.exec(line)!;
    const name = verb.toUpperCase();
    this.#server.commands.push(name === 'AUTH' ? 'AUTH PLAIN' : line);
    const run = this.#verbs[name];
    if (run) run(rest);
    else this.#say('502 5.5.1 Not known here');
  }

  /** @returns true when the stage's own reply is to be given */
  #passes(stage: MxStage, address?: string): boolean {
    const fault = this.#server.behave({ stage, address, connection: this.#connection, secure: this.#secure });
    if (fault === undefined) return true;
    if (fault === 'take-and-drop') this.#take();
    if (fault === 'hang') this.#hanging = true;
    else if (fault === 'drop' || fault === 'take-and-drop') this.#socket.destroy();
    else this.#say(fault);
    return false;
  }

  #greet(stage: 'EHLO' | 'HELO', helo: string, keywords: readonly string[]): void {
    if (!this.#passes(stage)) return;
    this.#helo = helo;
    this.#pending = undefined;
    this.#say([`250 ${this.#name} at your service`, ...keywords.map((keyword) => `250 ${keyword}`)].join('\n'));
  }

  #startTls(): void {
    const { secureContext } = this.#server;
    if (!secureContext) throw new Error('STARTTLS without a certificate');
    const plain = this.#socket;
    plain.removeListener('data', this.#onData);
    this.#input = Buffer.alloc(0); // RFC 3207 §4.2: what came before is forgotten
    this.#pending = undefined;
    this.#secure = true;
    this.#socket = new TLSSocket(plain, { isServer: true, secureContext });
    this.#socket.on('data', this.#onData).on('error', () => plain.destroy());
  }

  #logIn(encoded: string): void {
    const [, user, password] = Buffer.from(encoded, 'base64').toString().split('\0');
    const { login } = this.#server.options;
    if (user !== login?.user || password !== login?.password) return this.#say('535 5.7.8 Wrong credentials');
    this.#user = user;
    this.#say('235 2.7.0 Welcome');
  }

  #endMessage(): void {
    if (this.#passes('message')) {
      this.#take();
      this.#say('250 2.0.0 Taken as T1');
    }
    this.#reader = undefined;
    this.#pending = undefined;
  }

  #take(): void {
    if (!this.#reader || !this.#pending) return;
    const tls = this.#socket instanceof TLSSocket ? (this.#socket.getProtocol() ?? undefined) : undefined;
    const { message, sizeOctets } = this.#reader;
    const session = { connection: this.#connection, helo: this.#helo, user: this.#user, tls };
    this.#server.take({ ...session, ...this.#pending, message, sizeOctets });
  }

  #say(reply: string): void {
    const lines = reply.split('\n');
    const last = lines.length - 1;
    const marked = lines.map((line, at) => (at < last ? `${line.slice(0, 3)}-${line.slice(4)}` : line));
    this.#socket.write(`${marked.join('\r\n')}\r\n`);
  }
}

/** `FROM:<a@b> SIZE=1 RET=FULL` */
function path(text: string): { address: string; parameters: string[] } {
  const [, address = '', rest = ''] = /^(?:FROM|TO):<([^>]*)>(.*)$/i.exec(text) ?? [];
  return { address, parameters: rest.split(' ').filter((word) => word !== '') };
}
