/** SCRAM-SHA-256-PLUS: the login is bound to the TLS connection it comes by, RFC 5802 §6. */
import assert from 'node:assert/strict';
import { createSecureContext, type TLSSocket } from 'node:tls';
import { channelBindings, serverEndPoint } from '../../../src/adapters/net/channel-bindings.js';
import type { ImapServerOptions } from '../../../src/services/imap/options.js';
import { makeTestCa } from '../../support/certificates.js';
import { ScramClient, type ScramClientOptions } from '../../support/scram-client.js';
import { type ImapHost, startImapHost } from '../../support/transcript/imap-host.js';
import { LineClient } from '../../support/transcript/line-client.js';

const ca = makeTestCa();
const { certificatePem, keyPem } = ca.certificate('localhost');
const context = createSecureContext({ cert: certificatePem, key: keyPem });

describe('IMAP SCRAM-SHA-256-PLUS', () => {
  let host: ImapHost;
  let client: LineClient;

  const start = async (options: { maxVersion?: 'TLSv1.2'; without?: ImapServerOptions['without'] } = {}) => {
    const { maxVersion, without } = options;
    host = await startImapHost({ secureContext: () => context, channelBindings, ...(without && { without }) });
    client = await LineClient.connectTls(host.tlsPort, { ca: ca.pem, ...(maxVersion && { maxVersion }) });
    return (await client.next())!;
  };
  const socket = (): TLSSocket => client.socket as TLSSocket;
  const exporter = (): Buffer => socket().exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
  const endPoint = (): Buffer => serverEndPoint(socket().getPeerCertificate().raw)!;

  /** @returns the tagged answer */
  const logIn = async (mechanism: string, options: Partial<ScramClientOptions>): Promise<string> => {
    const scram = new ScramClient(options);
    client.line(`a AUTHENTICATE ${mechanism} ${scram.first().toString('base64')}`);
    const serverFirst = (await client.next())!;
    if (!serverFirst.startsWith('+ ')) return serverFirst;
    client.line(scram.final(Buffer.from(serverFirst.slice(2), 'base64')).toString('base64'));
    const serverFinal = (await client.next())!;
    if (!serverFinal.startsWith('+ ')) return serverFinal;
    assert.ok(scram.believes(Buffer.from(serverFinal.slice(2), 'base64')), 'the server has the password, too');
    client.line('');
    return (await client.next())!;
  };

  afterEach(async () => {
    client.close();
    await host.close();
  });

  it('is offered in TLS, before all others', async () => {
    assert.match(await start(), / AUTH=SCRAM-SHA-256-PLUS AUTH=SCRAM-SHA-256 AUTH=PLAIN /);
  });

  it('binds to what both ends derive: tls-exporter, RFC 9266', async () => {
    await start();
    const binding = { name: 'tls-exporter', data: exporter() };
    assert.match(await logIn('SCRAM-SHA-256-PLUS', { binding }), /^a OK /);
  });

  it("binds to the server's certificate: tls-server-end-point, RFC 5929 §4", async () => {
    await start({ maxVersion: 'TLSv1.2' });
    const binding = { name: 'tls-server-end-point', data: endPoint() };
    assert.match(await logIn('SCRAM-SHA-256-PLUS', { binding }), /^a OK /);
  });

  it('refuses who stands in another connection', async () => {
    await start();
    for (const name of ['tls-exporter', 'tls-server-end-point']) {
      const binding = { name, data: Buffer.alloc(32, 7) };
      assert.equal(await logIn('SCRAM-SHA-256-PLUS', { binding }), 'a NO [AUTHENTICATIONFAILED] SCRAM: binding');
    }
  });

  it('has no tls-exporter in TLS 1.2, and no tls-unique', async () => {
    await start({ maxVersion: 'TLSv1.2' });
    for (const name of ['tls-exporter', 'tls-unique']) {
      const binding = { name, data: Buffer.alloc(32) };
      assert.equal(await logIn('SCRAM-SHA-256-PLUS', { binding }), 'a NO [AUTHENTICATIONFAILED] SCRAM: binding');
    }
  });

  it('takes -PLUS with a binding only, and a binding with -PLUS only', async () => {
    await start();
    const binding = { name: 'tls-exporter', data: exporter() };
    assert.match(await logIn('SCRAM-SHA-256', { binding }), /SCRAM: binding$/);
    assert.match(await logIn('SCRAM-SHA-256-PLUS', {}), /SCRAM: binding$/);
    assert.match(await logIn('SCRAM-SHA-256-PLUS', { believesNotOffered: true }), /SCRAM: binding$/);
  });

  it('finds out that somebody took -PLUS out of the list: RFC 5802 §6', async () => {
    await start();
    assert.match(await logIn('SCRAM-SHA-256', { believesNotOffered: true }), /SCRAM: binding$/);
    assert.match(await logIn('SCRAM-SHA-256', {}), /^a OK /);
  });

  it('is not told and not known where it is switched off', async () => {
    const greeting = await start({ without: [{ capabilities: ['AUTH=SCRAM-SHA-256-PLUS'] }] });
    assert.doesNotMatch(greeting, /PLUS/);
    const binding = { name: 'tls-exporter', data: exporter() };
    assert.match(await logIn('SCRAM-SHA-256-PLUS', { binding }), /^a NO \[CANNOT\]/);
    assert.match(await logIn('SCRAM-SHA-256', { believesNotOffered: true }), /^a OK /);
  });
});
