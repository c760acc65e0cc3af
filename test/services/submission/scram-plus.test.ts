/** AUTH SCRAM-SHA-256-PLUS: bound to the TLS connection, begun at once or by STARTTLS. */
import assert from 'node:assert/strict';
import { createSecureContext, type TLSSocket } from 'node:tls';
import { channelBindings } from '../../../src/adapters/net/channel-bindings.js';
import { makeTestCa } from '../../support/certificates.js';
import { ScramClient } from '../../support/scram-client.js';
import { type SmtpHost, startSmtpHost } from '../../support/smtp/host.js';
import { LineClient } from '../../support/transcript/line-client.js';

const ca = makeTestCa();
const { certificatePem, keyPem } = ca.certificate('localhost');
const context = createSecureContext({ cert: certificatePem, key: keyPem });

describe('submission SCRAM-SHA-256-PLUS', () => {
  let host: SmtpHost;
  let client: LineClient;

  beforeEach(async () => {
    host = await startSmtpHost({ secureContext: () => context, channelBindings });
  });
  afterEach(async () => {
    client.close();
    await host.close();
  });

  const hello = async (): Promise<string> => {
    client.line('EHLO phone');
    return (await client.until('250 ')).join('\n');
  };
  const logIn = async (data: Buffer): Promise<string> => {
    const scram = new ScramClient({ binding: { name: 'tls-exporter', data } });
    client.line(`AUTH SCRAM-SHA-256-PLUS ${scram.first().toString('base64')}`);
    const serverFirst = (await client.next())!;
    client.line(scram.final(Buffer.from(serverFirst.slice(4), 'base64')).toString('base64'));
    const serverFinal = (await client.next())!;
    if (!serverFinal.startsWith('334 ')) return serverFinal;
    assert.ok(scram.believes(Buffer.from(serverFinal.slice(4), 'base64')));
    client.line('');
    return (await client.next())!;
  };
  const exporter = (): Buffer =>
    (client.socket as TLSSocket).exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));

  it('binds to a connection that began with TLS', async () => {
    client = await LineClient.connectTls(host.tlsPort, { ca: ca.pem });
    await client.next();
    assert.match(await hello(), /AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN/);
    assert.match(await logIn(Buffer.alloc(32)), /^535 5\.7\.8 SCRAM: binding/);
    assert.equal(await logIn(exporter()), '235 2.7.0 Logged in.');
  });

  it('binds to what STARTTLS began, and is not offered before', async () => {
    client = await LineClient.connect(host.port);
    await client.next();
    assert.match(await hello(), /AUTH SCRAM-SHA-256 PLAIN LOGIN/);
    client.line('STARTTLS');
    assert.match((await client.next())!, /^220 /);
    await client.startTls({ ca: ca.pem });
    assert.match(await hello(), /AUTH SCRAM-SHA-256-PLUS /);
    assert.equal(await logIn(exporter()), '235 2.7.0 Logged in.');
  });
});
