/** A small outside world on loopback: a DNS, mail servers at addresses of RFC 5737, and a transport that reaches them. */
import { createServer, type Server } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import { MemoryNotebook } from '../../../src/adapters/memory/notebook.js';
import { openResolver, type Resolver } from '../../../src/adapters/net/dns/resolver.js';
import { openTransport, type TransportOptions } from '../../../src/adapters/smtp/open-transport.js';
import { systemTimers } from '../../../src/lib/timers.js';
import { systemClock } from '../../../src/mail/clock.js';
import { silentLog } from '../../../src/mail/log.js';
import type { OutgoingMail, Transport, TransportResult } from '../../../src/mail/transport.js';
import { makeTestCa, type TestCa } from '../certificates.js';
import { startDnsServer, type DnsServer } from '../dns/dns-server.js';
import { startReceivingServer, type MxOptions, type ReceivingServer } from '../mx/receiving-server.js';

export interface Outside {
  readonly dns: DnsServer;
  readonly ca: TestCa;
  readonly notebook: MemoryNotebook;
  readonly resolver: Resolver;
  readonly dial: NonNullable<TransportOptions['dial']>;
  readonly secureContext: ReturnType<typeof createSecureContext>;
  /** A server that is reached at `address`, port 25. */
  mx(address: string, options?: MxOptions): Promise<ReceivingServer>;
  /** A web server for `host`, reached at `address`, port 443. */
  web(host: string, address: string, answer: (path: string, body: Buffer) => WebAnswer): Promise<void>;
  transport(options?: Partial<TransportOptions>): Transport;
  close(): Promise<void>;
}

export interface WebAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export async function openOutside(): Promise<Outside> {
  const dns = await startDnsServer();
  const ca = makeTestCa();
  const notebook = new MemoryNotebook(systemClock);
  const resolver = openResolver({ servers: [dns.address], timeoutMs: 150, rounds: 1 });
  const secureContext = createSecureContext({ ca: ca.pem });
  const places = new Map<string, number>();
  const closers: (() => Promise<unknown>)[] = [];
  // Where nobody is: loopback's port 1 refuses.
  const dial = (address: string, port: number) => ({
    host: '127.0.0.1',
    port: places.get(`${address} ${port}`) ?? (address.startsWith('127.') ? port : 1),
  });
  return {
    dns,
    ca,
    notebook,
    resolver,
    dial,
    secureContext,
    async mx(address, options) {
      const server = await startReceivingServer(options);
      places.set(`${address} 25`, server.port);
      closers.push(() => server.close());
      return server;
    },
    async web(host, address, answer) {
      dns.zone.add(host, 'A', address);
      const { certificatePem: cert, keyPem: key } = ca.certificate(host);
      const server = createServer({ cert, key }, (request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const {
            status,
            headers = { 'content-type': 'text/plain' },
            body,
          } = answer(request.url ?? '', Buffer.concat(chunks));
          response.writeHead(status, headers).end(body);
        });
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      places.set(`${address} 443`, (server.address() as AddressInfo).port);
      closers.push(() => closed(server));
    },
    transport(options = {}) {
      const transport = openTransport({
        smarthost: undefined,
        hostname: 'gateway.test',
        resolver,
        notebook,
        clock: systemClock,
        timers: systemTimers,
        log: silentLog,
        secureContext,
        dial,
        ...options,
        limits: { connectMs: 5_000, greetingMs: 5_000, replyMs: 5_000, finalReplyMs: 5_000, ...options.limits },
      });
      closers.unshift(() => transport.close());
      return transport;
    },
    async close() {
      for (const close of closers) await close();
      await dns.close();
    },
  };
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

export const letter = 'From: a@gateway.test\r\nSubject: Letter\r\n\r\nText\r\n.dot\r\n';

/** Mail of a@gateway.test to local parts (or whole addresses) at one domain. */
export function mailTo(
  domain: string,
  localParts: readonly string[] = ['b'],
  envelope: Partial<OutgoingMail['envelope']> = {},
): OutgoingMail {
  return {
    envelope: { from: 'a@gateway.test', smtpUtf8: false, eightBit: false, requireTls: false, ...envelope },
    recipients: localParts.map((part, number) => ({
      number,
      address: part.includes('@') ? part : `${part}@${domain}`,
    })),
    domain,
    sizeOctets: letter.length,
    async *octets() {
      yield Buffer.from(letter);
    },
  };
}

export const patient = { signal: new AbortController().signal };

export async function deliverOne(transport: Transport, mail: OutgoingMail): Promise<TransportResult> {
  return (await transport.deliver(mail, patient)).get(0)!;
}

/** `deferred 4.4.1`: kind and status. */
export function inShort(result: TransportResult | undefined): string {
  return result ? `${result.kind} ${result.attempt.status}` : 'no result';
}
