/** Commands on more messages than the store changes in one step. */
import assert from 'node:assert/strict';
import { type ImapHost, password, sampleMessage, startImapHost, user } from '../../support/transcript/imap-host.js';
import { LineClient } from '../../support/transcript/line-client.js';

const count = 4096;

describe('commands on thousands of messages', () => {
  let host: ImapHost;
  const clients: LineClient[] = [];

  const connect = async (...commands: readonly string[]): Promise<LineClient> => {
    const client = await LineClient.connect(host.port);
    clients.push(client);
    await client.next();
    for (const each of [`LOGIN ${user} ${password}`, ...commands]) await client.command('g', each);
    return client;
  };
  const fetches = (lines: readonly string[]): readonly string[] => lines.filter((line) => /^\* \d+ FETCH /.test(line));

  beforeEach(async () => {
    host = await startImapHost();
    await host.deliver('INBOX', sampleMessage(1));
    const client = await connect('SELECT INBOX');
    for (let copies = 1; copies < count; copies *= 2) await client.command('g', 'COPY 1:* INBOX');
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await host.close();
  });

  it('STORE changes and tells each once, in order, and what UNCHANGEDSINCE refuses in one code', async () => {
    const other = await connect('SELECT INBOX');
    const client = await connect('SELECT INBOX (CONDSTORE)');
    const before = /HIGHESTMODSEQ (\d+)/.exec((await client.command('s', 'STATUS INBOX (HIGHESTMODSEQ)'))[0]!)![1]!;
    const told = fetches(await client.command('a', 'STORE 1:* +FLAGS (\\Flagged)'));
    assert.deepEqual(
      told.map((line) => Number(/^\* (\d+) FETCH .*\\Flagged/.exec(line)?.[1])),
      Array.from({ length: count }, (_, i) => i + 1),
    );
    assert.equal(fetches(await other.command('n', 'NOOP')).length, count);
    const refused = await client.command('b', `STORE 1:* (UNCHANGEDSINCE ${before}) FLAGS.SILENT (\\Seen)`);
    assert.match(refused.at(-1)!, new RegExp(`^b OK \\[MODIFIED 1:${count}\\]`));
  });

  it('EXPUNGE tells each, and another session comes to the same', async () => {
    const other = await connect('SELECT INBOX');
    const client = await connect('SELECT INBOX', 'STORE 2:* +FLAGS.SILENT (\\Deleted)');
    const gone = (lines: readonly string[]) => lines.filter((line) => line.endsWith(' EXPUNGE')).length;
    assert.equal(gone(await client.command('a', 'EXPUNGE')), count - 1);
    assert.equal(gone(await other.command('n', 'NOOP')), count - 1);
    assert.deepEqual(fetches(await other.command('f', 'FETCH 1:* UID')), ['* 1 FETCH (UID 1)']);
  });
});
