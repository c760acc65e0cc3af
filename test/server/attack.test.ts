/** Attackers at a real server: connections that say nothing, wrong guesses, and what is left of them afterwards. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { issuePassword } from '../../src/mail/issued-password.js';
import { eventually } from '../support/eventually.js';
import { type Endpoints, RunningServer } from '../support/running-server.js';
import { LineClient } from '../support/transcript/line-client.js';

/** Of the attacker: another one of this host's, that is written nowhere else. */
const attacker = '127.45.67.89';
const megabyte = 1_000_000;

async function open(port: number, localAddress: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** @returns what the server said until it or we ended; undefined when it took no connection */
async function talk(port: number, ca: Buffer, lines: readonly string[]): Promise<string | undefined> {
  const socket = connectTls({
    socket: connect({ port, host: '127.0.0.1', localAddress: attacker }),
    servername: 'localhost',
    ca,
  });
  let said = '';
  socket.on('data', (octets: Buffer) => (said += octets.toString()));
  const begun = await once(socket, 'secureConnect').then(
    () => true,
    () => false,
  );
  if (!begun) return undefined;
  socket.on('error', () => {});
  socket.write(lines.map((line) => `${line}\r\n`).join(''));
  await once(socket, 'close');
  return said;
}

function residentOctets(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

describe('a server under attack', function () {
  this.timeout(120_000);
  let server: RunningServer;
  let endpoints: Endpoints;
  let password: string;

  const start = async (env: NodeJS.ProcessEnv): Promise<void> => {
    server = new RunningServer(env);
    endpoints = await server.start();
    ({ password } = await server.addAccount('Erika', '--user', 'erika'));
  };
  afterEach(() => server.remove());

  /** The phone, from another address. @returns the answer to its login */
  const phone = async (): Promise<string> => {
    const client = await LineClient.connectTls(endpoints.imaps.port, { ca: readFileSync(endpoints.ca) });
    await client.next();
    const lines = await client.command('a', `LOGIN erika ${password}`);
    await client.command('b', 'LOGOUT');
    client.close();
    return lines.at(-1)!;
  };

  it('serves its customers beside 1,000 TLS handshakes that go nowhere, and is rid of these in time', async () => {
    await start({ UNPAPERME_IMAP_LOGIN_SECONDS: '5' });
    assert.match(await phone(), /^a OK /);
    const before = residentOctets(endpoints.pid);
    const sockets = await Promise.all(
      Array.from({ length: 1000 }, async (_, i) => {
        const socket = await open(i % 10 ? endpoints.imaps.port : endpoints.smtps.port, `127.45.${i % 7}.1`);
        // The first half of a ClientHello (RFC 8446 §4.1.2), or not an octet.
        if (i % 2) socket.write(Buffer.from('160301020001', 'hex'));
        socket.resume();
        return socket;
      }),
    );
    for (let i = 0; i < 5; i += 1) assert.match(await phone(), /^a OK /);
    const more = residentOctets(endpoints.pid) - before;
    assert.ok(more < 300 * megabyte, `${Math.round(more / megabyte)} MB more for 1,000 connections`);
    const imapSockets = sockets.filter((_, i) => i % 10 !== 0);
    await eventually(
      'the end of those that do not sign in',
      () => imapSockets.every((socket) => socket.closed) || undefined,
      () => imapSockets.filter((socket) => !socket.closed).length,
    );
    assert.match(await phone(), /^a OK /);
    for (const socket of sockets) socket.destroy();
  });

  it('shuts out who guesses, before TLS, on all ports, and keeps no trace of where that was', async () => {
    await start({ UNPAPERME_LOGINS_WRONG_PER_ADDRESS: '5', UNPAPERME_LOG_LEVEL: 'debug' });
    const ca = readFileSync(endpoints.ca);
    const guesses = Array.from({ length: 12 }, () => issuePassword((n) => randomInt(n)));
    await Promise.all(guesses.map((each) => talk(endpoints.imaps.port, ca, [`a LOGIN erika ${each}`, 'b LOGOUT'])));
    assert.equal(await talk(endpoints.imaps.port, ca, ['a LOGOUT']), undefined);
    assert.equal(await talk(endpoints.smtps.port, ca, ['QUIT']), undefined);
    const inTheClear = await open(endpoints.imap.port, attacker);
    assert.equal((await once(inTheClear, 'close'))[0], false);
    assert.equal(inTheClear.bytesRead, 0);
    assert.match(await phone(), /^a OK /);
    await server.stop();
    assert.match(server.output, /login-refused/);
    assert.ok(!server.output.includes(attacker));
    for (const path of filesBelow(server.dataDir)) {
      assert.ok(!readFileSync(path).includes(attacker), `${path} has the address`);
    }
  });
});
