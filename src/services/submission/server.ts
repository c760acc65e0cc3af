/** The submission server: listeners, and how many may be connected. RFC 6409, RFC 8314. */
import { type Server, type Socket, createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Counter } from '../../lib/counter.js';
import { type Endpoint, isLoopback, listen, type ListenOptions } from '../../lib/listen.js';
import type { AccountId } from '../../mail/ids.js';
import { Allowance } from './allowance.js';
import { refusals } from './errors.js';
import { type SubmissionLimits, defaultSubmissionLimits } from './limits.js';
import type { SubmissionOptions } from './options.js';
import { Protocol } from './protocol.js';
import { Session } from './session.js';

export interface Submission {
  /** @returns where it listens now. @throws the system's error when the port cannot be had */
  listen(options: ListenOptions): Promise<Endpoint>;
  /** Takes no more connections and ends all; resolves when the last is closed. Messages that are just being stored get
   *  their answer if that takes no longer than `closeMs`. */
  close(): Promise<void>;
  /** Connections open now. */
  readonly sessions: number;
}

export function createSubmission(options: SubmissionOptions): Submission {
  return new Listeners(options);
}

interface Entry {
  session: Session | undefined;
  readonly done: Promise<void>;
  readonly gone: () => void;
}

class Listeners implements Submission {
  readonly #options: SubmissionOptions;
  readonly #limits: SubmissionLimits;
  readonly #allowance: Allowance;
  readonly #protocols: { readonly implicit: Protocol; readonly starttls: Protocol };
  readonly #servers: Server[] = [];
  /** By socket as accepted; the session once there is one. */
  readonly #open = new Map<Socket, Entry>();
  readonly #byAddress = new Counter<string>();
  readonly #byAccount = new Counter<AccountId>();
  #closing = false;
  #count = 0;

  constructor(options: SubmissionOptions) {
    this.#options = options;
    const limits = { ...defaultSubmissionLimits, ...options.limits };
    this.#limits = limits;
    this.#allowance = new Allowance(options, limits);
    const { hostname, secureContext } = options;
    const protocol = (implicitTls: boolean) => new Protocol({ hostname, limits, secureContext, implicitTls });
    this.#protocols = { implicit: protocol(true), starttls: protocol(false) };
  }

  get sessions(): number {
    return this.#open.size;
  }

  async listen({ host, port, tls }: ListenOptions): Promise<Endpoint> {
    // Half open: a client that has sent all its commands may close its side and still reads the answers.
    const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (socket) =>
      this.#accept(socket, tls),
    );
    const at = await listen(server, { host, port }, (error) =>
      this.#options.log.error('submission.listener', { error }),
    );
    this.#servers.push(server);
    return at;
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const server of this.#servers) server.close();
    for (const [socket, { session }] of this.#open) {
      if (session) session.end('closing', { gently: true });
      else socket.destroy();
    }
    const cut = setTimeout(() => {
      for (const [socket, { session }] of this.#open) (session ?? socket).destroy();
    }, this.#limits.closeMs);
    await Promise.all([...this.#open.values()].map(({ done }) => done));
    clearTimeout(cut);
  }

  #accept(socket: Socket, tls: ListenOptions['tls']): void {
    const address = socket.remoteAddress ?? '';
    socket.on('error', () => {}); // resets: daily business
    const { log, addressForLog } = this.#options;
    // Before anything is spent on it.
    const unheard = this.#closing || address === '' || !this.#options.authenticator.admits(address);
    if (unheard) return void socket.destroy();
    const leave = this.#byAddress.take(address, this.#limits.connectionsPerAddress);
    const conn = `s${(this.#count += 1).toString(36)}`;
    if (!leave || this.#open.size >= this.#limits.connections) {
      leave?.();
      log.warn('submission.connection-refused', { conn, address: addressForLog(address) });
      return refuse(socket, tls);
    }
    log.info('submission.connected', { conn, address: addressForLog(address), tls: tls === 'implicit' });
    let left = (): void => {};
    const done = new Promise<void>((resolve) => {
      left = resolve;
    });
    const gone = (): void => {
      if (!this.#open.delete(socket)) return;
      leave();
      log.info('submission.disconnected', { conn });
      left();
    };
    socket.once('close', gone);
    this.#open.set(socket, { session: undefined, done, gone });
    if (tls === 'implicit') this.#handshake(socket, (secure) => this.#begin(socket, secure, tls, { conn, address }));
    else this.#begin(socket, socket, tls, { conn, address });
  }

  /** RFC 8314 §3: TLS from the first octet. */
  #handshake(socket: Socket, then: (secure: TLSSocket) => void): void {
    const secure = new TLSSocket(socket, { isServer: true, secureContext: this.#options.secureContext() });
    const late = setTimeout(() => secure.destroy(), this.#limits.loginTimeoutMs);
    const end = (): void => {
      clearTimeout(late);
      secure.destroy();
      socket.destroy();
    };
    secure.on('error', end);
    secure.once('close', end);
    secure.once('secure', () => {
      clearTimeout(late);
      secure.removeListener('close', end);
      then(secure);
    });
  }

  #begin(accepted: Socket, socket: Socket, tls: ListenOptions['tls'], who: { conn: string; address: string }): void {
    const entry = this.#open.get(accepted);
    if (!entry || this.#closing) return void socket.destroy();
    const protocol = this.#protocols[tls];
    const session = new Session(protocol, socket, {
      id: who.conn,
      address: who.address,
      server: this.#options,
      limits: this.#limits,
      allowance: this.#allowance,
      plaintextAllowed: this.#options.plaintextLogin === 'loopback' && isLoopback(who.address),
      admit: (account) => this.#byAccount.take(account, this.#limits.connectionsPerAccount),
      // At STARTTLS the library takes all listeners off the socket: its end is heard of here only.
      onClosed: () => {
        accepted.destroy();
        entry.gone();
      },
    });
    entry.session = session;
    protocol.run(session);
  }
}

function refuse(socket: Socket, tls: ListenOptions['tls']): void {
  // In TLS a word would cost a handshake, which is what a flood of connections is after.
  if (tls === 'implicit') return void socket.destroy();
  const { code, status, text } = refusals.connections();
  socket.end(`${code} ${status} ${text}\r\n`);
  setTimeout(() => socket.destroy(), 1_000).unref();
}
