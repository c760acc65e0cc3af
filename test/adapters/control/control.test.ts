import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectToServer } from '../../../src/adapters/control/control-client.js';
import { openControlServer } from '../../../src/adapters/control/control-server.js';
import { adminCalls, type Admin, type IntakeRequest } from '../../../src/mail/admin.js';
import { MailError, isMailError } from '../../../src/mail/errors.js';
import { silentLog } from '../../../src/mail/log.js';

describe('control socket', () => {
  let folder: string;
  let close: (() => Promise<void>) | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'unpaperme-control-'));
  });
  afterEach(async () => {
    await close?.();
    close = undefined;
    rmSync(folder, { recursive: true });
  });

  const never = () => assert.fail('not this call');
  const admin = (calls: Partial<Admin>): Admin => {
    const none = Object.fromEntries(adminCalls.map((call) => [call, never])) as unknown as Admin;
    return { ...none, intake: never, ...calls };
  };
  const connect = async (calls: Partial<Admin>, socket = join(folder, 'control.sock')): Promise<Admin> => {
    const server = await openControlServer(socket, admin(calls), silentLog);
    close = () => server.close();
    const client = await connectToServer(socket);
    assert.ok(client);
    return client;
  };
  const request: IntakeRequest = {
    account: '1',
    file: '/scans/Grüße\n„Post“.pdf',
    modifiedMs: 1.5,
    sizeOctets: 3,
    again: false,
    wait: true,
  };

  it('carries a call with its values there and back', async () => {
    const client = await connect({
      async issueDevicePassword(reference, { name }) {
        return { account: 1, user: reference, password: `pässword ${name}`, credential: 2 };
      },
    });
    const issued = await client.issueDevicePassword('ß@x.example', { name: 'Gerät', scopes: ['imap'] });
    assert.deepEqual(issued, { account: 1, user: 'ß@x.example', password: 'pässword Gerät', credential: 2 });
  });

  it('carries a scan’s octets and its odd name there, and progress back', async () => {
    const seen: number[] = [];
    const client = await connect({
      async intake(received, octets, options) {
        assert.deepEqual(received, request);
        let length = 0;
        for await (const chunk of octets) length += chunk.length;
        options?.onProgress?.({ page: 1, pages: 2 });
        return { result: 'delivered', mailbox: 'INBOX', uid: length };
      },
    });
    async function* scan() {
      for (let i = 0; i < 100; i++) yield Buffer.alloc(10_000, i);
    }
    const outcome = await client.intake(request, scan(), { onProgress: ({ page, pages }) => seen.push(page, pages) });
    assert.deepEqual(outcome, { result: 'delivered', mailbox: 'INBOX', uid: 1_000_000 });
    assert.deepEqual(seen, [1, 2]);
  });

  it('hears an early refusal although the scan is not read to its end', async () => {
    const client = await connect({
      async intake() {
        throw new MailError('account-not-found', 'There is no account 1.');
      },
    });
    async function* endless() {
      for (;;) yield Buffer.alloc(100_000);
    }
    await assert.rejects(client.intake(request, endless()), (error) => isMailError(error, 'account-not-found'));
  });

  it('ends a waiting intake when the command is interrupted', async () => {
    let started = (_signal: AbortSignal): void => {};
    const startedWith = new Promise<AbortSignal>((resolve) => {
      started = resolve;
    });
    const client = await connect({
      async intake(_, octets, options) {
        for await (const chunk of octets) void chunk;
        started(options!.signal!);
        return new Promise(() => {});
      },
    });
    const interrupt = new AbortController();
    const waiting = client.intake(request, scanOf('abc'), { signal: interrupt.signal });
    const signal = await startedWith;
    const aborted = new Promise((done) => signal.addEventListener('abort', done));
    interrupt.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
    await aborted;
  });

  it('keeps the kind and the words of an error that an admin can mend, and hides a bug', async () => {
    const client = await connect({
      async addAccount() {
        throw new RangeError('The name must have 1 to 200 characters.');
      },
      async showAccount() {
        throw new TypeError('secret');
      },
    });
    await assert.rejects(client.addAccount({ name: '', language: 'de' }), { name: 'RangeError', message: /1 to 200/ });
    await assert.rejects(client.showAccount('1'), (error: Error) => !error.message.includes('secret'));
  });

  it('finds no server where there is no socket, a dead one, or only a file', async () => {
    const socket = join(folder, 'control.sock');
    assert.equal(await connectToServer(socket), undefined);
    writeFileSync(socket, '');
    assert.equal(await connectToServer(socket), undefined);
    assert.equal(await connectToServer(join(socket, 'below')), undefined);
  });

  it('takes the place of a socket that a killed server left', async () => {
    const socket = join(folder, 'control.sock');
    const dead = createServer().listen(socket);
    await new Promise((done) => dead.once('listening', done));
    const client = await connect({ listAccounts: async () => [] }, socket);
    assert.deepEqual(await client.listAccounts(), []);
    dead.close();
  });

  it('is open to its owner only', async () => {
    await connect({});
    assert.equal(statSync(join(folder, 'control.sock')).mode & 0o777, 0o600);
  });

  it('works in a folder whose path is too long for a socket', async function () {
    if (process.platform !== 'linux') this.skip(); // reached through /proc there, refused with words elsewhere
    const deep = join(folder, 'd'.repeat(120));
    mkdirSync(deep);
    const client = await connect({ listAccounts: async () => [] }, join(deep, 'control.sock'));
    assert.deepEqual(await client.listAccounts(), []);
  });

  it('says so when the server ends before it answers', async () => {
    const client = await connect({ listAccounts: () => new Promise(() => void close?.()) });
    await assert.rejects(client.listAccounts(), (error) => isMailError(error, 'unavailable'));
  });
});

async function* scanOf(text: string) {
  yield Buffer.from(text);
}
