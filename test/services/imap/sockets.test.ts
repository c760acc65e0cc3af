/** Clients that are slow, rude, many or gone. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { MailStore, MailStores } from '../../../src/mail/mail-store.js';
import { until as eventually } from '../../support/fake-time.js';
import { holdTime, passTime, releaseTime } from '../../support/held-time.js';
import { keptBuffers, mostKept } from '../../support/memory.js';
import {
  type HostOptions,
  type ImapHost,
  password,
  sampleMessage,
  startImapHost,
  user,
} from '../../support/transcript/imap-host.js';
import { LineClient } from '../../support/transcript/line-client.js';

describe('IMAP connections', () => {
  let host: ImapHost;
  const clients: LineClient[] = [];

  const start = async (options: HostOptions = {}): Promise<void> => {
    host = await startImapHost({ ...options, limits: { byeTimeoutMs: 300, ...options.limits } });
  };
  const connect = async (): Promise<LineClient> => {
    const client = await LineClient.connect(host.port);
    clients.push(client);
    await client.next();
    return client;
  };
  const login = async (): Promise<LineClient> => {
    const client = await connect();
    assert.match((await client.command('l', `LOGIN ${user} ${password}`)).at(-1)!, /^l OK /);
    return client;
  };
  const selected = async (): Promise<LineClient> => {
    const client = await login();
    assert.match((await client.command('s', 'SELECT INBOX')).at(-1)!, /^s OK /);
    return client;
  };
  const until = (condition: () => boolean): Promise<void> => eventually(condition, setImmediate);
  afterEach(async () => {
    releaseTime();
    for (const client of clients.splice(0)) client.close();
    await host.close();
  });

  it('reads a client that sends an octet at a time', async () => {
    await start();
    const client = await connect();
    for (const octet of `a LOGIN {${user.length}}\r\n`) client.send(octet);
    assert.equal(await client.next(), '+ Go on');
    for (const octet of `${user} {6+}\r\n${password}\r\nb APPEND INBOX {4+}\r\na: b\r\nc STATUS INBOX (MESSAGES)\r\n`) {
      client.send(octet);
      await setImmediate();
    }
    assert.match((await client.next())!, /^a OK /);
    assert.match((await client.next())!, /^b OK \[APPENDUID \d+ 1\]/);
    assert.equal(await client.next(), '* STATUS INBOX (MESSAGES 1)');
  });

  it('keeps no more than a little of a large message for a client that does not read', async () => {
    let readOctets = 0;
    await start({
      wrap: (stores) =>
        withStore(stores, (store) => ({
          octets: async function* (...args) {
            for await (const piece of store.octets(...args)) {
              readOctets += piece.length;
              yield piece;
            }
          },
        })),
    });
    const sizeOctets = 60 * 1024 * 1024;
    await host.deliver('INBOX', Buffer.alloc(sizeOctets, 'x'));
    const client = await selected();
    client.socket.pause();
    client.line('f FETCH 1 BODY.PEEK[]');
    await until(() => readOctets > 0);
    // The kernel's buffers on both sides fill up, then nothing more is read from the store.
    let before = -1;
    for (let still = 0; still < 50;) {
      await new Promise((resolve) => void setTimeout(resolve, 2));
      still = readOctets === before ? still + 1 : 0;
      before = readOctets;
    }
    assert.ok(readOctets < sizeOctets / 2, `${readOctets} octets were read`);
    const other = await login();
    assert.deepEqual(await other.command('n', 'NOOP'), ['n OK NOOP completed']);
  });

  it('cuts off a client that takes nothing for too long', async () => {
    await start({ limits: { stalledTimeoutMs: 50 } });
    await host.deliver('INBOX', Buffer.alloc(40 * 1024 * 1024, 'x'));
    const client = await selected();
    client.socket.pause();
    client.line('f FETCH 1 BODY.PEEK[]');
    await until(() => host.server.sessions === 0);
  });

  it('stops a command whose client has gone', async () => {
    let opened = 0;
    await start({
      wrap: (stores) =>
        withStore(stores, (store) => ({
          octets: (...args) => {
            opened += 1;
            return store.octets(...args);
          },
        })),
    });
    await host.deliver('INBOX', Buffer.alloc(2 * 1024 * 1024, 'x'));
    const client = await selected();
    client.socket.pause();
    for (let n = 0; n < 300; n += 1) client.line(`f${n} FETCH 1 BODY.PEEK[]`);
    await until(() => opened > 0);
    client.socket.resetAndDestroy();
    await until(() => host.server.sessions === 0);
    assert.ok(opened < 30, `${opened} of 300 commands were run for nobody`);
  });

  it('leaves nothing behind of a message whose client vanished', async () => {
    let staged = 0;
    await start({
      wrap: (stores) =>
        withStore(stores, (store) => ({
          stage: async (...args) => {
            staged += 1;
            try {
              return await store.stage(...args);
            } finally {
              staged -= 1;
            }
          },
        })),
    });
    const client = await login();
    client.send('a APPEND INBOX {1000000+}\r\nSubject: half');
    await until(() => staged === 1);
    client.close();
    await until(() => host.server.sessions === 0);
    assert.equal(staged, 0);
    const other = await login();
    assert.equal((await other.command('s', 'STATUS INBOX (MESSAGES)'))[0], '* STATUS INBOX (MESSAGES 0)');
  });

  it('serves others while one session fetches a large mailbox', async () => {
    await start();
    for (let n = 0; n < 400; n += 1) await host.deliver('INBOX', sampleMessage(n));
    const [busy, other] = [await selected(), await login()];
    for (let n = 0; n < 40; n += 1) busy.line(`f${n} FETCH 1:* (FLAGS UID RFC822.SIZE ENVELOPE BODYSTRUCTURE)`);
    const progress = { fetched: 0 };
    const fetching = busy.until('f39 ').then((lines) => (progress.fetched = lines.length));
    let answers = 0;
    while (progress.fetched === 0) {
      await other.command('n', 'NOOP');
      answers += 1;
    }
    assert.equal(await fetching, 40 * 401);
    assert.ok(answers >= 3, `${answers} answers in the meantime`);
  });

  it('holds back a flood before login instead of keeping it', async () => {
    await start();
    const client = await connect();
    const chunk = Buffer.alloc(1024 * 1024, 'a');
    const kept = await mostKept(async () => {
      client.send(`x LOGIN {${64 * chunk.length}+}\r\n`);
      for (let n = 0; n < 64; n += 1) {
        client.send(chunk);
        if (client.socket.writableLength > 4 * chunk.length) await once(client.socket, 'drain');
      }
      client.send('\r\ny NOOP\r\n');
      assert.equal(await client.next(), 'x BAD [TOOBIG] Literal too large');
      assert.equal(await client.next(), 'y OK NOOP completed');
    }, keptBuffers);
    assert.ok(kept < 16 * chunk.length, `${kept} octets`);
  });

  it('says BYE to all when it closes, also to those that idle or do not read', async () => {
    await start();
    await host.deliver('INBOX', Buffer.alloc(40 * 1024 * 1024, 'x'));
    const [idle, waiting, deaf] = [await selected(), await connect(), await selected()];
    idle.line('i IDLE');
    assert.equal(await idle.next(), '+ idling');
    deaf.socket.pause();
    deaf.line('f FETCH 1 BODY.PEEK[]');
    await until(() => deaf.socket.bytesWritten > 0);
    const started = performance.now();
    await host.close();
    assert.ok(performance.now() - started < 2_000);
    assert.equal(host.server.sessions, 0);
    assert.match((await idle.next())!, /^\* BYE \[UNAVAILABLE\]/);
    assert.equal(await idle.next(), undefined);
    assert.match((await waiting.next())!, /^\* BYE \[UNAVAILABLE\]/);
  });

  it('ends the sessions of a withdrawn password, and no others', async () => {
    await start();
    const [idle, busy] = [await selected(), await login()];
    idle.line('i IDLE');
    assert.equal(await idle.next(), '+ idling');
    host.stores.feed.publish(host.account, { kind: 'access-ended', credential: 2 });
    assert.deepEqual(await busy.command('a', 'NOOP'), ['a OK NOOP completed']);
    host.stores.feed.publish(host.account, { kind: 'access-ended', credential: 1 });
    assert.match((await idle.next())!, /^\* BYE This password is no longer valid/);
    assert.equal(await idle.next(), undefined);
    assert.match((await busy.next())!, /^\* BYE /);
  });

  it('does not count the time of a command as idle', async () => {
    await start({
      limits: { idleTimeoutMs: 60 },
      wrap: (stores) =>
        withStore(stores, (store) => ({
          subscriptions: async () => {
            passTime(120);
            return store.subscriptions();
          },
        })),
    });
    holdTime();
    const client = await login();
    client.send('a LSUB "" *\r\nb NOOP\r\n');
    assert.equal((await client.until('a ')).at(-1), 'a OK LSUB completed');
    assert.equal(await client.next(), 'b OK NOOP completed');
  });

  it('ends a client that sends commands and never logs in', async () => {
    await start({ limits: { loginTimeoutMs: 50 } });
    holdTime();
    const client = await connect();
    let lines = 0;
    for (let line: string | undefined = ''; line !== undefined; lines += 1) {
      client.line('a NOOP');
      line = await client.next();
      releaseTime();
      if (line === '* BYE Too slow to log in') break;
      assert.equal(line, 'a OK NOOP completed');
    }
    assert.ok(lines > 0);
    await until(() => host.server.sessions === 0);
  });

  for (const limit of ['connections', 'connectionsPerAddress'] as const)
    it(`takes no more ${limit} than it may`, async () => {
      await start({ limits: { [limit]: 2 } });
      await connect();
      const second = await connect();
      const third = await LineClient.connect(host.port);
      assert.equal(await third.next(), '* BYE [UNAVAILABLE] Too many connections');
      assert.equal(await third.next(), undefined);
      second.close();
      await until(() => host.server.sessions === 1);
      await connect();
    });

  it('tells of a bug without its insides, and goes on', async () => {
    const errors: string[] = [];
    const quiet = () => undefined;
    await start({
      log: { debug: quiet, info: quiet, warn: quiet, error: (event) => void errors.push(event) },
      wrap: (stores) =>
        withStore(stores, () => ({
          subscriptions: async () => {
            throw new TypeError('secret detail');
          },
        })),
    });
    const client = await login();
    assert.deepEqual(await client.command('a', 'LSUB "" *'), ['a NO [SERVERBUG] Internal error; it has been logged']);
    assert.deepEqual(await client.command('b', 'NOOP'), ['b OK NOOP completed']);
    assert.deepEqual(errors, ['imap.command-failed']);
  });

  it('logs no argument of any command', async () => {
    const entries: string[] = [];
    const note = (event: string, fields?: object) => void entries.push(`${event} ${JSON.stringify(fields)}`);
    await start({ log: { debug: note, info: note, warn: note, error: note } });
    const client = await login();
    await client.command('a', 'CREATE Geheimordner');
    await client.command('b', 'LOGIN x y');
    await client.command('c', 'LOGOUT');
    await until(() => host.server.sessions === 0);
    const all = entries.join('\n');
    assert.match(all, /imap\.command \{"conn":"i1","command":"CREATE","result":"OK","ms":\d+\}/);
    assert.match(all, /imap\.connected \{"conn":"i1","address":"127\.0\.0\.0\/24"/);
    assert.doesNotMatch(all, /Geheim|geheim|erika|127\.0\.0\.1/);
  });
});

/** The stores, with some methods of every opened store replaced. */
function withStore(stores: MailStores, replace: (store: MailStore) => Partial<MailStore>): MailStores {
  return {
    feed: stores.feed,
    async open(account) {
      const store = await stores.open(account);
      const replaced = replace(store);
      return new Proxy(store, {
        get(target, name) {
          const value: unknown = Reflect.get(name in replaced ? replaced : target, name);
          return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
        },
      });
    },
  };
}
