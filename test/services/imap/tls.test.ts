/** TLS: on a port of its own and by STARTTLS, and what must not come through in between. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type SecureContext, createSecureContext, type TLSSocket } from 'node:tls';
import { makeCa, makeServerCertificate } from '../../../src/adapters/net/make-certificate.js';
import { holdTime, releaseTime } from '../../support/held-time.js';
import {
  type ImapHost,
  nowMs,
  password,
  sampleMessage,
  startImapHost,
  user,
} from '../../support/transcript/imap-host.js';
import { LineClient } from '../../support/transcript/line-client.js';

const ca = makeCa('test CA', nowMs);
const trust = { ca: ca.certificatePem, checkServerIdentity: () => undefined };

function certificate(name: string): SecureContext {
  const { certificatePem, keyPem } = makeServerCertificate(ca.issuer, [name], Date.now());
  return createSecureContext({ cert: certificatePem, key: keyPem });
}

describe('IMAP over TLS', () => {
  let host: ImapHost;
  let context = certificate('localhost');
  const clients: LineClient[] = [];
  const keep = (client: LineClient): LineClient => {
    clients.push(client);
    return client;
  };

  beforeEach(async () => {
    host = await startImapHost({
      plaintextLogin: 'never',
      secureContext: () => context,
      limits: { loginTimeoutMs: 2_000, byeTimeoutMs: 300 },
    });
  });
  afterEach(async () => {
    releaseTime();
    for (const client of clients.splice(0)) client.close();
    await host.close();
  });

  it('serves on the TLS port from the first octet, without STARTTLS', async () => {
    const client = keep(await LineClient.connectTls(host.tlsPort, trust));
    const greeting = await client.next();
    assert.match(greeting!, /^\* OK \[CAPABILITY .*AUTH=PLAIN/);
    assert.doesNotMatch(greeting!, /STARTTLS|LOGINDISABLED/);
    assert.match((await client.command('a', `LOGIN ${user} ${password}`)).at(-1)!, /^a OK /);
  });

  it('goes on in TLS after STARTTLS, with other capabilities and as if nothing had been said before', async () => {
    const client = keep(await LineClient.connect(host.port));
    assert.match((await client.next())!, /STARTTLS LOGINDISABLED/);
    assert.equal((await client.command('a', 'STARTTLS')).at(-1), 'a OK Begin TLS negotiation now');
    await client.startTls(trust);
    const [capabilities] = await client.command('b', 'CAPABILITY');
    assert.match(capabilities!, /AUTH=PLAIN/);
    assert.doesNotMatch(capabilities!, /STARTTLS|LOGINDISABLED/);
    assert.equal((await client.command('c', 'STARTTLS')).at(-1), 'c BAD TLS is active already');
    assert.match((await client.command('d', `LOGIN ${user} ${password}`)).at(-1)!, /^d OK /);
  });

  it('drops commands injected in clear text behind STARTTLS', async () => {
    const client = keep(await LineClient.connect(host.port));
    await client.next();
    client.send('a STARTTLS\r\nx NOOP\r\ny LOGIN erika {100+}\r\n');
    assert.equal(await client.next(), 'a OK Begin TLS negotiation now');
    await client.startTls(trust);
    assert.deepEqual(await client.command('b', 'NOOP'), ['b OK NOOP completed']);
  });

  it('closes when clear text comes in place of the handshake', async () => {
    const client = keep(await LineClient.connect(host.port));
    await client.next();
    assert.equal((await client.command('a', 'STARTTLS')).at(-1), 'a OK Begin TLS negotiation now');
    client.line('x NOOP');
    for (let line = await client.next(); line !== undefined; line = await client.next())
      assert.doesNotMatch(line, /^x /);
  });

  it('does not wait for ever for a handshake', async () => {
    await host.close();
    host = await startImapHost({ secureContext: () => context, limits: { loginTimeoutMs: 30 } });
    const client = keep(await LineClient.connect(host.tlsPort));
    assert.equal(await client.next(), undefined);
    assert.equal(host.server.sessions, 0);
  });

  it('does not wait for ever for a handshake that STARTTLS promised', async () => {
    await host.close();
    host = await startImapHost({ secureContext: () => context, limits: { loginTimeoutMs: 100 } });
    holdTime();
    const client = keep(await LineClient.connect(host.port));
    await client.next();
    assert.equal((await client.command('a', 'STARTTLS')).at(-1), 'a OK Begin TLS negotiation now');
    releaseTime();
    assert.equal(await client.next(), undefined);
    assert.equal(host.server.sessions, 0);
  });

  it('shows a new certificate to new connections, and the old ones go on', async () => {
    const before = keep(await LineClient.connectTls(host.tlsPort, trust));
    await before.next();
    context = certificate('renewed.example');
    const after = keep(await LineClient.connectTls(host.tlsPort, trust));
    assert.equal((after.socket as TLSSocket).getPeerCertificate().subject.CN, 'renewed.example');
    assert.equal((before.socket as TLSSocket).getPeerCertificate().subject.CN, 'localhost');
    assert.deepEqual(await before.command('a', 'NOOP'), ['a OK NOOP completed']);
  });

  it('brings a large message through TLS octet for octet', async () => {
    const message = `${sampleMessage(1)}${'0123456789abcdef\r\n'.repeat(100_000)}`;
    await host.deliver('INBOX', message);
    const client = keep(await LineClient.connectTls(host.tlsPort, trust));
    await client.next();
    await client.command('a', `LOGIN ${user} ${password}`);
    await client.command('b', 'SELECT INBOX');
    const lines = await client.command('c', 'FETCH 1 BODY.PEEK[]');
    assert.equal(lines[0], `* 1 FETCH (BODY[] {${message.length}}`);
    assert.equal(`${lines.slice(1, -2).join('\r\n')}\r\n`, message);
    assert.equal(lines.at(-2), ')');
  });

  it('survives a client that resets the connection in the handshake', async () => {
    const rude = await LineClient.connect(host.tlsPort);
    rude.send('\x16\x03\x01');
    rude.socket.resetAndDestroy();
    await once(rude.socket, 'close');
    const client = keep(await LineClient.connectTls(host.tlsPort, trust));
    assert.match((await client.next())!, /^\* OK /);
  });
});
