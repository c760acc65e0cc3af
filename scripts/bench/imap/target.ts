/** A server to measure: where it listens, whom to log in, and which processes it is. */
import { Connection, type Endpoint, type Login } from './connection.js';

export type Side = 'ours' | 'dovecot' | 'xapian' | 'hibernate' | 'bare';
export type Transport = 'plain' | 'tls';

export interface TargetOptions {
  readonly side: Side;
  readonly endpoints: Readonly<Record<Transport, Endpoint>>;
  readonly login: Login;
  /** Root of the server's process tree. */
  readonly pid: () => number;
  /** Ends the server and starts it again on the same mail and ports, its files thrown out of the page cache. */
  readonly restart?: () => Promise<void>;
}

export class Target {
  readonly side: Side;
  readonly endpoints: Readonly<Record<Transport, Endpoint>>;
  readonly login: Login;
  /** After login. */
  capabilities: ReadonlySet<string> = new Set();
  readonly #options: TargetOptions;
  readonly #greetings = new Map<Transport, ReadonlySet<string>>();

  constructor(options: TargetOptions) {
    this.#options = options;
    this.side = options.side;
    this.endpoints = options.endpoints;
    this.login = options.login;
  }

  get pid(): number {
    return this.#options.pid();
  }

  /** @throws Error when the server has no way to */
  async restart(): Promise<void> {
    if (!this.#options.restart) throw new Error(`${this.side} cannot be restarted`);
    await this.#options.restart();
  }

  /** Learns what the server offers, so that measured loops need not ask. */
  async probe(): Promise<this> {
    for (const transport of ['plain', 'tls'] as const) {
      const connection = await Connection.open(this.endpoints[transport]);
      this.#greetings.set(transport, await connection.askCapabilities());
      await connection.login(this.login);
      this.capabilities = await connection.askCapabilities();
      await connection.logout();
    }
    return this;
  }

  /** @returns a connection that has logged in */
  async open(transport: Transport = 'plain'): Promise<Connection> {
    const connection = await Connection.open(this.endpoints[transport]);
    await connection.login(this.login, this.#greetings.get(transport));
    return connection;
  }

  async openSelected(mailbox: string, transport: Transport = 'plain'): Promise<Connection> {
    const connection = await this.open(transport);
    await connection.select(mailbox);
    return connection;
  }

  openMany(count: number, mailbox: string, transport: Transport = 'plain'): Promise<Connection[]> {
    return Promise.all(Array.from({ length: count }, () => this.openSelected(mailbox, transport)));
  }
}
