/** The IMAP server: listeners, and how many may be connected. */
import { type Server, type Socket, createServer } from 'node:net';
import { Counter } from '../../lib/counter.js';
import { type Endpoint, isLoopback, listen, type ListenOptions } from '../../lib/listen.js';
import type { AccountId } from '../../mail/ids.js';
import { optionalCapabilities } from './capabilities.js';
import { Connection, ConnectionLost } from './connection.js';
import { type ImapLimits, defaultImapLimits, framerLimits } from './limits.js';
import type { ImapServerOptions } from './options.js';
import { bye } from './responses.js';
import { Session } from './session.js';

export interface ImapServer {
  /** @returns where it listens now. @throws the system's error when the port cannot be had */
  listen(options: ListenOptions): Promise<Endpoint>;
  /** Takes no more connections, says BYE to all, and resolves when the last is closed: within `byeTimeoutMs`. */
  close(): Promise<void>;
  /** Connections open now. */
  readonly sessions: number;
}

export function createImapServer(options: ImapServerOptions): ImapServer {
  return new Listeners(options);
}

class Listeners implements ImapServer {
  readonly #options: ImapServerOptions;
  readonly #limits: ImapLimits;
  readonly #servers: Server[] = [];
  readonly #open = new Map<Connection, { session: Session | undefined; done: Promise<void> }>();
  readonly #byAddress = new Counter<string>();
  readonly #byAccount = new Counter<AccountId>();
  #closing = false;
  #count = 0;

  constructor(options: ImapServerOptions) {
    this.#options = options;
    for (const name of options.without?.flatMap(({ capabilities }) => capabilities) ?? []) {
      if (!optionalCapabilities.has(name.toUpperCase()))
        throw new Error(`imap.without names ${name}, which is no capability`);
    }
    this.#limits = { ...defaultImapLimits, ...options.limits };
  }

  get sessions(): number {
    return this.#open.size;
  }

  async listen({ host, port, tls }: ListenOptions): Promise<Endpoint> {
    // Half open: a client that has sent all its commands may close its side and still reads the answers.
    const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (socket) =>
      this.#accept(socket, tls === 'implicit'),
    );
    const at = await listen(server, { host, port }, (error) => this.#options.log.error('imap.listener', { error }));
    this.#servers.push(server);
    return at;
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const server of this.#servers) server.close();
    const farewell = bye('The server is closing', 'UNAVAILABLE');
    for (const [connection, { session }] of this.#open) {
      if (session) session.end(farewell);
      else connection.destroy();
    }
    await Promise.all([...this.#open.values()].map(({ done }) => done));
  }

  #accept(socket: Socket, implicitTls: boolean): void {
    const address = socket.remoteAddress ?? '';
    // Before anything is spent on it.
    if (!this.#options.authenticator.admits(address)) return void socket.destroy();
    const connection = new Connection(socket, framerLimits(this.#limits, false), this.#limits);
    const done = this.#serve(connection, address, implicitTls)
      .catch((error: unknown) => this.#options.log.error('imap.connection-failed', { error: error as Error }))
      .finally(() => {
        connection.destroy();
        this.#open.delete(connection);
      });
    // Set before `done` can have ended: it awaits something first.
    this.#open.set(connection, { session: undefined, done });
  }

  async #serve(connection: Connection, address: string, implicitTls: boolean): Promise<void> {
    const { log, addressForLog, secureContext, plaintextLogin } = this.#options;
    const conn = `i${(this.#count += 1).toString(36)}`;
    await Promise.resolve();
    if (this.#closing || address === '') return connection.destroy();
    if (
      this.#open.size > this.#limits.connections ||
      this.#byAddress.of(address) >= this.#limits.connectionsPerAddress
    ) {
      log.warn('imap.connection-refused', { conn, address: addressForLog(address) });
      return refuse(connection, implicitTls);
    }
    log.info('imap.connected', { conn, address: addressForLog(address), tls: implicitTls });
    this.#byAddress.add(address, 1);
    try {
      if (implicitTls) await handshake(connection, secureContext(), this.#limits.loginTimeoutMs);
      const session = new Session({
        id: conn,
        address,
        connection,
        server: this.#options,
        limits: this.#limits,
        plaintextAllowed: plaintextLogin === 'loopback' && isLoopback(address),
        admit: ({ account }) => this.#byAccount.take(account, this.#limits.connectionsPerAccount),
      });
      const entry = this.#open.get(connection);
      if (entry) entry.session = session;
      if (this.#closing) session.end(bye('The server is closing', 'UNAVAILABLE'));
      await session.run();
    } catch (error) {
      if (!(error instanceof ConnectionLost)) log.error('imap.connection-failed', { conn, error: error as Error });
    } finally {
      this.#byAddress.add(address, -1);
      connection.destroy();
      log.info('imap.disconnected', { conn });
    }
  }
}

async function refuse(connection: Connection, implicitTls: boolean): Promise<void> {
  // In TLS a word would cost a handshake, which is what a flood of connections is after.
  if (implicitTls) return connection.destroy();
  void connection.put(bye('Too many connections', 'UNAVAILABLE')); // short: sent with the end
  await connection.end(1000);
}

async function handshake(
  connection: Connection,
  context: ReturnType<ImapServerOptions['secureContext']>,
  timeoutMs: number,
): Promise<void> {
  const timer = setTimeout(() => connection.destroy(), timeoutMs);
  try {
    await connection.startTls(context);
  } finally {
    clearTimeout(timer);
  }
}
