/** smtp-server, set up for submission: it listens to nothing itself, and its sessions are ours. */
import type { SecureContext } from 'node:tls';
import {
  SMTPServer,
  type SMTPServerAuthentication,
  type SMTPServerAuthenticationResponse,
  type SMTPServerDataStream,
  type SMTPServerSession,
} from 'smtp-server';
import type { Reply } from './errors.js';
import type { SubmissionLimits } from './limits.js';
import { logIn } from './log-in.js';
import type { Session } from './session.js';

export interface ProtocolOptions {
  readonly hostname: string;
  readonly limits: SubmissionLimits;
  readonly secureContext: () => SecureContext;
  /** Sessions are in TLS from their first octet. */
  readonly implicitTls: boolean;
}

export class Protocol extends SMTPServer {
  readonly #sessions = new WeakMap<SMTPServerSession, Session>();

  constructor({ hostname, limits, secureContext, implicitTls }: ProtocolOptions) {
    super({
      name: hostname,
      heloResponse: '%s',
      secure: implicitTls,
      size: limits.messageOctets,
      authMethods: ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256', 'PLAIN', 'LOGIN'], // the safest first
      allowInsecureAuth: true, // the session decides, by who asks
      disabledCommands: ['WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD'],
      hideENHANCEDSTATUSCODES: false,
      hideDSN: false,
      hideREQUIRETLS: false,
      disableReverseLookup: true, // where a customer is when writing is nobody's business
      maxAllowedUnauthenticatedCommands: limits.commandsBeforeLogin,
      maxCommandLength: limits.lineOctets,
      socketTimeout: limits.idleTimeoutMs,
      logger: false, // it would log user names and addresses
    });
    this.secureContext = new LiveContexts(secureContext);
    // Resets and failed handshakes: daily business. The session hears of them by its socket's end.
    this.on('error', () => {});
  }

  /** Begins the session's dialog. */
  run(session: Session): void {
    this.#sessions.set(session.session, session);
    session.on('error', () => {});
    session.init();
  }

  /** At once, so that no client can talk before it is greeted. */
  override onConnect(_session: SMTPServerSession, callback: () => void): void {
    callback();
  }

  override onSecure(_socket: unknown, _session: SMTPServerSession, callback: () => void): void {
    callback();
  }

  override onAuth(
    auth: SMTPServerAuthentication,
    of: SMTPServerSession,
    callback: (error: Error | null | undefined, response?: SMTPServerAuthenticationResponse) => void,
  ): void {
    void this.#logIn(auth, this.#sessions.get(of)!, callback);
  }

  async #logIn(
    { username, password, authzid }: SMTPServerAuthentication,
    session: Session,
    callback: (error: Error | null | undefined, response?: SMTPServerAuthenticationResponse) => void,
  ): Promise<void> {
    try {
      await logIn(session, { user: username ?? '', password: password ?? '', authzid });
    } catch (error) {
      return callback(asLibraryError(session.answerTo('AUTH', error)));
    }
    callback(null, { user: session.options.id });
  }

  override onData(
    stream: SMTPServerDataStream,
    of: SMTPServerSession,
    callback: (error?: Error | null, message?: string) => void,
  ): void {
    void this.#receive(stream, this.#sessions.get(of)!, callback);
  }

  async #receive(
    stream: SMTPServerDataStream,
    session: Session,
    callback: (error?: Error | null, message?: string) => void,
  ): Promise<void> {
    const reply = await session.receive(stream);
    if (reply.code === 250) callback(null, textOf(reply));
    else callback(asLibraryError(reply));
    session.sayFarewell();
  }
}

/** The library sends what an error of this shape says; the session's `send` knows the status by its form. */
function asLibraryError(reply: Reply): Error {
  return Object.assign(new Error(textOf(reply)), { responseCode: reply.code });
}

const textOf = ({ status, text }: Reply): string => `${status} ${text}`;

/** Certificates by server name, in which any name finds the one of this moment. */
class LiveContexts extends Map<string, SecureContext> {
  readonly #now: () => SecureContext;

  constructor(now: () => SecureContext) {
    super();
    this.#now = now;
  }

  override get(): SecureContext {
    return this.#now();
  }
}
