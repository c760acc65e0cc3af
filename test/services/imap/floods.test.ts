/** Clients that want to cost much: memory before login, floods of commands, announcements, nesting, and not reading. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateRawSync } from 'node:zlib';
import { holdTime, releaseTime } from '../../support/held-time.js';
import { keptOctets, mostKept } from '../../support/memory.js';
import { type ImapHost, password, sampleMessage, startImapHost, user } from '../../support/transcript/imap-host.js';
import { LineClient } from '../../support/transcript/line-client.js';

const MB = 1024 * 1024;

describe('floods', function () {
  this.timeout(60_000);
  let host: ImapHost;
  const errors: string[] = [];
  const quiet = (): void => undefined;
  const open: LineClient[] = [];

  before(async () => {
    host = await startImapHost({
      log: { debug: quiet, info: quiet, warn: quiet, error: (event) => void errors.push(event) },
      limits: { connectionsPerAddress: 5_000, badCommands: 1_000_000 },
    });
    await host.deliver('INBOX', sampleMessage(1));
  });
  afterEach(() => {
    for (const client of open.splice(0)) client.close();
    assert.deepEqual(errors, []);
  });
  after(() => host.close());

  async function connected(): Promise<LineClient> {
    const client = await LineClient.connect(host.port);
    open.push(client);
    await client.next();
    return client;
  }

  async function loggedIn(): Promise<LineClient> {
    const client = await connected();
    await client.command('l', `LOGIN ${user} ${password}`);
    await client.command('s', 'SELECT INBOX');
    return client;
  }

  async function othersAreServed(): Promise<void> {
    const other = await connected();
    assert.deepEqual(await other.command('n', 'NOOP'), ['n OK NOOP completed']);
  }

  const beforeLogin: Readonly<Record<string, string>> = {
    'half a line': `a LOGIN ${'x'.repeat(8_000)}`,
    'a line of a megabyte': `a LOGIN ${'x'.repeat(MB)}`,
    'a literal that is announced and comes by half': `a LOGIN {4000+}\r\n${'x'.repeat(2_000)}`,
    'a literal of a megabyte, sent unasked': `a LOGIN {${MB}+}\r\n${'x'.repeat(MB - 10)}`,
    'a thousand literals of no octets': `a ID (${'{0+}\r\n '.repeat(1_000)}`,
    'commands and never reading': 'a CAPABILITY\r\n'.repeat(5_000),
  };
  for (const [what, octets] of Object.entries(beforeLogin)) {
    it(`before login ${what} holds at most 64 KB a connection`, async () => {
      const count = 100;
      await connected();
      const clients = await Promise.all(Array.from({ length: count }, connected));
      for (const client of clients) client.socket.pause();
      await sleep(50);
      const before = keptOctets();
      for (const client of clients) client.send(octets);
      // What is on its way belongs to both sides: it is measured when it has come to rest.
      let each = Infinity;
      for (let n = 0; n < 10 && each >= 64 * 1024; n += 1) {
        await sleep(500);
        each = (keptOctets() - before - ofClients(clients)) / count;
      }
      assert.ok(each < 64 * 1024, `${Math.round(each / 1024)} KB each`);
      await othersAreServed();
    });
  }

  it('who does not log in is told BYE when the time is over', async () => {
    const impatient = await startImapHost({ limits: { loginTimeoutMs: 150 } });
    try {
      holdTime();
      const client = await LineClient.connect(impatient.port);
      await client.next();
      client.send('a LOGIN {3}\r\nab');
      assert.equal(await client.next(), '+ Go on');
      releaseTime();
      assert.equal(await client.next(), '* BYE Too slow to log in');
      assert.equal(await client.next(), undefined);
    } finally {
      releaseTime();
      await impatient.close();
    }
  });

  it('100,000 commands sent at once are all answered, and others meanwhile', async () => {
    const client = await loggedIn();
    const count = 100_000;
    client.send('p NOOP\r\n'.repeat(count));
    client.line('end NOOP');
    await othersAreServed();
    const answers = await client.until('end ');
    assert.equal(answers.length, count + 1);
    assert.ok(answers.slice(0, -1).every((line) => line === 'p OK NOOP completed'));
  });

  for (const size of ['4294967295', '4294967296', '18446744073709551616']) {
    it(`a literal of ${size} octets is refused, and is not waited for`, async () => {
      const client = await loggedIn();
      for (const command of ['SELECT', 'SEARCH TEXT', 'APPEND INBOX', 'LIST ""', 'STORE 1 FLAGS']) {
        const answer = await client.command('b', `${command} {${size}}`);
        assert.match(answer.at(-1)!, /^b (NO|BAD) /, command);
      }
      assert.deepEqual(await client.command('n', 'NOOP'), ['n OK NOOP completed']);
    });

    it(`a literal of ${size} octets that is not asked for is refused, and costs nothing while it comes`, async () => {
      const client = await loggedIn();
      client.line(`b SELECT {${size}+}`);
      assert.match((await client.until('b ')).at(-1)!, /^b BAD /);
      const before = keptOctets();
      client.send(Buffer.alloc(4 * MB, 'x'));
      await sleep(300);
      assert.ok(keptOctets() - before < 24 * MB);
      await othersAreServed();
    });
  }

  const nested = '('.repeat(60_000);
  for (const command of [
    'SEARCH',
    'FETCH 1',
    'LIST',
    'LIST ""',
    'ID',
    'STORE 1 FLAGS',
    'SORT',
    'STATUS INBOX',
    'NOTIFY SET',
  ])
    it(`parentheses as deep as a line is long are refused: ${command}`, async () => {
      const client = await loggedIn();
      assert.match((await client.command('d', `${command} ${nested}`)).at(-1)!, /^d BAD /);
      assert.match((await client.command('e', `${command} ${nested}${nested}`)).at(-1)!, /^e BAD \[TOOBIG\]/);
      assert.deepEqual(await client.command('n', 'NOOP'), ['n OK NOOP completed']);
    });

  it('a message of 100,000 nested parts is served, its BODYSTRUCTURE no deeper than the limit', async () => {
    const levels = Array.from(
      { length: 100_000 },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    );
    await host.deliver('INBOX', levels.join(''));
    const client = await loggedIn();
    const [line] = await client.command('f', 'FETCH * BODYSTRUCTURE');
    assert.ok(/\(+/.exec(line!.slice(line!.indexOf('BODYSTRUCTURE')))![0].length < 60);
  });

  it('octets of NUL are refused, one by one too', async () => {
    const client = await loggedIn();
    for (const octet of Buffer.from('a SELECT "IN\0BOX"\r\n')) {
      client.send(Buffer.of(octet));
      await sleep(1);
    }
    assert.match((await client.until('a ')).at(-1)!, /^a BAD /);
    client.line('\0\0\0');
    assert.match((await client.next())!, / BAD /);
    assert.deepEqual(await client.command('n', 'NOOP'), ['n OK NOOP completed']);
  });

  it('a client that asks for much and reads nothing costs no memory', async () => {
    await host.deliver('INBOX', `Subject: big\r\n\r\n${'x'.repeat(78)}\r\n`.repeat(1) + 'y'.repeat(4 * MB));
    const client = await loggedIn();
    client.socket.pause();
    const kept = await mostKept(() => {
      client.send('f FETCH * BODY.PEEK[]\r\n'.repeat(3_000));
      return sleep(800);
    });
    assert.ok(kept < 48 * MB, `${Math.round(kept / MB)} MB`);
    await othersAreServed();
  });

  it('a gigabyte of blanks, compressed to a megabyte, costs no memory', async () => {
    const client = await loggedIn();
    await client.command('c', 'COMPRESS DEFLATE');
    const bomb = deflateRawSync(Buffer.alloc(64 * MB, ' '));
    const kept = await mostKept(() => {
      for (let n = 0; n < 16; n += 1) client.send(bomb);
      return sleep(800);
    });
    assert.ok(kept < 48 * MB, `${Math.round(kept / MB)} MB`);
    await othersAreServed();
  });

  it('a thousand connections are served, half of them closed on the client side', async () => {
    const clients = await Promise.all(Array.from({ length: 1_000 }, connected));
    for (const [n, client] of clients.entries()) {
      client.line('n NOOP');
      if (n % 2 === 0) client.end();
    }
    for (const [n, client] of clients.entries()) {
      assert.equal(await client.next(), 'n OK NOOP completed');
      if (n % 2 === 0) assert.equal(await client.next(), undefined);
    }
  });
});

/** What the clients themselves hold: they share this process with the server. */
function ofClients(clients: readonly LineClient[]): number {
  return clients.reduce((sum, { socket }) => sum + socket.writableLength + socket.readableLength, 0);
}
