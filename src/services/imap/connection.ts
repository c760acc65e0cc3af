/**
 * One client's connection: octets in through the framer, octets out with back-pressure, TLS and compression in between.
 *
 * It pulls: nothing is read from the socket while a command runs, so that a client that pipelines waits in its own
 * kernel, not in our memory. Only one party waits on a connection at a time.
 */
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { type SecureContext, TLSSocket } from 'node:tls';
import { CommandFramer, type FramerEvent, type FramerLimits } from '../../wire/imap/framer.js';
import { type Compression, compress } from './compression.js';
import { hasDrained } from './drain.js';
import { batchOctets, isAtHand, isLong, isPieces, joinSmall } from './pieces.js';
import { type Output, type Piece, flush } from './responses.js';

/** The client has gone, or does not read. Nothing can be told to it any more. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** How long a client may take to close its side after ours. */
const lingerMs = 250;

/** What may wait for a client in our memory before its command has to. */
const unsentOctets = 128 * 1024;

export class Connection {
  #socket: Socket;
  /** Where octets come from and go to: the socket, or the compression before it. */
  #input: Readable;
  #output: Writable;
  #compression: Compression | undefined;
  #framer: CommandFramer;
  readonly #stalledTimeoutMs: number;
  readonly #lost = new AbortController();
  #batch: (string | Buffer)[] = [];
  #batchedOctets = 0;
  #wake: (() => void) | undefined;
  /** Something happened while nobody waited: the next `wait` is over at once. */
  #woken = false;
  #secure = false;
  #alarm: NodeJS.Timeout | undefined;
  #alarmDueMs = 0;

  constructor(socket: Socket, limits: FramerLimits, options: { readonly stalledTimeoutMs: number }) {
    this.#socket = socket;
    this.#input = socket;
    this.#output = socket;
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

  /** Once it is in TLS. */
  get tlsSocket(): TLSSocket | undefined {
    return this.#socket instanceof TLSSocket ? this.#socket : undefined;
  }

  get compressed(): boolean {
    return this.#compression !== undefined;
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
      const chunk = this.#input.read() as Buffer | null;
      if (chunk) this.#framer.push(chunk);
      else return this.#input.readableEnded ? 'ended' : undefined;
    }
  }

  /** Resolves when there may be something to `poll`, after `wake`, or when the time is over; now and then before. */
  async wait(timeoutMs: number): Promise<void> {
    if (!this.#woken) {
      this.#alarmIn(Math.max(0, timeoutMs));
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    this.#woken = false;
  }

  /** One timer for many waits: it is set anew only when it would come too late, and may end a wait too early. */
  #alarmIn(delayMs: number): void {
    const dueMs = performance.now() + delayMs;
    if (this.#alarm && this.#alarmDueMs <= dueMs) return;
    clearTimeout(this.#alarm);
    this.#alarmDueMs = dueMs;
    this.#alarm = setTimeout(() => {
      this.#alarm = undefined;
      this.#wake?.();
    }, delayMs);
  }

  /** Ends a `wait`, the present or the next one, for whoever has news from elsewhere. */
  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  /** Takes a whole response. The promise, if there is one, resolves when there is room for more. @throws ConnectionLost */
  put(output: Output): Promise<void> | undefined {
    if (output === flush) return this.flush();
    if (!isPieces(output)) return isAtHand(output) ? this.#gather(output) : this.#putStream(output);
    // One response may repeat a long item thousands of times: it waits for the client like a stream.
    if (!output.every(isAtHand) || isLong(output)) return this.#putPieces(output);
    for (const piece of output) this.#gatherQuietly(piece);
    return this.#gather('');
  }

  /** Sends what is gathered. Resolves when the socket takes more. @throws ConnectionLost */
  async flush(): Promise<void> {
    if (this.#lost.signal.aborted) throw new ConnectionLost('the client is gone');
    if (this.#batch.length === 0) return;
    const batch = joinSmall(this.#batch);
    this.#batch = [];
    this.#batchedOctets = 0;
    let room = true;
    this.#output.cork();
    for (const octets of batch) room = this.#output.write(octets);
    this.#output.uncork();
    // A little ahead of the client: what comes next is made ready while the system sends this.
    if (room || this.#output.writableLength <= unsentOctets) return;
    const drained = await hasDrained(this.#output, this.#stalledTimeoutMs, this.#lost.signal);
    if (this.#lost.signal.aborted) throw new ConnectionLost('the client is gone');
    if (drained) return;
    this.destroy();
    throw new ConnectionLost('the client does not read');
  }

  /** Drops what has come and was not read: commands injected before TLS begins (RFC 9051 §6.2.1). */
  discardInput(): void {
    while (this.#socket.read() !== null);
    this.#framer.clear();
  }

  /** Goes on in TLS. @throws ConnectionLost when the handshake fails */
  async startTls(secureContext: SecureContext): Promise<void> {
    const plain = this.#socket;
    this.#detach();
    const tls = new TLSSocket(plain, { isServer: true, secureContext });
    this.#socket = tls;
    this.#input = tls;
    this.#output = tls;
    this.#attach(tls);
    await new Promise<void>((resolve, reject) => {
      tls.once('secure', resolve);
      this.#lost.signal.addEventListener('abort', () => reject(new ConnectionLost('no TLS handshake')), { once: true });
    });
    this.#secure = true;
  }

  /** RFC 4978: all that comes and goes from now on is compressed, also what has come and was not read. Only once. */
  startCompression(): void {
    this.#detach();
    this.#compression = compress(this.#socket, this.#framer.takeUnread());
    const { input, output } = this.#compression;
    this.#input = input;
    this.#output = output;
    input.on('readable', this.#onReadable);
    input.on('end', this.#onReadable);
    for (const stream of [input, output]) stream.on('error', () => this.destroy()); // it was no DEFLATE
  }

  /** RFC 8437 §2: what comes and goes is plain again. Does nothing when it was. */
  async endCompression(): Promise<void> {
    if (!this.#compression) return;
    await this.flush();
    await this.#compression.sent();
    this.#detach();
    // A client that waits for our answer has sent nothing more; what another has sent belongs to its commands.
    for (let chunk = this.#input.read(); chunk !== null; chunk = this.#input.read()) this.#framer.push(chunk as Buffer);
    this.#compression.close();
    this.#compression = undefined;
    this.#input = this.#output = this.#socket;
    this.#socket.on('readable', this.#onReadable);
    this.#socket.on('end', this.#onReadable);
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
      await new Promise<void>((resolve) => {
        this.#socket.once('finish', resolve);
        this.#socket.once('close', resolve);
        this.#output.end();
      });
      await this.#linger();
    } catch {
      // Gone already.
    } finally {
      clearTimeout(cut);
      this.destroy();
    }
  }

  /** Closing with octets unread makes the system reset the connection, and the client may lose what it was told last. */
  async #linger(): Promise<void> {
    const socket = this.#socket;
    if (socket.readableEnded || socket.destroyed) return;
    this.#detach();
    socket.unpipe();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, lingerMs);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.once('end', () => socket.destroy());
      socket.resume();
    });
  }

  destroy(): void {
    this.#socket.destroy();
    this.#onClose();
  }

  readonly #onReadable = (): void => this.wake();

  readonly #onClose = (): void => {
    this.#compression?.close();
    clearTimeout(this.#alarm);
    if (!this.#lost.signal.aborted) this.#lost.abort(new ConnectionLost('the client is gone'));
    this.wake();
  };

  #attach(socket: Socket): void {
    socket.on('readable', this.#onReadable);
    socket.on('end', this.#onReadable);
    socket.on('close', this.#onClose);
    socket.on('error', this.#onClose); // resets and failed handshakes: daily business
  }

  #detach(): void {
    this.#input.removeListener('readable', this.#onReadable);
    this.#input.removeListener('end', this.#onReadable);
  }

  #gatherQuietly(piece: string | Buffer): void {
    this.#batch.push(piece);
    this.#batchedOctets += piece.length;
  }

  #gather(piece: string | Buffer): Promise<void> | undefined {
    this.#gatherQuietly(piece);
    return this.#batchedOctets >= batchOctets ? this.flush() : undefined;
  }

  async #putPieces(pieces: readonly Piece[]): Promise<void> {
    for (const [index, piece] of pieces.entries()) {
      try {
        await (isAtHand(piece) ? this.#gather(piece) : this.#putStream(piece));
      } catch (error) {
        // What was opened for this response is closed, whoever was to read it.
        for (const rest of pieces.slice(index + 1)) {
          if (!isAtHand(rest)) await rest[Symbol.asyncIterator]().return?.();
        }
        throw error;
      }
    }
  }

  async #putStream(stream: AsyncIterable<Buffer>): Promise<void> {
    try {
      for await (const octets of stream) await this.#gather(octets);
    } catch (cause) {
      if (cause instanceof ConnectionLost) throw cause;
      // Half a literal is out: whatever came now would be read as part of it.
      this.destroy();
      throw new ConnectionLost('a response broke off', { cause });
    }
  }
}
