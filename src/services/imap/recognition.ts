/** Who a session has to do with, as far as that is known: what is switched off for it, and its family of mail apps. */
import { asError } from '../../lib/as-error.js';
import type { Granted } from '../../mail/authenticator.js';
import { clientFamily } from '../../mail/client-family.js';
import type { ImapServerOptions } from './options.js';
import { type WhoIsThere, type Without, switchedOff } from './switch-off.js';

export class Recognition {
  readonly #server: ImapServerOptions;
  readonly #conn: string;
  #who: WhoIsThere = { client: undefined, user: undefined };
  #without: Without;
  /** What the client is has been noted with its password. */
  #noted: Promise<void> = Promise.resolve();

  /** @param conn the session's name in the log */
  constructor(server: ImapServerOptions, conn: string) {
    this.#server = server;
    this.#conn = conn;
    this.#without = switchedOff(server.without ?? [], this.#who); // some rules hold for everybody
  }

  get without(): Without {
    return this.#without;
  }

  /** The client has said who it is, or somebody logged in: other capabilities may be switched off now. */
  learn(who: Partial<WhoIsThere>, login: Granted | undefined): void {
    this.#who = { ...this.#who, ...who };
    this.#without = switchedOff(this.#server.without ?? [], this.#who);
    const family = clientFamily(this.#who.client?.name);
    if (login && family) this.#noted = this.#note(login, family);
  }

  /** Resolves when the authenticator knows what there is to know. */
  async settled(): Promise<void> {
    await this.#noted;
  }

  async #note(login: Granted, family: string): Promise<void> {
    const { authenticator, log } = this.#server;
    await this.#noted;
    try {
      await authenticator.recognised(login, family);
    } catch (error) {
      log.warn('imap.client-not-noted', { conn: this.#conn, account: login.account, error: asError(error) });
    }
  }
}
