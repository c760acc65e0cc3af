/** Clients that come back: what they hear when the store does not remember what was expunged, and their samples. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MailStore, MailStores } from '../../../src/mail/mail-store.js';
import { knownUpTo } from '../../../src/services/imap/sequence-match.js';
import type { View } from '../../../src/services/imap/view.js';
import { type ImapHost, password, sampleMessage, startImapHost, user } from '../../support/transcript/imap-host.js';
import { LineClient } from '../../support/transcript/line-client.js';

/** Stores whose journal of expunges is always too short. */
const forgetful = (stores: MailStores): MailStores => ({
  feed: stores.feed,
  async open(account) {
    const store = await stores.open(account);
    const own: Partial<MailStore> = {
      expungedSince: async () => 'forgotten',
      changes: async (mailbox, since) => ({ ...(await store.changes(mailbox, since)), expunged: 'forgotten' }),
    };
    return new Proxy(store, {
      get(target, name: keyof MailStore) {
        const value: unknown = own[name] ?? target[name];
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  },
});

describe('a client that comes back to a store that has forgotten what was expunged', () => {
  let host: ImapHost;
  let validity: string;
  const clients: LineClient[] = [];

  const connect = async (...commands: readonly string[]): Promise<LineClient> => {
    const client = await LineClient.connect(host.port);
    clients.push(client);
    await client.next();
    for (const each of [`LOGIN ${user} ${password}`, ...commands]) await client.command('g', each);
    return client;
  };
  const news = (lines: readonly string[]): readonly string[] =>
    lines.filter((line) => /^\* .*(VANISHED|FETCH|EXPUNGE|EXISTS)/.test(line));

  beforeEach(async () => {
    host = await startImapHost({ wrap: forgetful });
    for (let n = 1; n <= 9; n += 1) await host.deliver('INBOX', sampleMessage(n));
    const other = await connect('SELECT INBOX', 'STORE 3,6:7,9 FLAGS.SILENT (\\Deleted)', 'EXPUNGE');
    const status = await other.command('v', 'STATUS INBOX (UIDVALIDITY)');
    validity = /UIDVALIDITY (\d+)/.exec(status[0]!)![1]!;
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await host.close();
  });

  it('hears of every UID that is not there', async () => {
    const client = await connect('ENABLE QRESYNC');
    const told = await client.command('a', `SELECT INBOX (QRESYNC (${validity} 11))`);
    assert.deepEqual(news(told), ['* 5 EXISTS', '* VANISHED (EARLIER) 3,6:7,9']);
    const again = await client.command('b', 'UID FETCH 2:6,90:* UID (CHANGEDSINCE 11 VANISHED)');
    assert.deepEqual(news(again), ['* VANISHED (EARLIER) 3,6,9']);
  });

  it('is spared those it knows of by its sample of sequence numbers: RFC 7162 §3.2.5.2', async () => {
    const client = await connect('ENABLE QRESYNC');
    for (const [sample, vanished] of [
      ['1,3,5 1,4,8', '9'],
      ['1,3,5 1,4,7', '6:7,9'],
      ['1:9 1:9', '3,6:7,9'],
      ['3:4,7 4:5,10', '6:7,9'],
      ['1 2', '3,6:7,9'],
    ]) {
      const told = await client.command('a', `SELECT INBOX (QRESYNC (${validity} 11 1:9 (${sample})))`);
      assert.deepEqual(news(told).slice(1), [`* VANISHED (EARLIER) ${vanished}`], sample);
    }
  });

  it('hears of what other sessions expunge, all the same', async () => {
    const plain = await connect('SELECT INBOX');
    const client = await connect('ENABLE QRESYNC', 'SELECT INBOX');
    const other = await connect('SELECT INBOX', 'UID STORE 4,8 FLAGS.SILENT (\\Deleted)', 'EXPUNGE');
    assert.deepEqual(news(await plain.command('a', 'NOOP')), ['* 3 EXPUNGE', '* 4 EXPUNGE']);
    assert.deepEqual(news(await client.command('a', 'NOOP')), ['* VANISHED 4,8']);
    await host.deliver('INBOX', sampleMessage(1));
    await other.command('c', 'UID STORE 10 FLAGS.SILENT (\\Deleted)');
    await other.command('d', 'EXPUNGE');
    assert.deepEqual(news(await plain.command('b', 'NOOP')), []);
  });

  it('hears of many in several responses', async () => {
    for (let n = 0; n < 1100; n += 1)
      await host.deliver('INBOX', sampleMessage(n), n % 2 ? { flags: ['\\Deleted'] } : {});
    await connect('SELECT INBOX', 'EXPUNGE');
    const client = await connect('ENABLE QRESYNC');
    const told = await client.command('a', `SELECT INBOX (QRESYNC (${validity} 1200 10:*))`.replace('10:*', '10:1109'));
    const vanished = told.filter((line) => line.startsWith('* VANISHED (EARLIER) '));
    assert.deepEqual(
      vanished.map((line) => line.split(',').length),
      [500, 50],
    );
  });
});

describe('a sample of sequence numbers', () => {
  it('is known up to its last pair that still holds', () => {
    const sets = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 });
    const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
    fc.assert(
      fc.property(sets, sets, sets, (mailbox, seqs, uids) => {
        const there = ascending(mailbox);
        const length = Math.min(seqs.length, uids.length);
        const [first, second] = [seqs, uids].map((set) => ascending(set).slice(0, length));
        const view = { exists: there.length, uidAt: (number: number) => there[number - 1] } as unknown as View;
        const ranges = (numbers: readonly number[]) => numbers.map((number) => ({ from: number, to: number }));
        const joined = (numbers: readonly number[]) => {
          const runs: { from: number; to: number }[] = [];
          for (const number of numbers) {
            const last = runs.at(-1);
            if (last && last.to === number - 1) last.to = number;
            else runs.push({ from: number, to: number });
          }
          return runs;
        };
        const pairs = first!.map((seq, index) => [seq, second![index]!] as const);
        const expected = pairs.findLast(([seq, uid]) => there[seq - 1] === uid)?.[1] ?? 0;
        assert.equal(knownUpTo({ seqs: ranges(first!), uids: ranges(second!) }, view), expected);
        assert.equal(knownUpTo({ seqs: joined(first!), uids: joined(second!) }, view), expected);
      }),
    );
  });

  it('costs nothing by its size', () => {
    const view = { exists: 3, uidAt: (number: number) => number * 2 } as unknown as View;
    const all = [{ from: 1, to: 4_294_967_295 }];
    assert.equal(knownUpTo({ seqs: all, uids: all }, view), 0);
  });
});
