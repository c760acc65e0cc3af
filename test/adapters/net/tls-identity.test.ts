import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { once } from 'node:events';
import { openTlsIdentity } from '../../../src/adapters/net/tls-identity.js';
import { systemClock } from '../../../src/mail/clock.js';
import { silentLog } from '../../../src/mail/log.js';

describe('TLS identity', () => {
  const names = ['localhost', '127.0.0.1', '::1', 'mail.example'];
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'unpaperme-tls-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const open = (clock = systemClock) => openTlsIdentity({ files: undefined, folder, names, clock, log: silentLog });

  it('makes a CA and a certificate that a verifying client accepts by name and by address', async () => {
    const identity = await open();
    const server = createServer({ SNICallback: (_, done) => done(null, identity.secureContext()) }).listen(
      0,
      '127.0.0.1',
    );
    server.on('connection', () => {}).on('tlsClientError', () => {});
    await once(server, 'listening');
    const ca = await readFile(identity.ca!);
    try {
      const socket = connect({ port: (server.address() as AddressInfo).port, ca, servername: 'mail.example' });
      await once(socket, 'secureConnect');
      assert.equal(socket.authorized, true);
      socket.destroy();
      const certificate = new X509Certificate(await readFile(join(folder, 'server.pem')));
      assert.equal(certificate.checkIP('127.0.0.1'), '127.0.0.1');
      assert.equal(certificate.checkIP('::1'), '::1');
      assert.ok(certificate.verify(new X509Certificate(ca).publicKey));
    } finally {
      server.close();
      identity.close();
    }
  });

  it('keeps the key from others', async () => {
    (await open()).close();
    for (const key of ['ca.key', 'server.key']) assert.equal((await stat(join(folder, key))).mode & 0o777, 0o600);
  });

  it('shows another certificate within a look once its files change, and stays with the old one while they do not fit', async () => {
    const other = await mkdtemp(join(tmpdir(), 'unpaperme-tls-'));
    const options = { names, clock: systemClock, log: silentLog };
    (await openTlsIdentity({ ...options, files: undefined, folder: other })).close();
    (await open()).close();
    const files = { certificate: join(folder, 'server.pem'), key: join(folder, 'server.key') };
    let told = (_event: string): void => {};
    const log = { ...silentLog, info: (event: string) => told(event), warn: (event: string) => told(event) };
    const next = () => new Promise<string>((resolve) => (told = resolve));
    const identity = await openTlsIdentity({ ...options, log, files, folder, pollMs: 5 });
    const first = identity.secureContext();
    await cp(join(other, 'server.pem'), files.certificate);
    assert.equal(await next(), 'tls.reload-failed');
    assert.equal(identity.secureContext(), first);
    await cp(join(other, 'server.key'), files.key);
    while ((await next()) !== 'tls.reloaded');
    assert.notEqual(identity.secureContext(), first);
    identity.close();
    await rm(other, { recursive: true });
  });

  it('warns of a certificate that has expired or soon will', async () => {
    (await open()).close();
    const files = { certificate: join(folder, 'server.pem'), key: join(folder, 'server.key') };
    for (const [days, event] of [
      [390, 'tls.certificate-expires'],
      [400, 'tls.certificate-expired'],
    ] as const) {
      const events: string[] = [];
      const log = { ...silentLog, warn: (name: string) => void events.push(name) };
      const clock = { now: () => Date.now() + days * 86_400_000 };
      (await openTlsIdentity({ files, folder, names, clock, log })).close();
      assert.deepEqual(events, [event]);
    }
  });

  it('makes a certificate anew when its key is missing or names were added, umlauts included', async () => {
    (await open()).close();
    await rm(join(folder, 'server.key'));
    const options = {
      files: undefined,
      folder,
      names: [...names, 'bücher.example'],
      clock: systemClock,
      log: silentLog,
    };
    (await openTlsIdentity(options)).close();
    const certificate = new X509Certificate(await readFile(join(folder, 'server.pem')));
    assert.equal(certificate.checkHost('xn--bcher-kva.example'), 'xn--bcher-kva.example');
  });

  it('keeps its certificates at the next start, and renews the server one a month before its end', async () => {
    const read = () => Promise.all(['ca.pem', 'server.pem'].map((name) => readFile(join(folder, name), 'utf8')));
    (await open()).close();
    const [ca, first] = await read();
    (await open()).close();
    assert.deepEqual(await read(), [ca, first]);
    (await open({ now: () => Date.now() + 380 * 86_400_000 })).close();
    const [sameCa, renewed] = await read();
    assert.equal(sameCa, ca);
    assert.notEqual(renewed, first);
  });

  it('names the file and the option when the operator’s certificate is missing, broken or of another key', async () => {
    (await open()).close();
    const key = join(folder, 'server.key');
    const certificate = join(folder, 'server.pem');
    const broken = join(folder, 'broken.pem');
    await writeFile(broken, 'no PEM');
    const attempt = (files: { certificate: string; key: string }) =>
      openTlsIdentity({ files, folder, names, clock: systemClock, log: silentLog });
    await assert.rejects(attempt({ certificate: join(folder, 'none.pem'), key }), /none\.pem.*tls\.certificate/);
    await assert.rejects(attempt({ certificate: broken, key }), /broken\.pem/);
    await assert.rejects(attempt({ certificate, key: join(folder, 'ca.key') }), /does not belong/);
  });
});
