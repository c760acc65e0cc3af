/** COMPRESS=DEFLATE: RFC 4978. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib';
import { until } from '../../support/fake-time.js';
import { holdTime, releaseTime } from '../../support/held-time.js';
import { keptBuffers, mostKept } from '../../support/memory.js';
import { type ImapHost, type HostOptions, password, startImapHost, user } from '../../support/transcript/imap-host.js';
import { LineClient } from '../../support/transcript/line-client.js';

/** After COMPRESS, from the client's side. */
class CompressedClient {
  said = '';
  closed = false;
  readonly #deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH });
  readonly #socket: LineClient['socket'];

  constructor({ socket }: LineClient) {
    this.#socket = socket;
    socket.removeAllListeners('data');
    const inflate = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
    inflate.on('data', (octets: Buffer) => (this.said += octets.toString('latin1')));
    inflate.on('end', () => (this.closed = true));
    socket.on('close', () => (this.closed = true));
    socket.pipe(inflate);
    this.#deflate.on('data', (octets: Buffer) => socket.write(octets));
  }

  send(octets: string | Buffer): void {
    this.#deflate.write(octets);
  }

  /** Ends the stream with DEFLATE's last block, and then the client's half of the connection. */
  end(): void {
    this.#deflate.on('end', () => this.#socket.end());
    this.#deflate.end();
  }

  /** What was said up to a match, which is taken away with it. */
  async until(pattern: RegExp, withinMs = 15_000): Promise<string> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const found = pattern.exec(this.said);
      if (found) {
        const upTo = this.said.slice(0, found.index + found[0].length);
        this.said = this.said.slice(upTo.length);
        return upTo;
      }
      assert.ok(!this.closed && Date.now() < deadline, `no ${pattern} in: ${this.said.slice(-500)}`);
      await new Promise((resolve) => void setTimeout(resolve, 1));
    }
  }
}

describe('COMPRESS', () => {
  let host: ImapHost;
  const clients: LineClient[] = [];

  const login = async (options: HostOptions = {}): Promise<LineClient> => {
    host ??= await startImapHost(options);
    const client = await LineClient.connect(host.port);
    clients.push(client);
    await client.next();
    await client.command('l', `LOGIN ${user} ${password}`);
    return client;
  };
  const compressed = async (options?: HostOptions): Promise<CompressedClient> => {
    const client = await login(options);
    assert.deepEqual(await client.command('c', 'COMPRESS DEFLATE'), ['c OK DEFLATE active']);
    return new CompressedClient(client);
  };
  const ended = async (): Promise<void> => {
    await until(() => host.server.sessions === 0, setImmediate);
  };
  afterEach(async () => {
    releaseTime();
    for (const client of clients.splice(0)) client.close();
    await host?.close();
    host = undefined as unknown as ImapHost;
  });

  it('is offered after login, and not again once it is active', async () => {
    const client = await login();
    assert.match((await client.command('a', 'CAPABILITY'))[0]!, / COMPRESS=DEFLATE\b/);
    assert.equal((await client.command('b', 'COMPRESS LZW')).at(-1), 'b BAD The one compression is DEFLATE');
    await client.command('c', 'COMPRESS deflate');
    const inside = new CompressedClient(client);
    inside.send('d CAPABILITY\r\ne COMPRESS DEFLATE\r\n');
    assert.doesNotMatch(await inside.until(/d OK .*\r\n/), /COMPRESS/);
    assert.equal(await inside.until(/e .*\r\n/), 'e NO [COMPRESSIONACTIVE] Compression is active already\r\n');
  });

  it('flushes each response, and what IDLE has to tell', async () => {
    const client = await compressed();
    client.send('a SELECT INBOX\r\n');
    await client.until(/a OK .*\r\n/);
    client.send('b IDLE\r\n');
    await client.until(/\+ idling\r\n/);
    await host.deliver('INBOX', 'a: b');
    await client.until(/\* 1 EXISTS\r\n/);
    client.send('DONE\r\n');
    await client.until(/b OK .*\r\n/);
  });

  it('takes octets one at a time, and messages as literals', async () => {
    const client = await login();
    await client.command('c', 'COMPRESS DEFLATE');
    const inside = new CompressedClient(client);
    const deflate = createDeflateRaw();
    deflate.end('a APPEND INBOX {4}\r\na: b\r\nz EXAMINE INBOX\r\nb FETCH 1 BODY.PEEK[]\r\n');
    for await (const chunk of deflate as AsyncIterable<Buffer>) {
      for (const octet of chunk) {
        client.send(Buffer.from([octet]));
        await setImmediate();
      }
    }
    assert.match(await inside.until(/b OK .*\r\n/), /\* 1 FETCH \(BODY\[\] \{4\}\r\na: b\)/);
  });

  it('sends long answers whole', async () => {
    const client = await compressed();
    const message = Buffer.from(Array.from({ length: 300_000 }, (_, n) => `${(n * 7919) % 10_007}\r\n`).join(''));
    await host.deliver('INBOX', message);
    client.send('a EXAMINE INBOX\r\nb FETCH 1 BODY.PEEK[]\r\n');
    const said = await client.until(/b OK .*\r\n/);
    assert.ok(said.includes(message.toString('latin1')));
  });

  it('ends with BYE, and when the client ends its half after its last command', async () => {
    const client = await compressed();
    client.send('a LOGOUT\r\n');
    assert.match(await client.until(/a OK .*\r\n/), /^\* BYE /);
    await ended();
    const other = await compressed();
    other.send('b NOOP\r\n');
    other.end();
    await other.until(/b OK .*\r\n/);
    await ended();
  });

  it('ends with BYE a client that is idle for too long', async () => {
    holdTime();
    const client = await compressed({ limits: { idleTimeoutMs: 100 } });
    releaseTime();
    await client.until(/\* BYE Idle for too long\r\n/);
    await ended();
  });

  it('reads what came right behind the command as compressed, and ends when it is not', async () => {
    const client = await login();
    client.send('c COMPRESS DEFLATE\r\nd NOOP\r\n');
    await client.until('c OK');
    await ended();
  });

  it('ends with UNAUTHENTICATE, and may begin again: RFC 8437', async () => {
    const client = await compressed();
    const line = clients.at(-1)!;
    client.send('a UNAUTHENTICATE\r\n');
    await client.until(/a OK .*\r\n/);
    const plain = line.again();
    assert.deepEqual(await plain.command('b', 'NOOP'), ['b OK NOOP completed']);
    await plain.command('c', `LOGIN ${user} ${password}`);
    assert.deepEqual(await plain.command('d', 'COMPRESS DEFLATE'), ['d OK DEFLATE active']);
    const inside = new CompressedClient(plain);
    inside.send('e NOOP\r\n');
    await inside.until(/e OK .*\r\n/);
  });

  it('keeps little of what expands a thousandfold', async function () {
    this.timeout(60_000); // 1.8 s of processor time, many times as long on a busy machine
    const line = await login();
    const megabyte = Buffer.alloc(1024 * 1024, 'a');
    const bomb = createDeflateRaw({ level: 9 });
    const kept = await mostKept(async () => {
      await line.command('c', 'COMPRESS DEFLATE');
      const client = new CompressedClient(line);
      bomb.pipe(line.socket);
      bomb.write(`a APPEND Nowhere {${128 * megabyte.length}+}\r\n`);
      for (let n = 0; n < 128; n += 1) if (!bomb.write(megabyte)) await once(bomb, 'drain');
      bomb.write('\r\nb NOOP\r\n');
      bomb.flush(constants.Z_SYNC_FLUSH);
      assert.match(await client.until(/b OK .*\r\n/, 50_000), /^a NO \[TRYCREATE\]/);
    }, keptBuffers);
    assert.ok(kept < 8 * megabyte.length, `${kept} octets`);
  });

  it('lets a client that does not read wait, and cuts it off in the end', async () => {
    await login({ limits: { stalledTimeoutMs: 100 } });
    const message = Buffer.alloc(20_000_000);
    for (let at = 0; at < message.length; at += 4)
      message.writeUInt32LE((Math.imul(at, 2_654_435_761) | 0x01010101) >>> 0, at);
    await host.deliver('INBOX', message);
    const client = await compressed();
    clients.at(-1)!.socket.pause();
    client.send('a EXAMINE INBOX\r\nb FETCH 1 BODY.PEEK[]\r\n');
    clients[0]!.close();
    await ended();
  });
});
