/**
 * One client's session: smtp-server's connection (framing, TLS, AUTH, DATA), with the commands that decide something taken
 * over by `verbs/`, and every reply in our words.
 *
 * What of the library is changed and why: `init` greets at once; DATA is read by `CommandStream`; `send` knows our status codes and serves a client that
 * has closed its half; MAIL and RCPT are parsed by RFC 5321 and 6531 (the library turns A-labels into U-labels, decodes
 * xtext wrongly beyond ASCII, and passes over unknown parameters); its jokes (WIZ, SHELL, KILL) are switched off.
 */
import type { Socket } from 'node:net';
import type { PassThrough } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';
import type { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import { asError } from '../../lib/as-error.js';
import { asciiLine } from '../../lib/ascii-line.js';
import type { ChannelBindings } from '../../mail/authenticator.js';
import type { AccountId } from '../../mail/ids.js';
import type { Allowance } from './allowance.js';
import { CommandStream } from './command-stream.js';
import { Refusal, type Reply, internal, refusals, refuse, replyFor, ruleOf } from './errors.js';
import { inOurWords } from './library-replies.js';
import type { SubmissionLimits } from './limits.js';
import type { Known } from './message/queue-item.js';
import type { SubmissionOptions } from './options.js';
import type { Protocol } from './protocol.js';
import { type ScramRequest, logInByScram, scramRequest } from './scram.js';
import type { LoggedIn, Transaction, VerbContext } from './transaction.js';
import { beforeData, data } from './verbs/data.js';
import { mail } from './verbs/mail.js';
import { rcpt } from './verbs/rcpt.js';

export interface SessionOptions {
  readonly id: string;
  /** The client's IP address: for logging in only, never to be kept. */
  readonly address: string;
  readonly server: SubmissionOptions;
  readonly limits: SubmissionLimits;
  readonly allowance: Allowance;
  /** A password may come in clear text: the peer is this host, and the operator said so. */
  readonly plaintextAllowed: boolean;
  /** @returns what gives the place back, once; undefined when the account has too many sessions */
  readonly admit: (account: AccountId) => (() => void) | undefined;
  readonly onClosed: () => void;
}

/** RFC 3463 §2, at the start of a text. */
const withStatus = /^[245]\.\d{1,3}\.\d{1,3} /;

export class Session extends SMTPConnection {
  readonly options: SessionOptions;
  readonly #ended = new AbortController();
  /** While TLS begins, the library keeps the socket below it, which must not be destroyed first. */
  #outermost: Socket;
  #login: LoggedIn | undefined;
  #leave = (): void => {};
  #refusedLogins = 0;
  #loginDeadline: NodeJS.Timeout | undefined;
  #transaction: Transaction | undefined;
  #known: Known = new Map();
  /** A message is under way, from the answer to DATA to that to its dot. */
  #receiving = false;
  /** Said once the message under way has its answer. */
  #farewell: Reply | undefined;

  constructor(protocol: Protocol, socket: Socket, options: SessionOptions) {
    super(protocol, socket, { id: options.id });
    this.options = options;
    this.#outermost = socket;
    this.#loginDeadline = setTimeout(() => this.end('login-time'), options.limits.loginTimeoutMs);
  }

  /** Aborted when the client has gone, or its access was taken away. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** RFC 4954 §4: no password before TLS. */
  get mayLogIn(): boolean {
    return this.secure || this.options.plaintextAllowed;
  }

  get mayBind(): boolean {
    return this.secure && this.options.server.channelBindings !== undefined;
  }

  /** For SCRAM-SHA-256-PLUS; empty when that is not offered. */
  get bindings(): ChannelBindings {
    return this.mayBind ? this.options.server.channelBindings!(this._socket as TLSSocket) : {};
  }

  override init(): void {
    // The library waits 100 ms for clients that talk first, which finds spammers at an MX; here everybody logs in.
    this._setListeners(() => this.connectionReady());
  }

  /** Somebody has logged in. @param leave gives back what the login holds */
  enter(login: LoggedIn, leave: () => void): void {
    this.#login = login;
    this.#leave = leave;
    clearTimeout(this.#loginDeadline);
  }

  /** @returns how many there have been */
  countRefusedLogin(): number {
    this.#refusedLogins += 1;
    return this.#refusedLogins;
  }

  /** Ends the session with a word: at once, or with `gently` after the message under way. */
  end(rule: 'access-ended' | 'login-time' | 'closing' | 'data-time', { gently = false } = {}): void {
    if (this._upgrading) return this.destroy(); // no word fits into a handshake
    if (!this.#receiving) return this.#say(refusals[rule]());
    // Whoever receives tells it in place of an answer; behind the answer, if the message is being committed.
    this.#farewell = refusals[rule]();
    if (!gently) this.#ended.abort(refuse(rule));
  }

  /** The client is not waited for any longer. */
  destroy(): void {
    this.#outermost.destroy();
  }

  override send(code: number, said?: string | string[] | null, context?: string | false): void {
    if (Array.isArray(said)) {
      const offered = said.filter((line) => this.mayLogIn || !line.startsWith('AUTH '));
      const unbound = (line: string): string => (this.mayBind ? line : line.replace(' SCRAM-SHA-256-PLUS', ''));
      return this.#write(code, offered.map(unbound));
    }
    const text = said ?? '';
    // RFC 2034 §4: no status in the greeting, in what HELO and EHLO say, and in 3yz.
    if (context === false || code < 200 || (code >= 300 && code < 400)) {
      return this.#write(code, [inOurWords(text)?.text ?? text]);
    }
    const ours = withStatus.test(text) ? undefined : inOurWords(text);
    if (ours) {
      if (ours.code >= 400) this.#logRefusal({ rule: ours.rule ?? 'syntax', code: ours.code });
      return this.#say(ours);
    }
    this.#write(code, [withStatus.test(text) ? text : `${this._getEnhancedStatusCode(code, context)} ${text}`]);
  }

  override handler_AUTH(command: Buffer, callback: () => void): void {
    const scram = scramRequest(command);
    if (!this.mayLogIn) {
      this.#refused('AUTH', refuse('tls-first'));
      callback();
    } else if (scram && !this.session.user) void this.#logInByScram(scram, callback);
    else super.handler_AUTH(command, callback);
  }

  async #logInByScram(request: ScramRequest, callback: () => void): Promise<void> {
    let goOn = callback;
    const ask = (challenge: Buffer): Promise<Buffer> =>
      new Promise((resolve) => {
        this._nextHandler = (line, next) => {
          goOn = next;
          resolve(line);
        };
        this.#write(334, [challenge.toString('base64')]);
        goOn();
      });
    try {
      await logInByScram(this, request, ask);
      this.session.user = this.options.id;
      this.session.transmissionType = this._transmissionType();
      this.#say({ code: 235, status: '2.7.0', text: 'Logged in.' });
    } catch (error) {
      this.#refused('AUTH', error);
    }
    goOn();
  }

  override handler_HELP(_command: Buffer, callback: () => void): void {
    this.#write(214, ['2.0.0 EHLO STARTTLS AUTH MAIL RCPT DATA RSET NOOP QUIT: RFC 5321, RFC 6409.']);
    callback();
  }

  override handler_MAIL(command: Buffer, callback: () => void): void {
    void this.#answer('MAIL', callback, async () => {
      if (this.#transaction) throw refuse('order', 'A message is begun already: RSET forgets it.');
      const context = this.#context();
      const begun = await mail(command, context);
      if (this.signal.aborted) begun.share.end();
      else this.#transaction = begun;
      return { code: 250, status: '2.1.0', text: 'Sender accepted.' };
    });
  }

  override handler_RCPT(command: Buffer, callback: () => void): void {
    void this.#answer('RCPT', callback, async () => {
      if (!this.#transaction) throw refuse('order', 'MAIL comes first.');
      rcpt(command, this.#transaction, this.#context());
      return { code: 250, status: '2.1.5', text: 'Recipient accepted.' };
    });
  }

  override handler_DATA(command: Buffer, callback: () => void): void {
    void this.#startData(command, callback);
  }

  async #startData(command: Buffer, callback: () => void): Promise<void> {
    try {
      if (!/^DATA\s*$/i.test(command.toString('latin1'))) throw refuse('order', 'DATA stands alone.');
      if (!this.#transaction) throw refuse('order', 'MAIL comes first.');
      if (this.#transaction.recipients.size === 0) throw refuse('order', 'RCPT comes first.');
      this.#known = await beforeData(this.#transaction, this.#context());
    } catch (error) {
      this.#refused('DATA', error);
      return callback();
    }
    if (!this.#transaction) return callback(); // ended meanwhile
    // The library looks whether there are any; ours are in the transaction.
    this.session.envelope.rcptTo = [{ address: '', args: false }];
    super.handler_DATA(command, callback);
  }

  /** The message that follows DATA. Never rejects. @returns the answer to its dot */
  async receive(stream: PassThrough): Promise<Reply> {
    const transaction = this.#transaction!;
    const context = this.#context();
    this.#receiving = true;
    const stop = (): void => void stream.destroy(asError(this.signal.reason));
    const tooLong = setTimeout(() => this.end('data-time'), context.limits.dataTimeoutMs);
    this.signal.addEventListener('abort', stop, { once: true });
    stream.on('error', () => {}); // told to whoever reads; there may be nobody at that moment
    try {
      return await data(stream, transaction, this.#known, context);
    } catch (error) {
      return this.answerTo('DATA', this.signal.reason instanceof Refusal ? this.signal.reason : error);
    } finally {
      clearTimeout(tooLong);
      this.signal.removeEventListener('abort', stop);
      this.#receiving = false;
      transaction.share.end();
    }
  }

  /** After the answer to the dot. */
  sayFarewell(): void {
    if (this.#farewell) this.#say(this.#farewell);
  }

  /** Logs a failure. @returns what the client is told */
  answerTo(verb: string, error: unknown): Reply {
    const { id, server } = this.options;
    const reply = replyFor(error);
    const gone = this.signal.aborted && !(error instanceof Refusal);
    if (!reply && !gone) server.log.error('submission.failed', { conn: id, verb, error: asError(error) });
    else {
      const rule = gone ? 'client-gone' : ruleOf(error);
      this.#logRefusal({ verb, rule, code: reply?.code });
    }
    return reply ?? internal;
  }

  #logRefusal(fields: { readonly verb?: string; readonly rule: string; readonly code: number | undefined }): void {
    const { id, server } = this.options;
    server.log.info('submission.refused', { conn: id, account: this.#login?.account, ...fields });
  }

  override _resetSession(): void {
    super._resetSession();
    this.#endTransaction();
    // RFC 3207 §4.2: what was known before TLS is forgotten.
    if (!this.session.user && this.#login) this.#logOut();
  }

  override _armTimeout(socket: Socket = this._socket): void {
    this.#outermost = socket;
    super._armTimeout(socket);
  }

  override close(): void {
    super.close();
    // Before the client closes its side: it may want to log in again at once.
    if (!this.#receiving) this.#endTransaction();
    this.#logOut();
  }

  override _createParser(): SMTPStream {
    const parser = new CommandStream({ maxCommandLength: this._server.options.maxCommandLength });
    parser.oncommand = (command, callback) => this._onCommand(command, callback);
    parser.on('error', (error) => this.send(421, `Error: ${error.message}`));
    // A client that has sent all and closed its half gets its answers, and then the connection ends.
    parser.once('finish', () => this.close());
    return parser;
  }

  override _onClose(): void {
    if (!this.signal.aborted) this.#ended.abort(new Error('the client has gone'));
    super._onClose();
    clearTimeout(this.#loginDeadline);
    if (!this.#receiving) this.#endTransaction();
    this.#logOut();
    this.options.onClosed();
  }

  #endTransaction(): void {
    this.#transaction?.share.end();
    this.#transaction = undefined;
  }

  #logOut(): void {
    this.#leave();
    this.#leave = () => {};
    this.#login = undefined;
  }

  #context(): VerbContext {
    const { id, server, limits, allowance } = this.options;
    if (!this.#login) throw refuse('login-first'); // the library has looked; nothing may depend on that alone
    return { server, limits, allowance, login: this.#login, secure: this.secure, conn: id, signal: this.signal };
  }

  async #answer(verb: string, callback: () => void, run: () => Promise<Reply>): Promise<void> {
    try {
      this.#say(await run());
    } catch (error) {
      this.#refused(verb, error);
    }
    callback();
  }

  #refused(verb: string, error: unknown): void {
    this.#say(this.answerTo(verb, error));
  }

  #say({ code, status, text }: Reply): void {
    this.#write(code, [`${status} ${asciiLine(text)}`]);
  }

  /** As the library's `send`, which says nothing to a client that has closed its half. */
  #write(code: number, lines: readonly string[]): void {
    const last = lines.length - 1;
    const text = lines.map((line, index) => `${code}${index < last ? '-' : ' '}${line}\r\n`).join('');
    if (!this._upgrading && this._socket.writable) this._socket.write(text);
    if (code === 421) this.close();
  }
}
