/** Looks at a listener as a mail app does: connect, greeting, TLS, certificate. */
import { isIP, connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import type { Probe, ProbeAnswer, ProbeTarget } from '../../mail/probe.js';

const stepMs = 5_000;
const lineOctets = 2_000;
const answerLines = 50;

/** @param options `secureContext`: whom to trust; the world's CAs by default */
export function tlsProbe(options: { readonly secureContext?: SecureContext } = {}): Probe {
  const secure = (target: ProbeTarget, below?: Socket): TLSSocket =>
    connectTls({
      ...(below ? { socket: below } : { host: target.host, port: target.port }),
      ...(isIP(target.serverName) ? {} : { servername: target.serverName }),
      // What is wrong with it is to be told, not thrown.
      rejectUnauthorized: false,
      ...(options.secureContext ? { secureContext: options.secureContext } : {}),
    });

  return {
    async look(target, signal) {
      const sockets: Socket[] = [];
      const late = AbortSignal.any([signal, AbortSignal.timeout(stepMs)]);
      try {
        let socket: TLSSocket;
        let greeting = '';
        if (target.tls === 'implicit') {
          sockets.push((socket = secure(target)));
          await event(socket, 'secureConnect', target, late);
          if (target.protocol !== 'https') greeting = await new Dialog(socket, target, late).greeting();
        } else {
          const plain = connectPlain(target.port, target.host);
          sockets.push(plain);
          await event(plain, 'connect', target, late);
          const dialog = new Dialog(plain, target, late);
          greeting = await dialog.greeting();
          await dialog.startTls();
          sockets.push((socket = secure(target, plain)));
          await event(socket, 'secureConnect', target, late);
        }
        return { greeting, ...seen(socket, target) };
      } finally {
        // The outer first: it still speaks through the inner one.
        for (const socket of sockets.reverse()) socket.destroy();
      }
    },
  };
}

function seen(socket: TLSSocket, { serverName }: ProbeTarget): Omit<ProbeAnswer, 'greeting'> {
  const x509 = socket.getPeerX509Certificate();
  const forName = isIP(serverName) ? x509?.checkIP(serverName) : x509?.checkHost(serverName);
  const trouble = socket.authorized ? undefined : String(socket.authorizationError);
  return {
    tlsVersion: socket.getProtocol() ?? 'no TLS',
    distrust: trouble ?? (forName ? undefined : 'it is for other names'),
    certificateUntilMs: x509 ? Date.parse(x509.validTo) : 0,
  };
}

/** The plain lines of both protocols: a greeting, and the words before TLS. */
class Dialog {
  readonly #socket: Socket;
  readonly #target: ProbeTarget;
  readonly #signal: AbortSignal;
  #unread = '';

  constructor(socket: Socket, target: ProbeTarget, signal: AbortSignal) {
    this.#socket = socket;
    this.#target = target;
    this.#signal = signal;
  }

  async greeting(): Promise<string> {
    const isImap = this.#target.protocol === 'imap';
    const line = await this.#until(isImap ? /^\* / : /^\d{3} /);
    if (isImap ? !line.startsWith('* OK') : !line.startsWith('220')) throw this.#odd(line);
    return line.slice(0, 500);
  }

  async startTls(): Promise<void> {
    if (this.#target.protocol === 'imap') {
      const line = await this.#say('a STARTTLS', /^a /);
      if (!line.startsWith('a OK')) throw this.#odd(line);
      return;
    }
    const hello = await this.#say('EHLO doctor.invalid', /^\d{3} /);
    if (!hello.startsWith('250')) throw this.#odd(hello);
    const line = await this.#say('STARTTLS', /^\d{3} /);
    if (!line.startsWith('220')) throw this.#odd(line);
  }

  #say(command: string, answer: RegExp): Promise<string> {
    this.#socket.write(`${command}\r\n`);
    return this.#until(answer);
  }

  async #until(wanted: RegExp): Promise<string> {
    for (let lines = 0; lines < answerLines; lines++) {
      const line = await this.#line();
      if (wanted.test(line)) return line;
    }
    throw this.#odd('too many lines');
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#unread.indexOf('\n');
      if (end >= 0) {
        const line = this.#unread.slice(0, end).replace(/\r$/, '');
        this.#unread = this.#unread.slice(end + 1);
        return line;
      }
      if (this.#unread.length > lineOctets) throw this.#odd(this.#unread);
      const chunk = this.#socket.read() as Buffer | null;
      if (chunk) this.#unread += chunk.toString('latin1');
      else await event(this.#socket, 'readable', this.#target, this.#signal);
    }
  }

  #odd(line: string): Error {
    const printable = line.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
    return new Error(`What answers on port ${this.#target.port} is no such server: "${printable}".`);
  }
}

/** @throws Error with words when something else happens first */
function event(socket: Socket, name: string, { host, port }: ProbeTarget, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (why: string) => reject(new Error(`${host} port ${port}: ${why}.`));
    socket.once(name, () => resolve());
    socket.once('error', (error: NodeJS.ErrnoException) => failed(reasons[error.code ?? ''] ?? error.message));
    socket.once('close', () => failed('the connection was closed'));
    const late = () => failed('no answer');
    if (signal.aborted) late();
    else signal.addEventListener('abort', late, { once: true });
  });
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  EHOSTUNREACH: 'no way leads there',
  ENOTFOUND: 'there is no such host',
};
