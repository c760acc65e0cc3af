/** TLS: on a port of its own and by STARTTLS, and what must not come through in between. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mock } from 'node:test';
import { type SecureContext, type TLSSocket, createSecureContext } from 'node:tls';
import { makeCa, makeServerCertificate } from '../../../src/adapters/net/make-certificate.js';
import { turns, until } from '../../support/fake-time.js';
import { type SmtpHost, nowMs, password, startSmtpHost, user } from '../../support/smtp/host.js';
import { LineClient } from '../../support/transcript/line-client.js';

const ca = makeCa('test CA', nowMs);
const trust = { ca: ca.certificatePem, checkServerIdentity: () => undefined };
const token = Buffer.from(`\0${user}\0${password}`).toString('base64');

function certificate(name: string): SecureContext {
  const { certificatePem, keyPem } = makeServerCertificate(ca.issuer, [name], Date.now());
  return createSecureContext({ cert: certificatePem, key: keyPem });
}

describe('submission over TLS', () => {
  let host: SmtpHost;
  let context = certificate('localhost');
  const clients: LineClient[] = [];
  const keep = (client: LineClient): LineClient => {
    clients.push(client);
    return client;
  };
  const start = (limits: object = {}): Promise<SmtpHost> =>
    startSmtpHost({
      plaintextLogin: 'never',
      secureContext: () => context,
      limits: { loginTimeoutMs: 2_000, ...limits },
    });

  beforeEach(async () => {
    host = await start();
  });
  afterEach(async () => {
    mock.timers.reset();
    for (const client of clients.splice(0)) client.close();
    await host.close();
  });

  it('serves on the TLS port from the first octet, with REQUIRETLS and without STARTTLS', async () => {
    const client = keep(await LineClient.connectTls(host.tlsPort, trust));
    assert.equal(await client.next(), '220 mail.example.com ESMTP');
    client.line('EHLO phone');
    const offered = (await client.until('250 ')).map((line) => line.slice(4));
    assert.deepEqual(offered.slice(1), [
      'PIPELINING',
      '8BITMIME',
      'SMTPUTF8',
      'ENHANCEDSTATUSCODES',
      'DSN',
      'AUTH SCRAM-SHA-256 PLAIN LOGIN',
      'REQUIRETLS',
      'SIZE 64000000',
    ]);
    client.line('STARTTLS');
    assert.equal(await client.next(), '503 5.5.1 TLS is active already.');
  });

  it('keeps REQUIRETLS, and says ESMTPSA in Received', async () => {
    const client = keep(await LineClient.connectTls(host.tlsPort, trust));
    await client.next();
    client.send(
      `EHLO phone\r\nAUTH PLAIN ${token}\r\nMAIL FROM:<${user}> REQUIRETLS\r\nRCPT TO:<hans@example.org>\r\nDATA\r\n` +
        `From: ${user}\r\n\r\n.\r\n`,
    );
    await client.until('250 2.0.0 Queued');
    const [queued] = await host.queued();
    assert.equal(queued!.item.envelope.requireTls, true);
    assert.match(queued!.octets.toString(), /^Received: by mail\.example\.com with ESMTPSA id id1;\r\n/);
    assert.doesNotMatch(queued!.octets.toString(), /127\.0\.0|phone/);
  });

  it('goes on in TLS after STARTTLS, as if nothing had been said before', async () => {
    const client = keep(await LineClient.connect(host.port));
    await client.next();
    client.line('EHLO phone');
    await client.until('250 ');
    client.line('STARTTLS');
    assert.equal(await client.next(), '220 2.0.0 Ready to start TLS');
    await client.startTls(trust);
    client.line('MAIL FROM:<erika@example.com>');
    assert.equal(await client.next(), '503 5.5.1 EHLO comes first.');
    client.line('EHLO phone');
    assert.ok((await client.until('250 ')).includes('250-AUTH SCRAM-SHA-256 PLAIN LOGIN'));
    client.line(`AUTH PLAIN ${token}`);
    assert.equal(await client.next(), '235 2.7.0 Logged in.');
  });

  it('forgets at STARTTLS who logged in before it', async () => {
    await host.close();
    host = await startSmtpHost({ secureContext: () => context });
    const client = keep(await LineClient.connect(host.port));
    await client.next();
    client.send(`EHLO phone\r\nAUTH PLAIN ${token}\r\nSTARTTLS\r\n`);
    await client.until('220 2.0.0');
    await client.startTls(trust);
    client.line('EHLO phone');
    await client.until('250 ');
    client.line('MAIL FROM:<erika@example.com>');
    assert.match((await client.next())!, /^530 5\.7\.0 /);
  });

  it('drops commands injected in clear text behind STARTTLS', async () => {
    const client = keep(await LineClient.connect(host.port));
    await client.next();
    client.line('EHLO phone');
    await client.until('250 ');
    client.send(`STARTTLS\r\nEHLO evil\r\nAUTH PLAIN ${token}\r\n${'NOOP\r\n'.repeat(300)}`);
    assert.equal(await client.next(), '220 2.0.0 Ready to start TLS');
    await client.startTls(trust);
    client.line('EHLO phone');
    assert.equal(await client.next(), '250-mail.example.com');
    await client.until('250 ');
    client.line('MAIL FROM:<erika@example.com>');
    assert.match((await client.next())!, /^530 5\.7\.0 /);
    assert.equal(client.unread, '');
  });

  it('closes when clear text comes in place of the handshake', async () => {
    const client = keep(await LineClient.connect(host.port));
    await client.next();
    client.send('EHLO phone\r\nSTARTTLS\r\n');
    await client.until('220 2.0.0');
    client.line('NOOP');
    for (let line = await client.next(); line !== undefined; line = await client.next())
      assert.doesNotMatch(line, /^250/);
  });

  it('waits for no handshake for ever', async () => {
    await host.close();
    host = await start({ loginTimeoutMs: 30 });
    const client = keep(await LineClient.connect(host.tlsPort));
    assert.equal(await client.next(), undefined);
    await until(() => host.server.sessions === 0);
  });

  it('waits for no handshake for ever that STARTTLS promised, nor when it closes', async () => {
    await host.close();
    host = await start({ loginTimeoutMs: 30 });
    mock.timers.enable({ apis: ['setTimeout'] });
    for (const octets of ['', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])]) {
      const client = keep(await LineClient.connect(host.port));
      await client.next();
      client.send('EHLO phone\r\nSTARTTLS\r\n');
      await client.until('220 2.0.0');
      client.send(octets);
      await turns(); // for the octets to arrive
      mock.timers.tick(30);
      assert.equal(await client.next(), undefined);
    }
    await host.close();
    mock.timers.reset();
    host = await start({ closeMs: 30 });
    const client = keep(await LineClient.connect(host.port));
    await client.next();
    client.send('EHLO phone\r\nSTARTTLS\r\n');
    await client.until('220 2.0.0');
    await host.server.close();
    assert.equal(host.server.sessions, 0);
  });

  it('shows a new certificate to the next client on both ports, and lets those connected be', async () => {
    const name = async (client: LineClient): Promise<string | undefined> =>
      (client.socket as TLSSocket).getPeerCertificate().subject.CN?.toString();
    const before = keep(await LineClient.connectTls(host.tlsPort, trust));
    await before.next();
    const old = await name(before);
    context = certificate('other.example');
    const after = keep(await LineClient.connectTls(host.tlsPort, { ...trust, servername: 'mail.example.com' }));
    const upgraded = keep(await LineClient.connect(host.port));
    await upgraded.next();
    upgraded.send('EHLO phone\r\nSTARTTLS\r\n');
    await upgraded.until('220 2.0.0');
    await upgraded.startTls({ ...trust, servername: 'mail.example.com' });
    assert.notEqual(await name(after), old);
    assert.equal(await name(upgraded), await name(after));
    before.line('NOOP');
    assert.equal(await before.next(), '250 2.0.0 OK');
  });

  it('survives a client that resets the connection in the handshake', async () => {
    const client = await LineClient.connect(host.tlsPort);
    client.send(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00]));
    client.socket.resetAndDestroy();
    await once(client.socket, 'close');
    const next = keep(await LineClient.connectTls(host.tlsPort, trust));
    assert.equal(await next.next(), '220 mail.example.com ESMTP');
  });
});
