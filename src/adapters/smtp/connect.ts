/** TCP, greeting, TLS and login: everything before the first MAIL. */
import { connect as dial, isIP, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { ConnectionFailure, codeOf, inWords, type ConnectionStage } from './connection-failure.js';
import { SmtpConnection } from './connection.js';
import { ParameterisedConnection } from './library.js';
import { maxReplyOctets, type SmtpLimits } from './limits.js';
import { readReply } from './reply.js';

export interface ConnectOptions {
  /** IP address and port that TCP goes to. */
  readonly address: string;
  readonly port: number;
  /** What the certificate is for, and how it is called in words; an IP address too. */
  readonly host: string;
  /** Name of ours for EHLO. */
  readonly helo: string;
  /** `implicit`: from the first octet; `must`: STARTTLS or nothing; `may`: where offered. */
  readonly tls: 'never' | 'may' | 'must' | 'implicit';
  /** RFC 5280 and the name, by `secureContext` or the public authorities. Otherwise whatever certificate is shown will do. */
  readonly verify: boolean;
  readonly secureContext: SecureContext | undefined;
  readonly login?: { readonly user: string; readonly password: string };
  readonly limits: SmtpLimits;
  readonly signal: AbortSignal;
}

/** @throws ConnectionFailure; what `signal` was aborted with */
export async function connect(options: ConnectOptions): Promise<SmtpConnection> {
  const { host, tls, verify, limits, secureContext, login } = options;
  const socket = await reach(options);
  const library = new ParameterisedConnection({
    connection: socket,
    host,
    ...(isIP(host) ? {} : { servername: host }),
    name: options.helo,
    secure: tls === 'implicit',
    requireTLS: tls === 'must',
    ignoreTLS: tls === 'never',
    opportunisticTLS: tls === 'may',
    tls: { rejectUnauthorized: verify, ...(secureContext ? { secureContext } : {}) },
    connectionTimeout: limits.greetingMs,
    greetingTimeout: limits.greetingMs,
    socketTimeout: limits.replyMs,
    maxResponseSize: maxReplyOctets,
    logger: false,
  });
  await step(library, options, undefined, (done) => library.connect(done));
  if (login) {
    const { user, password } = login;
    await step(library, options, 'login', (done) => library.login({ user, pass: password }, done));
  }
  return new SmtpConnection(library, host, limits);
}

async function reach({ address, port, host, limits, signal }: ConnectOptions): Promise<Socket> {
  signal.throwIfAborted();
  const socket = dial({ host: address, port });
  const late = AbortSignal.timeout(limits.connectMs);
  const given = AbortSignal.any([signal, late]);
  let stop = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      stop = () =>
        reject(signal.aborted ? (signal.reason as Error) : Object.assign(new Error(), { code: 'ETIMEDOUT' }));
      given.addEventListener('abort', stop, { once: true });
      socket.once('connect', resolve).once('error', reject);
    });
    socket.removeAllListeners('error');
    return socket;
  } catch (cause) {
    socket.on('error', () => {}).destroy();
    if (signal.aborted) throw cause;
    const error = cause as NodeJS.ErrnoException;
    const why = inWords(error, 'no connection');
    throw new ConnectionFailure('connect', `${host}: ${why}`, undefined, error.code, { cause });
  } finally {
    given.removeEventListener('abort', stop);
  }
}

/** @param stage the one that it is; undefined: told by what the library was doing */
async function step(
  library: ParameterisedConnection,
  { host, signal }: ConnectOptions,
  stage: ConnectionStage | undefined,
  run: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  let fail: (error: Error) => void = () => {};
  const stop = () => fail(signal.reason as Error);
  try {
    await new Promise<void>((resolve, reject) => {
      fail = reject;
      library.on('error', fail);
      signal.addEventListener('abort', stop, { once: true });
      run((error) => (error ? reject(error) : resolve()));
    });
  } catch (cause) {
    const error = cause as Error & { code?: string; response?: string };
    const inTls = library.upgrading === true || library.verb === 'STARTTLS' || error.code === 'ETLS';
    library.on('error', () => {});
    library.close();
    if (signal.aborted) throw cause;
    const reply = error.response === undefined ? undefined : readReply(error.response);
    const happened = stage ?? (inTls ? 'tls' : 'greeting');
    const otherwise = happened === 'tls' ? 'no TLS with it' : happened === 'login' ? 'no login' : 'no greeting';
    const said = reply ? reply.line : inWords(error, otherwise);
    throw new ConnectionFailure(happened, `${host}: ${said}`, reply, codeOf(error), { cause });
  } finally {
    library.removeListener('error', fail);
    signal.removeEventListener('abort', stop);
  }
}
