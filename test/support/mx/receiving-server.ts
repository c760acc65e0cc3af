/** A receiving mail server on loopback (RFC 5321), with faults on demand. It keeps what it was sent. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer, createSecureContext, type SecureContext } from 'node:tls';
import type { CertificatePair } from '../../../src/adapters/net/make-certificate.js';
import { wellBehaved, type MxBehaviour } from './behaviour.js';
import { ReceivingSession } from './receiving-session.js';

export interface MxOptions {
  /** In its greeting. */
  readonly name?: string;
  /** STARTTLS is offered only with it. */
  readonly certificate?: CertificatePair;
  /** TLS from the first octet. */
  readonly implicit?: true;
  /** EHLO keywords, without STARTTLS and AUTH. */
  readonly extensions?: readonly string[];
  /** Asked for before MAIL, over TLS or not. */
  readonly login?: { readonly user: string; readonly password: string };
  readonly behave?: MxBehaviour;
  /** `count`: octets are counted and thrown away. */
  readonly messages?: 'keep' | 'count';
  /** Another loopback address, such as 127.0.0.2. */
  readonly host?: string;
  /** To come back where it was. */
  readonly port?: number;
}

export interface MxTransaction {
  /** Counts this server's connections, from 1. */
  readonly connection: number;
  readonly helo: string;
  readonly user: string | undefined;
  /** `TLSv1.3`; undefined: in the open. */
  readonly tls: string | undefined;
  readonly from: string;
  /** As sent: `SIZE=12`, `RET=HDRS`. */
  readonly parameters: readonly string[];
  readonly recipients: readonly { readonly address: string; readonly parameters: readonly string[] }[];
  /** Dots undoubled; empty when only counted. */
  readonly message: Buffer;
  readonly sizeOctets: number;
}

export const allExtensions: readonly string[] = [
  'PIPELINING',
  'SIZE 60000000',
  '8BITMIME',
  'SMTPUTF8',
  'DSN',
  'ENHANCEDSTATUSCODES',
  'REQUIRETLS',
];

export interface ReceivingServer {
  readonly host: string;
  readonly port: number;
  /** Taken with 250, or taken and not told (`take-and-drop`). */
  readonly transactions: MxTransaction[];
  /** Command lines as they came, all connections. Neither messages nor credentials. */
  readonly commands: string[];
  /** So far. */
  readonly connections: number;
  /** From now on. */
  behave: MxBehaviour;
  /** Resolves once `count` transactions were taken. */
  taken(count: number): Promise<readonly MxTransaction[]>;
  close(): Promise<void>;
}

/** What sessions see of their server. */
export interface MxState {
  readonly options: MxOptions;
  readonly extensions: readonly string[];
  readonly secureContext: SecureContext | undefined;
  readonly commands: string[];
  behave: MxBehaviour;
  take(transaction: MxTransaction): void;
}

export async function startReceivingServer(options: MxOptions = {}): Promise<ReceivingServer> {
  const { certificate, host = '127.0.0.1' } = options;
  const pair = certificate && { cert: certificate.certificatePem, key: certificate.keyPem };
  const transactions: MxTransaction[] = [];
  const waiting = new Set<() => void>();
  const sockets = new Set<Socket>();
  let connections = 0;
  const state: MxState = {
    options,
    extensions: options.extensions ?? allExtensions,
    secureContext: pair && createSecureContext(pair),
    commands: [],
    behave: options.behave ?? wellBehaved,
    take(transaction) {
      transactions.push(transaction);
      for (const look of waiting) look();
    },
  };
  const accept = (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    new ReceivingSession(socket, connections, state).start();
  };
  const server =
    options.implicit && pair
      ? createTlsServer(pair, accept).on('tlsClientError', () => {})
      : createServer({ noDelay: true }, accept);
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');

  return {
    host,
    port: (server.address() as AddressInfo).port,
    transactions,
    commands: state.commands,
    get connections() {
      return connections;
    },
    get behave() {
      return state.behave;
    },
    set behave(behave) {
      state.behave = behave;
    },
    taken: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (transactions.length < count) return;
          waiting.delete(look);
          resolve(transactions);
        };
        waiting.add(look);
        look();
      }),
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
