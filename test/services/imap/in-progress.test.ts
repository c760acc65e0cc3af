import assert from 'node:assert/strict';
import { defaultImapLimits } from '../../../src/services/imap/limits.js';
import { inProgress } from '../../../src/services/imap/in-progress.js';
import { flush } from '../../../src/services/imap/responses.js';
import { slowSearch } from '../../support/slow-search.js';
import { password, startImapHost, user } from '../../support/transcript/imap-host.js';
import { LineClient } from '../../support/transcript/line-client.js';

const session = { limits: { ...defaultImapLimits, progressMs: 1 }, without: new Set<string>() };

describe('INPROGRESS (RFC 9585)', () => {
  it('is told of work that goes on, with the tag and how far it is, and gives the result', async () => {
    let finish: (value: string) => void = () => {};
    const work = new Promise<string>((resolve) => (finish = resolve));
    const steps = inProgress(work, {
      session,
      tag: 'a1',
      text: 'Moving',
      progress: () => ({ done: 175, goal: 1000 }),
    });
    assert.deepEqual(await steps.next(), { done: false, value: '* OK [INPROGRESS ("a1" 175 1000)] Moving\r\n' });
    assert.deepEqual(await steps.next(), { done: false, value: flush });
    finish('done');
    assert.deepEqual(await steps.next(), { done: true, value: 'done' });
  });

  for (const [tag, progress, line] of [
    ['a1', {}, '("a1" NIL NIL)'],
    ['a]1', { done: 3 }, '(NIL 3 NIL)'],
    ['a1', { done: 0, goal: 0 }, '("a1" 0 NIL)'],
    ['a1', { goal: 5 }, '("a1" NIL NIL)'],
  ] as const) {
    it(`says ${line}`, async () => {
      const steps = inProgress(new Promise(() => {}), { session, tag, text: 'x', progress: () => progress });
      assert.equal((await steps.next()).value, `* OK [INPROGRESS ${line}] x\r\n`);
    });
  }

  it('passes on what the work rejects with', async () => {
    const work = Promise.reject(new Error('broken'));
    await assert.rejects(inProgress(work, { session, tag: 'a', text: 'x' }).next(), /broken/);
  });

  it('reaches the client of a slow search', async () => {
    const host = await startImapHost({
      limits: { progressMs: 5 },
      wrap: slowSearch(100),
    });
    const client = await LineClient.connect(host.port);
    try {
      await host.deliver('INBOX', 'Subject: x\r\n\r\nneedle\r\n');
      await client.next();
      await client.command('a', `LOGIN ${user} ${password}`);
      await client.command('b', 'SELECT INBOX');
      const lines = await client.command('c', 'SEARCH BODY needle');
      assert.equal(lines[0], '* OK [INPROGRESS ("c" NIL NIL)] Searching');
      assert.deepEqual(lines.slice(-2), ['* SEARCH 1', 'c OK SEARCH completed']);
    } finally {
      client.close();
      await host.close();
    }
  });
});
