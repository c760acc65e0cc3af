import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, createSecureContext, TLSSocket } from 'node:tls';
import { tlsProbe } from '../../../src/adapters/net/probe.js';
import type { ProbeTarget } from '../../../src/mail/probe.js';
import { makeTestCa } from '../../support/certificates.js';

const ca = makeTestCa();
const good = ca.certificate('mail.example');
const probe = tlsProbe({ secureContext: createSecureContext({ ca: ca.pem }) });

describe('tlsProbe', () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });

  async function listen(server: Server): Promise<number> {
    servers.push(server);
    server.on('connection', (socket) => sockets.push(socket));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  }

  const implicit = (greeting: string, { certificatePem: cert, keyPem: key } = good) =>
    listen(createTlsServer({ cert, key }, (socket) => void socket.on('error', () => {}).write(greeting)));

  /** Says its lines in turn, one for each of the client's, then speaks TLS. */
  const starttls = (...lines: readonly string[]) =>
    listen(
      createServer((socket) => {
        const left = [...lines];
        socket.on('error', () => {}).write(left.shift()!);
        socket.on('data', () => {
          socket.write(left.shift() ?? '');
          if (left.length > 0) return;
          socket.removeAllListeners('data');
          const context = createSecureContext({ cert: good.certificatePem, key: good.keyPem });
          new TLSSocket(socket, { isServer: true, secureContext: context }).on('error', () => {});
        });
      }),
    );

  const look = (port: number, target: Partial<ProbeTarget> = {}, signal = AbortSignal.timeout(5_000)) => {
    const whole = { protocol: 'imap', host: '127.0.0.1', port, tls: 'implicit', serverName: 'mail.example' } as const;
    return probe.look({ ...whole, ...target }, signal);
  };

  it('sees greeting, TLS and certificate', async () => {
    const { greeting, tlsVersion, distrust, certificateUntilMs } = await look(await implicit('* OK ready\r\n'));
    assert.deepEqual([greeting, tlsVersion, distrust], ['* OK ready', 'TLSv1.3', undefined]);
    assert.ok(certificateUntilMs > Date.now());
  });

  it('says why a mail app would not trust the certificate', async () => {
    const port = await implicit('* OK ready\r\n');
    assert.match((await look(port, { serverName: 'other.example' })).distrust!, /ALTNAME|other names/);
    const old = await implicit('* OK ready\r\n', ca.expired('mail.example'));
    assert.match((await look(old)).distrust!, /EXPIRED/);
    const stranger = await implicit('* OK ready\r\n', makeTestCa('Another CA').certificate('mail.example'));
    assert.match((await look(stranger)).distrust!, /UNABLE_TO|SELF_SIGNED/);
  });

  it('asks for TLS in the words of IMAP and of SMTP', async () => {
    const imap = await starttls('* OK ready\r\n', 'a OK begin\r\n');
    assert.equal((await look(imap, { tls: 'starttls' })).tlsVersion, 'TLSv1.3');
    const smtp = await starttls('220-a\r\n220 ready\r\n', '250-x\r\n250 STARTTLS\r\n', '220 go\r\n');
    const seen = await look(smtp, { tls: 'starttls', protocol: 'smtp' });
    assert.deepEqual([seen.greeting, seen.tlsVersion], ['220 ready', 'TLSv1.3']);
  });

  it('says in words what it met instead', async () => {
    const closed = await implicit('* OK');
    servers.pop()!.close();
    await assert.rejects(look(closed), /nothing listens there/);
    await assert.rejects(look(await implicit('HTTP/1.1 400\r\n* NO\x07\r\n')), /is no such server: "\* NO\?"/);
    await assert.rejects(look(await implicit('x'.repeat(5_000))), /is no such server/);
    await assert.rejects(look(await implicit(''), {}, AbortSignal.timeout(50)), /no answer/);
    await assert.rejects(look(await starttls('* OK ready\r\n', 'a BAD what\r\n'), { tls: 'starttls' }), /a BAD what/);
  });
});
