import assert from 'node:assert/strict';
import { CommanderError } from 'commander';
import type { QueueEntry } from '../../src/mail/admin.js';
import type { Disclosure } from '../../src/mail/queue-store.js';
import { queueId } from '../../src/mail/ids.js';
import { run } from './run.js';

const entry: QueueEntry = {
  queue: 12,
  account: 7,
  user: 'erika@post.example',
  sender: 'erika@post.example',
  queuedMs: new Date(2026, 10, 24, 9, 30).getTime(),
  hold: null,
  endedMs: null,
  recipients: [
    {
      address: 'jan@kunde.example',
      state: 'queued',
      failures: 2,
      nextMs: new Date(2026, 10, 24, 10, 5).getTime(),
      last: { atMs: 0, remote: 'mx.kunde.example', reply: '451 4.7.1 Greylisted' },
    },
    { address: 'eva@amt.example', state: 'delivered', failures: 0, nextMs: null, last: null },
  ],
};

describe('unpaperme queue', () => {
  const listQueue = async () => [entry];

  it('lists a line for each recipient, with what happened last and what comes next', async () => {
    const { out } = await run(['queue', 'list'], { listQueue });
    const lines = out[0]!.split('\n');
    assert.equal(lines.length, 3);
    assert.match(lines[1]!, /^12 .*2026-11-24 09:30 +delayed \(2 tries\) +2026-11-24 10:05 +jan@kunde\.example/);
    assert.match(lines[1]!, /mx\.kunde\.example: 451 4\.7\.1 Greylisted$/);
    assert.match(lines[2]!, /delivered +eva@amt\.example$/);
  });

  it('tells what is held, and which destinations are paused', async () => {
    const { out } = await run(['queue', 'list'], {
      listQueue: async () => [{ ...entry, hold: 'postcard' }],
      pausedDestinations: async () => [{ domain: 'kunde.example', sinceMs: entry.queuedMs }],
    });
    assert.match(out[0]!, /held \(postcard\)/);
    assert.match(out[1]!, /Paused since 2026-11-24 09:30: kunde\.example/);
    assert.match((await run(['queue', 'list'])).out[0]!, /empty/);
  });

  it('lists as JSON, of one account, with those ended', async () => {
    const { out } = await run(['queue', 'list', '--json'], { listQueue });
    assert.deepEqual(JSON.parse(out[0]!), [entry]);
    const { calls } = await run(['queue', 'list', '--account', 'erika', '--ended']);
    assert.deepEqual(calls[0], ['listQueue', { account: 'erika', ended: true }]);
  });

  for (const action of ['hold', 'release', 'retry', 'cancel']) {
    it(`${action}s by number, by account, or all`, async () => {
      assert.deepEqual((await run(['queue', action, '12', '13'])).calls, [
        ['changeQueue', action, { queue: [12, 13] }],
      ]);
      assert.deepEqual((await run(['queue', action, '--account', 'erika'])).calls, [
        ['changeQueue', action, { account: 'erika' }],
      ]);
      assert.deepEqual((await run(['queue', action, '--all'])).calls, [['changeQueue', action, { all: true }]]);
    });
  }

  it('wants to know which, and only one way', async () => {
    for (const args of [[], ['12', '--all'], ['--account', 'x', '--all']]) {
      const { error, calls } = await run(['queue', 'cancel', ...args]);
      assert.ok(error instanceof RangeError, args.join(' '));
      assert.deepEqual(calls, []);
    }
    assert.ok((await run(['queue', 'cancel', 'twelve'])).error instanceof CommanderError);
  });

  it('says so, and fails, when a message named has nothing left to do', async () => {
    const nothing = await run(['queue', 'release', '12']);
    assert.deepEqual([nothing.code, nothing.out[0]], [1, 'Nothing to release.']);
    const one = await run(['queue', 'release', '12'], { changeQueue: async () => [entry] });
    assert.deepEqual([one.code, one.out[0]], [0, '1 message released.']);
  });

  it('pauses and resumes a destination', async () => {
    assert.match((await run(['queue', 'pause', 'kunde.example'])).out[0]!, /Nothing is tried for kunde\.example/);
    assert.match((await run(['queue', 'resume', 'kunde.example'])).out[0]!, /is resumed/);
    const not = await run(['queue', 'resume', 'kunde.example'], { resumeDestination: async () => false });
    assert.equal(not.code, 1);
  });
});

describe('unpaperme account disclosures', () => {
  const disclosure: Disclosure = {
    atMs: new Date(2026, 10, 24, 9, 30).getTime(),
    queue: queueId(12),
    recipient: 'jan@kunde.example',
    messageId: '<1@post.example>',
    documents: ['d1'],
    way: { remote: 'mx.kunde.example', tls: 'TLSv1.3', verified: 'mta-sts', encrypted: 'no' },
    reply: '250 2.0.0 OK',
  };

  it('lists what left to whom, and by which way', async () => {
    const { out } = await run(['account', 'disclosures', '7'], { disclosures: async () => [disclosure] });
    assert.match(
      out[0]!,
      /2026-11-24 09:30 +jan@kunde\.example +d1 +mx\.kunde\.example, TLSv1\.3 \(mta-sts\) +<1@post/,
    );
    assert.match((await run(['account', 'disclosures', '7'])).out[0]!, /Nothing/);
  });

  it('takes days as long as they are where clocks are put back', async () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'Europe/Berlin';
    try {
      const { calls } = await run(['account', 'disclosures', '7', '--to', '2026-10-25']);
      assert.deepEqual(calls, [['disclosures', '7', { toMs: Date.parse('2026-10-25T23:00:00Z') }]]);
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it('takes days, the last one whole', async () => {
    const { calls } = await run(['account', 'disclosures', '7', '--from', '2026-11-01', '--to', '2026-11-02']);
    const fromMs = new Date(2026, 10, 1).getTime();
    assert.deepEqual(calls, [['disclosures', '7', { fromMs, toMs: fromMs + 2 * 86_400_000 }]]);
    assert.ok((await run(['account', 'disclosures', '7', '--from', '2026-02-31'])).error instanceof RangeError);
  });
});

describe('unpaperme dkim', () => {
  it('makes keys, prints records in strings that DNS takes, and says what is left to do', async () => {
    const { out } = await run(['dkim', 'make', '--selector', 's1']);
    assert.match(out[1]!, /^s1-rsa\._domainkey\.post\.example\. IN TXT "v=DKIM1; k=rsa; p=A+" "A+"$/);
    for (const part of out[1]!.match(/"[^"]*"/g)!) assert.ok(part.length <= 257);
    assert.match(out.join('\n'), /Not signing yet: s1.*set dkim\.selectors to \[s1\]/);
  });

  it('shows those that are there', async () => {
    assert.match((await run(['dkim', 'show'])).out[0]!, /no signing keys/);
  });
});
