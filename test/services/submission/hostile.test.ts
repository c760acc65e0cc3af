/** Clients that mean no good, or are broken. */
import assert from 'node:assert/strict';
import { once as happens } from 'node:events';
import type { Log } from '../../../src/mail/log.js';
import { until } from '../../support/fake-time.js';
import { keptBuffers } from '../../support/memory.js';
import { type SmtpHost, startSmtpHost, user, withMethods } from '../../support/smtp/host.js';
import { begin } from '../../support/smtp/run.js';
import type { LineClient } from '../../support/transcript/line-client.js';

const envelope = `MAIL FROM:<${user}>\r\nRCPT TO:<hans@example.org>\r\nDATA\r\n`;

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets;
}

describe('submission and hostile clients', () => {
  let host: SmtpHost;
  const clients: LineClient[] = [];
  const connect = async (fresh = false): Promise<LineClient> => {
    const client = await begin(host, fresh);
    clients.push(client);
    return client;
  };
  const restart = async (options: Parameters<typeof startSmtpHost>[0]): Promise<void> => {
    await host.close();
    host = await startSmtpHost(options);
  };
  beforeEach(async () => {
    host = await startSmtpHost();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await host.close();
  });

  it('takes 100 of 1,000 recipients', async () => {
    const client = await connect();
    client.line(`MAIL FROM:<${user}>`);
    await client.next();
    client.send(Array.from({ length: 1_000 }, (_, n) => `RCPT TO:<r${n}@example.org>\r\n`).join(''));
    const replies = [];
    for (let n = 0; n < 1_000; n += 1) replies.push(await client.next());
    assert.equal(replies.filter((reply) => reply === '250 2.1.5 Recipient accepted.').length, 100);
    assert.equal(replies.filter((reply) => reply?.startsWith('550 5.5.3 ')).length, 900);
  });

  it('counts new recipients over all connections, also those of messages under way', async () => {
    await restart({ limits: { firstRecipientsPerDay: 2 } });
    const writeTo = async (name: string): Promise<LineClient> => {
      const client = await connect();
      client.send(`MAIL FROM:<${user}>\r\nRCPT TO:<${name}@example.org>\r\nDATA\r\n`);
      for (const accepted of ['sender', 'recipient']) assert.match((await client.next()) ?? '', /^250 /, accepted);
      return client;
    };
    const [first, second, third] = [await writeTo('one'), await writeTo('two'), await writeTo('three')];
    assert.match((await first.next()) ?? '', /^354 /);
    assert.match((await second.next()) ?? '', /^354 /);
    assert.match((await third.next()) ?? '', /^450 4\.7\.1 More than 2 new recipients/);
    second.close(); // amid its message: its recipient was never written to
    await until(() => host.server.sessions === 2);
    third.line('DATA');
    assert.match((await third.next()) ?? '', /^354 /);
  });

  it('refuses a header line of 10 MB in the memory of its limit', async () => {
    const client = await connect();
    client.send(`${envelope}From: ${user}\r\nSubject: `);
    client.send(Buffer.alloc(10_000_000, 'x'));
    client.send('\r\n\r\n.\r\n');
    assert.equal(
      (await client.until('552')).at(-1),
      '552 5.3.4 The message header is too large: at most 262144 octets.',
    );
    client.line('NOOP');
    assert.equal(await client.next(), '250 2.0.0 OK');
    assert.equal(host.leftStaged, 0);
  });

  it('cuts off a message that goes on beyond twice the limit', async () => {
    await restart({ limits: { messageOctets: 100_000 } });
    const client = await connect();
    client.send(`${envelope}From: ${user}\r\n\r\n`);
    client.socket.on('error', () => {});
    for (let n = 0; n < 50 && client.socket.writable; n += 1) {
      client.send(Buffer.from(`${'x'.repeat(9_998)}\r\n`));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assert.equal((await client.until('421')).at(-1), '421 4.3.4 The message is far too large.');
    assert.equal(host.leftStaged, 0);
  });

  it('answers pipelined garbage and ends the connection', async () => {
    const client = await connect(true);
    await client.next();
    client.send(Buffer.from(Array.from({ length: 20_000 }, (_, n) => (n * 7919 + 13) % 251)));
    let last: string | undefined;
    for (let line = await client.next(); line !== undefined; line = await client.next()) last = line;
    assert.match(last!, /^421 /);
  });

  it('ends the connection at a command without end', async () => {
    const client = await connect(true);
    await client.next();
    client.send(Buffer.alloc(20_000, 'a'));
    assert.equal((await client.until('421')).at(-1), '421 4.5.2 The command is too long.');
  });

  it('keeps nothing of a message whose client hangs up before the dot', async () => {
    const client = await connect();
    client.send(`${envelope}From: ${user}\r\n\r\ntext\r\n`);
    await client.until('354');
    client.close();
    await until(() => host.server.sessions === 0);
    assert.deepEqual(await host.queued(), []);
    assert.equal(host.leftStaged, 0);
  });

  it('ends a message that takes too long', async () => {
    await restart({ limits: { dataTimeoutMs: 30 } });
    const client = await connect();
    client.send(`${envelope}From: ${user}\r\n\r\ntext\r\n`);
    assert.equal((await client.until('421')).at(-1), '421 4.4.2 The message took too long: please try again.');
    assert.equal(host.leftStaged, 0);
  });

  it('ends a session that is idle', async () => {
    await restart({ limits: { idleTimeoutMs: 30 } });
    const client = await connect(true); // a login might take longer than that
    assert.equal((await client.until('4')).at(-1), '421 4.4.2 Idle for too long: please connect again.');
    assert.equal(await client.next(), undefined);
  });

  it('serves a client that sends octet by octet', async () => {
    const client = await connect();
    for (const octet of Buffer.from(`${envelope}From: ${user}\r\nMessage-ID: <1@x>\r\n\r\n..\r\n.\r\n`)) {
      client.send(Buffer.from([octet]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal((await client.until('250 2.0.0')).at(-1), '250 2.0.0 Queued as 1.');
    assert.match((await host.queued())[0]!.octets.toString(), /\r\n\r\n\.\r\n$/);
  });

  it('ends at once the sessions of a password that was withdrawn, also amid a message', async () => {
    const [idle, sending, other] = [await connect(), await connect(), await connect()];
    sending.send(`${envelope}From: ${user}\r\n\r\ntext\r\n`);
    await sending.until('354');
    host.stores.feed.publish(host.account, { kind: 'access-ended', credential: 2 });
    other.line('NOOP');
    assert.equal(await other.next(), '250 2.0.0 OK');
    host.stores.feed.publish(host.account, { kind: 'access-ended', credential: 1 });
    for (const client of [idle, sending]) {
      assert.equal(await client.next(), '421 4.7.0 This password is no longer valid, or the account was closed.');
      assert.equal(await client.next(), undefined);
    }
    assert.deepEqual(await host.queued(), []);
    assert.equal(host.leftStaged, 0);
  });

  it('ends a session whose password is withdrawn while a message is being committed, behind its answer', async () => {
    let publish = (): void => {};
    await restart({
      wrap: (store) =>
        withMethods(store, {
          append(...all) {
            publish();
            return store.append(...all);
          },
        }),
    });
    publish = () => host.stores.feed.publish(host.account, { kind: 'access-ended', credential: undefined });
    const client = await connect();
    client.send(`${envelope}From: ${user}\r\n\r\n.\r\n`);
    await client.until('354');
    assert.equal(await client.next(), '250 2.0.0 Queued as 1.');
    assert.match((await client.next())!, /^421 4\.7\.0 /);
    assert.equal(await client.next(), undefined);
    assert.equal((await host.queued()).length, 1);
  });

  it('begins no message when the password is withdrawn between DATA and its answer', async () => {
    let publish = (): void => {};
    const faults: unknown[] = [];
    const note = (fault: unknown): void => void faults.push(fault);
    process.on('unhandledRejection', note);
    await restart({ onKnown: () => publish() });
    publish = () => host.stores.feed.publish(host.account, { kind: 'access-ended', credential: undefined });
    const client = await connect();
    client.send(`${envelope}From: ${user}\r\n\r\n.\r\n`);
    assert.match((await client.until('421')).at(-1)!, /^421 4\.7\.0 /);
    assert.equal(await client.next(), undefined);
    assert.deepEqual(await host.queued(), []);
    process.removeListener('unhandledRejection', note);
    assert.deepEqual(faults, []);
  });

  it('closes: idle clients hear of it, and a message under way gets its answer first', async () => {
    const [idle, sending] = [await connect(), await connect()];
    sending.send(`${envelope}From: ${user}\r\n\r\ntext\r\n`);
    await sending.until('354');
    const closed = host.server.close();
    assert.equal(await idle.next(), '421 4.3.2 The server is closing for a moment: please try again.');
    sending.send('.\r\n');
    assert.equal(await sending.next(), '250 2.0.0 Queued as 1.');
    assert.equal(await sending.next(), '421 4.3.2 The server is closing for a moment: please try again.');
    for (const client of [idle, sending]) client.close();
    await closed;
  });

  it('closes in the end, whatever its clients do', async () => {
    await restart({ limits: { closeMs: 30 } });
    const client = await connect();
    client.send(`${envelope}From: ${user}\r\n`);
    await client.until('354');
    await host.server.close();
    assert.equal(host.server.sessions, 0);
    assert.equal(host.leftStaged, 0);
  });

  it('writes nothing of messages, subjects, addresses and passwords to the log', async () => {
    const lines: string[] = [];
    const note = (event: string, fields?: object): void => void lines.push(event + JSON.stringify(fields ?? {}));
    const log: Log = { debug: note, info: note, warn: note, error: note };
    await restart({ log });
    const stranger = await connect(true);
    await stranger.next();
    stranger.send(
      `EHLO secrethost\r\nAUTH PLAIN ${Buffer.from('\0secretuser\0secretword').toString('base64')}\r\nQUIT\r\n`,
    );
    await stranger.until('221');
    const client = await connect();
    client.send(`${envelope}From: ${user}\r\nSubject: secretsubject\r\n\r\nsecrettext\r\n.\r\n`);
    client.send(
      `${envelope}From: secretfrom@example.org\r\n\r\nsecrettext\r\n.\r\nMAIL FROM:<secretfrom@example.org>\r\nQUIT\r\n`,
    );
    await client.until('221');
    const events = lines.map((line) => line.replace(/\{.*/s, ''));
    for (const event of ['submission.login-refused', 'submission.login', 'submission.queued', 'submission.refused']) {
      assert.ok(events.includes(event), event);
    }
    assert.doesNotMatch(lines.join('\n'), /secret|erika|hans@|geheim/);
  });

  it('does not buffer a message: 64 MB pass in flat memory', async function () {
    this.timeout(60_000);
    let most = 0;
    let total = 0;
    await restart({
      limits: { messageOctets: 70_000_000 },
      wrap: (store) =>
        withMethods(store, {
          // Takes the octets and keeps none but the first: what else is in memory is the server's.
          async stage(octets) {
            const before = keptBuffers();
            let first: Uint8Array | undefined;
            for await (const piece of octets) {
              first ??= Buffer.from(piece);
              total += piece.length;
              if (Math.floor(total / 4_000_000) === Math.floor((total - piece.length) / 4_000_000)) continue;
              most = Math.max(most, keptBuffers() - before);
            }
            return store.stage(once(first!));
          },
        }),
    });
    const client = await connect();
    client.send(`${envelope}From: ${user}\r\n\r\n`);
    const piece = Buffer.from(`${'x'.repeat(998)}\r\n`.repeat(64));
    for (let n = 0; n < 1_000; n += 1) if (!client.socket.write(piece)) await happens(client.socket, 'drain');
    client.send('.\r\n');
    assert.match((await client.until('250 2.0.0')).at(-1)!, /Queued/);
    assert.ok(total > 63_900_000, `${total}`);
    assert.ok(most < 16_000_000, `${most} octets of buffers`);
  });
});
