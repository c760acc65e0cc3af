/** The HTTPS server on real sockets: who gets in, and who is sent away. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { connect, createSecureContext, type TLSSocket } from 'node:tls';
import type { WebLimits } from '../../../src/services/web/limits.js';
import { createWebServer, type WebServer } from '../../../src/services/web/server.js';
import { makeTestCa } from '../../support/certificates.js';
import { eventually } from '../../support/eventually.js';
import { SetupSite } from '../../support/setup-site.js';

describe('web server', () => {
  const ca = makeTestCa();
  const contextOf = (name: string) => {
    const { certificatePem, keyPem } = ca.certificate(name, '127.0.0.1');
    return createSecureContext({ cert: certificatePem, key: keyPem });
  };
  let context = contextOf('mail.example');
  const servers: WebServer[] = [];
  const open = async (limits: Partial<WebLimits> = {}): Promise<{ server: WebServer; port: number }> => {
    const site = await SetupSite.open();
    const server = createWebServer({
      ...site.options,
      limits,
      secureContext: () => context,
      addressForLog: () => 'somewhere',
    });
    servers.push(server);
    return { server, port: (await server.listen({ host: '127.0.0.1', port: 0 })).port };
  };
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  const secure = async (port: number): Promise<TLSSocket> => {
    const socket = connect({ port, host: '127.0.0.1', ca: ca.pem, servername: 'mail.example' });
    socket.on('error', () => {});
    await once(socket, 'secureConnect');
    return socket;
  };
  const said = async (socket: TLSSocket): Promise<string> => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket, 'close');
    return Buffer.concat(chunks).toString();
  };
  const status = (port: number, options: { path?: string; headers?: Record<string, string> } = {}) =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = request({ port, host: '127.0.0.1', ca: ca.pem, agent: false, ...options }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode));
      });
      asked.once('error', reject).end();
    });

  const bodies = [
    ['none at all', '', '', 404],
    ['one of a length that is told', 'Content-Length: 2\r\n', 'ab', 404],
    ['one that is too large, unread', 'Content-Length: 10485760\r\n', '', 413],
    ['one of unknown length', 'Transfer-Encoding: chunked\r\n', '2\r\nab\r\n0\r\n\r\n', 411],
  ] as const;
  for (const [title, header, body, code] of bodies) {
    it(`takes a request's body: ${title}: ${code}`, async () => {
      const { port } = await open();
      const socket = await secure(port);
      const answer = said(socket);
      const head = `POST /s/t/none/android HTTP/1.1\r\nHost: mail.example\r\nConnection: close\r\n${header}\r\n`;
      socket.write(`${head}${body}`);
      assert.match(await answer, new RegExp(`^HTTP/1.1 ${code} `));
    });
  }

  it('answers over TLS, several requests on one connection', async () => {
    const { port } = await open();
    const socket = await secure(port);
    const answer = said(socket);
    socket.write('GET /healthz HTTP/1.1\r\nHost: mail.example\r\n\r\n');
    socket.write('GET /healthz HTTP/1.1\r\nHost: mail.example\r\nConnection: close\r\n\r\n');
    assert.equal((await answer).match(/HTTP\/1\.1 200 OK/g)?.length, 2);
  });

  it('shows a new certificate to the next connection', async () => {
    const { port } = await open();
    await status(port);
    context = contextOf('new.example');
    await assert.rejects(secure(port), /new\.example/);
    context = contextOf('mail.example');
  });

  it('sends away what does not speak TLS, and who begins no handshake in time', async () => {
    const { port, server } = await open({ handshakeMs: 20 });
    const plain = connectPlain(port, '127.0.0.1');
    plain.on('error', () => {});
    plain.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(plain.resume(), 'close');
    const silent = connectPlain(port, '127.0.0.1');
    await once(silent.resume(), 'close');
    await eventually('nobody is connected', () => (server.connections === 0 ? true : undefined));
  });

  it('sends away who takes too long to say what is wanted', async () => {
    const { port } = await open({ headersMs: 20, requestMs: 40 });
    const slow = await secure(port);
    const answer = said(slow);
    slow.write('GET /healthz HTTP/1.1\r\nHost: mail');
    assert.doesNotMatch(await answer, /200 OK/);
  });

  it('takes no more connections than it may, before any handshake', async () => {
    const { port, server } = await open({ connections: 1 });
    const first = await secure(port);
    await assert.rejects(secure(port));
    assert.equal(server.connections, 1);
    first.destroy();
  });

  it('refuses headers beyond their size', async () => {
    const { port } = await open();
    const headers = { 'X-Long': 'x'.repeat(9_000) };
    await assert.rejects(status(port, { headers }));
    assert.equal(await status(port, { path: `/healthz?${'x'.repeat(1_000)}` }), 200);
  });

  it('closes at once when nobody is being answered', async () => {
    const { port, server } = await open({ closeMs: 3_600_000 });
    const idle = await secure(port);
    const silent = connectPlain(port, '127.0.0.1');
    await once(silent, 'connect');
    idle.write('GET /healthz HTTP/1.1\r\nHost: mail.example\r\n\r\n');
    await once(idle, 'data');
    const closed = server.close();
    await Promise.all([closed, once(idle, 'close'), once(silent.resume(), 'close')]);
    assert.equal(server.connections, 0);
  });
});
