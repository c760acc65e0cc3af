/** The HTTPS server: HTTP/1.1 (RFC 9112) over TLS from the first octet, and how many may be connected. */
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { getRequestListener } from '@hono/node-server';
import { Counter } from '../../lib/counter.js';
import { type Endpoint, isLoopback, listen } from '../../lib/listen.js';
import { createWebApp } from './app.js';
import { defaultWebLimits, type WebLimits } from './limits.js';
import type { WebServerOptions } from './options.js';

export interface WebServer {
  /** @returns where it listens now. @throws the system's error when the port cannot be had */
  listen(at: Endpoint): Promise<Endpoint>;
  /** Takes no more connections; requests that are being answered get their answer within `closeMs`. */
  close(): Promise<void>;
  /** Connections open now. */
  readonly connections: number;
}

export function createWebServer(options: WebServerOptions): WebServer {
  return new Listeners(options);
}

class Listeners implements WebServer {
  readonly #options: WebServerOptions;
  readonly #limits: WebLimits;
  /** Never listens itself: it is handed sockets whose TLS stands. */
  readonly #http: HttpServer;
  readonly #servers: Server[] = [];
  readonly #open = new Set<Socket>();
  /** Those of them whose TLS does not stand yet. */
  readonly #greeting = new Set<Socket>();
  readonly #byAddress = new Counter<string>();
  #closing = false;

  constructor(options: WebServerOptions) {
    this.#options = options;
    this.#limits = { ...defaultWebLimits, ...options.limits };
    const { headerOctets, headersMs, requestMs, keepAliveMs, requestsPerConnection } = this.#limits;
    const app = createWebApp(options);
    const answer = getRequestListener(
      (request, { incoming }) => app.fetch(request, { address: incoming.socket.remoteAddress ?? '' }),
      { overrideGlobalObjects: false, errorHandler: () => new Response('Bad request', { status: 400 }) },
    );
    this.#http = createHttpServer(
      {
        maxHeaderSize: headerOctets,
        headersTimeout: headersMs,
        requestTimeout: requestMs,
        keepAliveTimeout: keepAliveMs,
        connectionsCheckingInterval: Math.min(1_000, headersMs),
        insecureHTTPParser: false,
        requireHostHeader: true,
      },
      (incoming, outgoing) => void answer(incoming, outgoing),
    );
    this.#http.maxRequestsPerSocket = requestsPerConnection;
    this.#http.on('clientError', (_, socket) => socket.destroy());
    // Node begins to watch over deadlines of requests when it listens, which this server never does.
    this.#http.emit('listening');
  }

  get connections(): number {
    return this.#open.size;
  }

  async listen(at: Endpoint): Promise<Endpoint> {
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    const endpoint = await listen(server, at, (error) => this.#options.log.error('web.listener', { error }));
    this.#servers.push(server);
    return endpoint;
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const server of this.#servers) server.close();
    for (const socket of this.#greeting) socket.destroy();
    this.#http.closeIdleConnections();
    const cut = setTimeout(() => this.#open.forEach((socket) => socket.destroy()), this.#limits.closeMs);
    await Promise.all([...this.#open].map((socket) => new Promise((gone) => socket.once('close', gone))));
    clearTimeout(cut);
    this.#http.close();
  }

  #accept(socket: Socket): void {
    socket.on('error', () => {}); // resets: daily business
    const address = socket.remoteAddress ?? '';
    if (this.#closing || address === '') return void socket.destroy();
    const { log, addressForLog } = this.#options;
    const limit = isLoopback(address) ? Infinity : this.#limits.connectionsPerAddress;
    const leave = this.#byAddress.take(address, limit);
    if (!leave || this.#open.size >= this.#limits.connections) {
      leave?.();
      log.warn('web.connection-refused', { address: addressForLog(address) });
      // In TLS a word would cost a handshake, which is what a flood of connections is after.
      return void socket.destroy();
    }
    log.debug('web.connected', { address: addressForLog(address) });
    this.#open.add(socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      leave();
      log.debug('web.disconnected');
    });
    this.#handshake(socket);
  }

  #handshake(socket: Socket): void {
    const secure = new TLSSocket(socket, {
      isServer: true,
      secureContext: this.#options.secureContext(),
      ALPNProtocols: ['http/1.1'],
    });
    this.#greeting.add(socket);
    const late = setTimeout(() => socket.destroy(), this.#limits.handshakeMs);
    const greeted = (): void => {
      clearTimeout(late);
      this.#greeting.delete(socket);
    };
    socket.once('close', () => {
      greeted();
      secure.destroy();
    });
    secure.on('error', () => socket.destroy());
    secure.once('close', () => socket.destroy());
    secure.once('secure', () => {
      greeted();
      if (this.#closing) secure.destroy();
      else this.#http.emit('connection', secure);
    });
  }
}
