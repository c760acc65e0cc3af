/**
 * One client's connection: octets in through the framer, octets out with back-pressure, STARTTLS in between.
 *
 * It pulls: nothing is read from the socket while a command runs, so that a client that pipelines waits in its own
 * kernel, not in our memory. Only one party waits on a connection at a time.
 */
import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { CommandFramer, type FramerEvent, type FramerLimits } from '../../wire/imap/framer.js';
import { type Output, type Piece, flush } from './responses.js';

/** The client has gone, or does not read. Nothing can be told to it any more. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Small responses are gathered up to this many octets before they go to the socket. */
const batchOctets = 32 * 1024;

export class Connection {
  #socket: Socket;
  #framer: CommandFramer;
  readonly #stalledTimeoutMs: number;
  readonly #lost = new AbortController();
  #batch: (string | Buffer)[] = [];
  #batchedOctets = 0;
  #wake: (() => void) | undefined;
  #secure = false;

  constructor(socket: Socket, limits: FramerLimits, options: { readonly stalledTimeoutMs: number }) {
    this.#socket = socket;
    this.#framer = new CommandFramer(limits);
    this.#stalledTimeoutMs = options.stalledTimeoutMs;
    this.#attach(socket);
  }

  /** Aborts when the client is gone: whatever works for it stops. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  get secure(): boolean {
    return this.#secure;
  }

  get framer(): CommandFramer {
    return this.#framer;
  }

  /** An event that lies ready, `ended` when the client sends no more, or undefined: then `wait`. */
  poll(): FramerEvent | 'ended' | undefined {
    for (;;) {
      const event = this.#framer.next();
      if (event) return event;
      if (this.#lost.signal.aborted) return 'ended';
      const chunk = this.#socket.read() as Buffer | null;
      if (chunk) this.#framer.push(chunk);
      else return this.#socket.readableEnded ? 'ended' : undefined;
    }
  }

  /** Resolves when there may be something to `poll`, after `wake`, or when the time is over. */
  async wait(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, timeoutMs));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  /** Ends a `wait`, for whoever has news from elsewhere. */
  wake(): void {
    this.#wake?.();
  }

  /** Takes a whole response. Resolves when there is room for more. @throws ConnectionLost */
  async put(output: Output): Promise<void> {
    if (output === flush) await this.flush();
    else if (isPieces(output)) for (const piece of output) await this.#putPiece(piece);
    else await this.#putPiece(output);
  }

  /** Sends what is gathered. Resolves when the socket takes more. @throws ConnectionLost */
  async flush(): Promise<void> {
    if (this.#lost.signal.aborted) throw new ConnectionLost('the client is gone');
    if (this.#batch.length === 0) return;
    const only = this.#batch.length === 1 ? this.#batch[0]! : undefined;
    const octets = only ?? Buffer.concat(this.#batch.map((piece) => Buffer.from(piece as string)));
    this.#batch = [];
    this.#batchedOctets = 0;
    if (!this.#socket.write(octets)) await this.#drained();
  }

  /** Drops what has come and was not read: commands injected before TLS begins (RFC 9051 §6.2.1). */
  discardInput(): void {
    while (this.#socket.read() !== null);
    this.#framer.clear();
  }

  /** Goes on in TLS. @throws ConnectionLost when the handshake fails */
  async startTls(secureContext: SecureContext): Promise<void> {
    const plain = this.#socket;
    plain.removeListener('readable', this.#onReadable);
    plain.removeListener('end', this.#onReadable);
    const tls = new TLSSocket(plain, { isServer: true, secureContext });
    this.#socket = tls;
    this.#attach(tls);
    await new Promise<void>((resolve, reject) => {
      tls.once('secure', resolve);
      this.#lost.signal.addEventListener('abort', () => reject(new ConnectionLost('no TLS handshake')), { once: true });
    });
    this.#secure = true;
  }

  /** From now on with other limits: a client that has logged in may send more. Only between commands. */
  setLimits(limits: FramerLimits): void {
    this.#framer.setLimits(limits);
  }

  /** Sends what is gathered and closes; a client that does not take it in time is cut off. */
  async end(timeoutMs: number): Promise<void> {
    const cut = setTimeout(() => this.destroy(), timeoutMs);
    try {
      await this.flush();
      await new Promise<void>((resolve) => this.#socket.end(resolve));
    } catch {
      // Gone already.
    } finally {
      clearTimeout(cut);
      this.destroy();
    }
  }

  destroy(): void {
    this.#socket.destroy();
    this.#onClose();
  }

  readonly #onReadable = (): void => this.#wake?.();

  readonly #onClose = (): void => {
    if (!this.#lost.signal.aborted) this.#lost.abort(new ConnectionLost('the client is gone'));
    this.#wake?.();
  };

  #attach(socket: Socket): void {
    socket.on('readable', this.#onReadable);
    socket.on('end', this.#onReadable);
    socket.on('close', this.#onClose);
    socket.on('error', this.#onClose); // resets and failed handshakes: daily business
  }

  async #putPiece(piece: Piece): Promise<void> {
    if (typeof piece === 'string' || Buffer.isBuffer(piece)) {
      this.#batch.push(piece);
      this.#batchedOctets += piece.length;
      if (this.#batchedOctets >= batchOctets) await this.flush();
    } else {
      await this.#putStream(piece);
    }
  }

  async #putStream(stream: AsyncIterable<Buffer>): Promise<void> {
    try {
      for await (const octets of stream) await this.#putPiece(octets);
    } catch (cause) {
      if (cause instanceof ConnectionLost) throw cause;
      // Half a literal is out: whatever came now would be read as part of it.
      this.destroy();
      throw new ConnectionLost('a response broke off', { cause });
    }
  }

  async #drained(): Promise<void> {
    const socket = this.#socket;
    const { signal } = this.#lost;
    if (signal.aborted) throw new ConnectionLost('the client is gone');
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => this.destroy(), this.#stalledTimeoutMs);
      const done = (): void => {
        clearTimeout(timer);
        socket.removeListener('drain', onDrain);
        signal.removeEventListener('abort', onLost);
      };
      const onDrain = (): void => {
        done();
        resolve();
      };
      const onLost = (): void => {
        done();
        reject(new ConnectionLost('the client is gone'));
      };
      socket.once('drain', onDrain);
      signal.addEventListener('abort', onLost, { once: true });
    });
  }
}

function isPieces(output: Piece | readonly Piece[]): output is readonly Piece[] {
  return Array.isArray(output);
}
