/** One client: RFC 9051 §3, the states of a session, from greeting to BYE. */
import type { ChannelBindings, Granted, LoginOrigin } from '../../mail/authenticator.js';
import type { MailStore } from '../../mail/mail-store.js';
import type { FramerEvent } from '../../wire/imap/framer.js';
import { capabilityList } from './capabilities.js';
import { type Connection, ConnectionLost } from './connection.js';
import { Dialect, type Extension } from './dialect.js';
import { dispatch } from './dispatcher.js';
import { SessionEnded, stopped } from './errors.js';
import { type ImapLimits, framerLimits } from './limits.js';
import { MetadataNews } from './metadata/news.js';
import type { Notifier } from './notify/notifier.js';
import { Patience } from './patience.js';
import { Recognition } from './recognition.js';
import { accessEnded, bye } from './responses.js';
import type { ImapServerOptions } from './options.js';
import type { SessionOptions } from './session-options.js';
import type { WhoIsThere, Without } from './switch-off.js';
import type { View } from './view.js';

/** Until the last octet is taken or the connection cut: sessions of a withdrawn password end within two seconds. */
const accessEndMs = 1_000;
export class Session {
  readonly id: string;
  readonly connection: Connection;
  readonly server: ImapServerOptions;
  readonly limits: ImapLimits;
  readonly enabled = new Set<Extension>();
  readonly dialect = new Dialect(this.enabled);
  readonly metadataNews = new MetadataNews();
  readonly #options: SessionOptions;
  readonly #ended = new AbortController();
  readonly #patience: Patience;
  #login: Granted | undefined;
  #store: MailStore | undefined;
  #view: View | undefined;
  #notifier: Notifier | undefined;
  #unsubscribe: () => void = () => {};
  #leave: () => void = () => {};
  #loggedOut = false;
  readonly #recognition: Recognition;
  #deadlineMs: number;
  #farewell: string | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.id = options.id;
    this.connection = options.connection;
    this.server = options.server;
    this.limits = options.limits;
    this.#patience = new Patience(options.limits);
    this.#deadlineMs = performance.now() + this.limits.loginTimeoutMs;
    this.#recognition = new Recognition(options.server, options.id);
    this.connection.lost.addEventListener('abort', () => this.#ended.abort(new SessionEnded('the client is gone')), {
      once: true,
    });
  }

  /** Aborts when the client is gone or the session was told to end. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  get login(): Granted | undefined {
    return this.#login;
  }

  get store(): MailStore | undefined {
    return this.#store;
  }

  get view(): View | undefined {
    return this.#view;
  }

  get notifier(): Notifier | undefined {
    return this.#notifier;
  }

  get state(): 'not-authenticated' | 'authenticated' | 'selected' {
    if (!this.#store) return 'not-authenticated';
    return this.#view ? 'selected' : 'authenticated';
  }

  get secure(): boolean {
    return this.connection.secure;
  }

  get compressed(): boolean {
    return this.connection.compressed;
  }

  /** RFC 9051 §11.1: no password in the clear, unless the operator allowed it for this host. */
  get mayLogin(): boolean {
    return this.secure || this.#options.plaintextAllowed;
  }

  /** For SCRAM-SHA-256-PLUS; empty when that is not offered. */
  get bindings(): ChannelBindings {
    const { tlsSocket } = this.connection;
    return this.mayBind && tlsSocket ? this.server.channelBindings!(tlsSocket) : {};
  }

  get mayBind(): boolean {
    return this.secure && this.server.channelBindings !== undefined && !this.without.has('AUTH=SCRAM-SHA-256-PLUS');
  }

  get origin(): LoginOrigin {
    return { address: this.#options.address, service: 'imap' };
  }

  /** RFC 9051 §5.1, RFC 6855 §3: mailbox names and texts go out as UTF-8. */
  get utf8(): boolean {
    return this.dialect.utf8;
  }

  /** IMAP4rev2 has no `\Recent`, no RECENT, and ESEARCH in place of SEARCH. */
  get rev2(): boolean {
    return this.dialect.rev2;
  }

  /** Capabilities switched off for this client and account. */
  get without(): Without {
    return this.#recognition.without;
  }

  /** RFC 9051 §7.2.2: what stands behind CAPABILITY now. */
  get capabilities(): string {
    return capabilityList(this);
  }

  /** From greeting to BYE. Never rejects. */
  async run(): Promise<void> {
    const { log } = this.server;
    try {
      await this.connection.put(`* OK [CAPABILITY ${this.capabilities}] unpaperme ready\r\n`);
      await this.connection.flush();
      while (!this.#loggedOut) {
        await dispatch(this, await this.nextEvent(true));
        // A client that never lets us wait is not waited for either.
        if (!this.#login && performance.now() > this.#deadlineMs) this.end(bye('Too slow to log in'));
      }
      this.#leave(); // before the client closes its side: it may want to log in again at once
      await this.connection.end(this.limits.byeTimeoutMs);
    } catch (error) {
      if (error instanceof ConnectionLost && error.cause instanceof Error && !stopped(error.cause)) {
        log.error('imap.response-broken', { conn: this.id, error: error.cause });
      } else if (!(error instanceof ConnectionLost) && !(error instanceof SessionEnded)) {
        log.error('imap.session-failed', { conn: this.id, error: error as Error });
        this.#farewell ??= bye('Internal error', 'SERVERBUG');
      }
      await this.#sayGoodbye();
    } finally {
      this.#leave();
      this.#unsubscribe();
      this.#view?.close();
      this.#notifier?.close();
      this.connection.destroy();
      await this.#recognition.settled();
    }
  }

  /**
   * Ends the session from outside: what it does stops after its present response, then BYE.
   * A client that does not take it within `byeTimeoutMs` is cut off.
   */
  end(farewell: string): void {
    if (this.signal.aborted) return;
    this.#farewell = farewell;
    this.#ended.abort(new SessionEnded('told to end'));
    this.connection.wake();
    this.#cutAfter(this.limits.byeTimeoutMs);
  }

  /** Its password was withdrawn: who does not read has no more time than anybody else. */
  endAccess(): void {
    this.end(bye(accessEnded));
    this.#cutAfter(Math.min(accessEndMs, this.limits.byeTimeoutMs));
  }

  #cutAfter(ms: number): void {
    const cut = setTimeout(() => this.connection.destroy(), ms);
    this.connection.lost.addEventListener('abort', () => clearTimeout(cut), { once: true });
  }

  /** LOGOUT: the loop ends after this command. */
  logout(): void {
    this.#loggedOut = true;
  }

  /**
   * The next event of the framer.
   * @param between no command runs: what NOTIFY has to tell goes out while the client is silent
   * @throws ConnectionLost, SessionEnded; idle too long ends the session
   */
  async nextEvent(between = false): Promise<FramerEvent> {
    if (this.#login) this.#deadlineMs = performance.now() + this.limits.idleTimeoutMs;
    for (;;) {
      const event = await this.pollOrWait();
      if (event) return event;
      if (!between || !this.#notifier) continue;
      for await (const output of this.#notifier.news(true)) await this.connection.put(output);
      await this.connection.flush();
    }
  }

  /** One look for an event, or one wait: it ends also when there is news (`wake`). For IDLE. */
  async pollOrWait(): Promise<FramerEvent | undefined> {
    this.signal.throwIfAborted();
    const event = this.connection.poll();
    if (event === 'ended') throw new ConnectionLost('the client has ended');
    if (event) return event;
    const leftMs = this.#deadlineMs - performance.now();
    if (leftMs <= 0) this.end(bye(this.#login ? 'Idle for too long' : 'Too slow to log in'));
    else await this.connection.wait(leftMs);
    this.signal.throwIfAborted();
    return undefined;
  }

  /** RFC 9051 §6.2.1. What the client sent before is dropped with `connection.discardInput`. */
  async startTls(): Promise<void> {
    const cut = setTimeout(() => this.connection.destroy(), Math.max(0, this.#deadlineMs - performance.now()));
    try {
      await this.connection.startTls(this.server.secureContext());
    } finally {
      clearTimeout(cut);
    }
  }

  /** @returns false when the account has too many sessions: nobody is logged in then */
  async enter(login: Granted): Promise<boolean> {
    const { stores } = this.server;
    // Subscribed before anything else, so that a withdrawn password finds this session.
    const unsubscribe = stores.feed.subscribe(login.account, (change) => {
      // With NOTIFY, its own events say what the client hears of.
      const tells = this.enabled.has('METADATA') && !this.#notifier;
      if (change.kind === 'metadata' && change.origin !== this && tells) {
        this.metadataNews.add(change);
        this.connection.wake();
      }
      if (change.kind !== 'access-ended') return;
      if (change.credential !== undefined && change.credential !== login.credential) return;
      this.endAccess();
    });
    try {
      this.#store = await stores.open(login.account);
      const leave = this.#options.admit(login);
      if (!leave) {
        this.#store = undefined;
        unsubscribe();
        return false;
      }
      this.#leave = leave;
    } catch (error) {
      this.#store = undefined;
      unsubscribe();
      throw error;
    }
    this.#login = login;
    this.#unsubscribe = unsubscribe;
    this.connection.setLimits(framerLimits(this.limits, true));
    return true;
  }

  /** RFC 8437 §2: all is as it was before login, but for TLS. What is selected is left without an EXPUNGE. */
  unauthenticate(): void {
    this.select(undefined);
    this.notify(undefined);
    this.#leave();
    this.#unsubscribe();
    this.#leave = this.#unsubscribe = () => {};
    this.#store = this.#login = undefined;
    this.enabled.clear();
    this.metadataNews.clear();
    this.recognise({ client: undefined, user: undefined });
    this.connection.setLimits(framerLimits(this.limits, false));
    this.#deadlineMs = performance.now() + this.limits.loginTimeoutMs;
  }

  /** The client has said who it is, or somebody logged in: other capabilities may be switched off now. */
  recognise(who: Partial<WhoIsThere>): void {
    this.#recognition.learn(who, this.#login);
  }

  /** @returns true when the session has had enough wrong passwords */
  countRefusedLogin(): boolean {
    return this.#patience.refusedLogin();
  }

  /** @returns true when the client has sent too many bad commands in a row to be one */
  countCommand(bad: boolean): boolean {
    return this.#patience.command(bad, this.#login !== undefined);
  }

  /** Replaces what NOTIFY asked for. `undefined`: nothing. */
  notify(notifier: Notifier | undefined): void {
    this.#notifier?.close();
    this.#notifier = notifier;
  }

  /** Replaces the selected mailbox. `undefined`: none. */
  select(view: View | undefined): void {
    this.#view?.close();
    this.#view = view;
  }

  /**
   * RFC 7162 §3.1: the client sent a CONDSTORE enabling command, and hears of modseqs from now on.
   * @returns what it is told at once: where the selected mailbox stands, if one is
   */
  *becomeModSeqAware(): Generator<string> {
    if (this.dialect.modSeqs) return;
    this.enabled.add('CONDSTORE');
    if (this.view) yield this.view.highestModSeqResponse();
  }

  async #sayGoodbye(): Promise<void> {
    this.#leave();
    if (this.connection.lost.aborted) return;
    try {
      if (this.#farewell !== undefined) await this.connection.put(this.#farewell);
    } catch {
      return;
    }
    // Without a word also: a client that has closed its half still reads, and its last answers may be on their way.
    await this.connection.end(this.limits.byeTimeoutMs);
  }
}
