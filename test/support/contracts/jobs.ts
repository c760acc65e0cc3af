/** The job queue's contract. */
import assert from 'node:assert/strict';
import { accountId, jobId } from '../../../src/mail/ids.js';
import { freshStores } from './context.js';
import { fails } from './mailboxes.js';
import { append, letter, listing, newAccount, pieces } from './opened.js';
import type { OpenEmpty } from './opened.js';

export function jobsContract(openEmpty: OpenEmpty): void {
  describe('jobs', () => {
    const context = freshStores(openEmpty);
    const enqueue = (key: string, scan?: Buffer) =>
      context.opened.jobs.enqueue(
        { account: context.account, kind: 'intake', key, payload: { name: key, pages: 2 } },
        scan && pieces(scan),
      );
    const claim = (limit = 10, leaseMs = 1000) => context.opened.jobs.claim('intake', { leaseMs, limit });

    it('keeps what a job is about', async () => {
      const { job, fresh } = await enqueue('a');
      assert.equal(fresh, true);
      assert.deepEqual(await context.opened.jobs.get(job.id), {
        ...{ id: job.id, account: context.account, kind: 'intake', state: 'queued', attempts: 0, result: undefined },
        payload: { name: 'a', pages: 2 },
      });
      assert.equal(await context.opened.jobs.get(jobId(99)), undefined);
    });

    it('counts those of a kind that have not ended', async () => {
      const { jobs } = context.opened;
      const { job } = await enqueue('a');
      await enqueue('b');
      await claim(1);
      assert.deepEqual([await jobs.waiting('intake'), await jobs.waiting('notice')], [2, 0]);
      await jobs.reject(job.id, 'blank', 'Nothing on it.');
      assert.equal(await jobs.waiting('intake'), 1);
    });

    it('makes one job of a key, an account and a kind, and keeps the first scan', async () => {
      const first = await enqueue('a', Buffer.from('first'));
      const second = await enqueue('a', Buffer.from('second'));
      assert.deepEqual([second.fresh, second.job.id], [false, first.job.id]);
      assert.equal((await context.opened.jobs.scan(first.job.id)).toString(), 'first');
      const other = { account: context.account, kind: 'hot-folder', key: 'a', payload: null } as const;
      assert.equal((await context.opened.jobs.enqueue(other)).fresh, true);
      const account = await newAccount(context.opened, 'b');
      assert.equal((await context.opened.jobs.enqueue({ ...other, account })).fresh, true);
    });

    it('makes one job when the same key comes several times at once', async () => {
      const all = await Promise.all(['a', 'a', 'a', 'b'].map((key) => enqueue(key, Buffer.from(key))));
      assert.equal(all.filter(({ fresh }) => fresh).length, 2);
      assert.equal((await context.opened.jobs.list({})).length, 2);
    });

    for (const size of [0, 5, 65_536, 500_000]) {
      it(`gives a scan of ${size} octets back`, async () => {
        const scan = Buffer.alloc(size, 'scan');
        const { job } = await enqueue('a', scan);
        assert.ok((await context.opened.jobs.scan(job.id)).equals(scan));
      });
    }

    it('says that there is no scan', async () => {
      const { job } = await enqueue('a');
      await assert.rejects(context.opened.jobs.scan(job.id), fails('message-gone'));
      await assert.rejects(context.opened.jobs.scan(jobId(99)), fails('message-gone'));
    });

    it('refuses a job of no account', async () => {
      const job = { account: accountId(99), kind: 'intake', key: 'a', payload: null } as const;
      await assert.rejects(context.opened.jobs.enqueue(job), fails('account-not-found'));
    });

    it('makes no job when the scan breaks off', async () => {
      const broken = async function* (): AsyncGenerator<Buffer> {
        yield Buffer.alloc(1000);
        throw new Error('the line broke');
      };
      const job = { account: context.account, kind: 'intake', key: 'a', payload: null } as const;
      await assert.rejects(context.opened.jobs.enqueue(job, broken()), /the line broke/);
      assert.deepEqual(await context.opened.jobs.list({}), []);
    });

    it('gives jobs out oldest first, up to the limit, each to one worker', async () => {
      for (const key of ['a', 'b', 'c']) await enqueue(key);
      const first = await claim(2);
      const second = await claim(2);
      assert.deepEqual(
        [first, second].map((jobs) => jobs.map(({ payload }) => (payload as { name: string }).name)),
        [['a', 'b'], ['c']],
      );
      assert.deepEqual(
        first.map(({ state, attempts }) => [state, attempts]),
        [
          ['running', 1],
          ['running', 1],
        ],
      );
      assert.deepEqual(await claim(), []);
      assert.deepEqual(await context.opened.jobs.claim('hot-folder', { leaseMs: 1, limit: 1 }), []);
    });

    it('gives a job out again when its lease ran out, and renews a lease before that', async () => {
      await enqueue('a');
      const [job] = await claim();
      context.clock.pass(900);
      assert.equal(await context.opened.jobs.renew(job!.id, 1000), true);
      context.clock.pass(900);
      assert.deepEqual(await claim(), []);
      context.clock.pass(200);
      assert.equal(await context.opened.jobs.renew(job!.id, 1000), false);
      assert.deepEqual(
        (await claim()).map(({ attempts }) => attempts),
        [2],
      );
    });

    it('gives a released job out after its delay, without counting the claim', async () => {
      await enqueue('a');
      const [job] = await claim();
      await context.opened.jobs.release(job!.id, 500);
      assert.deepEqual(await claim(), []);
      context.clock.pass(500);
      assert.deepEqual(
        (await claim()).map(({ attempts }) => attempts),
        [1],
      );
      context.clock.pass(2000);
      await context.opened.jobs.release(job!.id, 0); // the lease was lost: nothing happens
      assert.equal((await context.opened.jobs.get(job!.id))!.state, 'running');
    });

    it('ends a rejected job with its reason, and its scan goes', async () => {
      const { job } = await enqueue('a', Buffer.from('scan'));
      await claim();
      await context.opened.jobs.reject(job.id, 'password', 'Diese Datei hat ein Kennwort.');
      const { state, result } = (await context.opened.jobs.get(job.id))!;
      assert.equal(state, 'failed');
      assert.deepEqual(result, { kind: 'rejected', code: 'password', reason: 'Diese Datei hat ein Kennwort.' });
      await assert.rejects(context.opened.jobs.scan(job.id), fails('message-gone'));
      context.clock.pass(5000);
      assert.deepEqual(await claim(), []);
      assert.equal((await enqueue('a')).fresh, false);
    });

    it('ends a job together with its message, once', async () => {
      const { job } = await enqueue('a', Buffer.from('scan'));
      await claim();
      const { mailbox, uid } = await append(context.store, 'INBOX', letter({ Subject: 'x' }), [], {
        completes: job.id,
      });
      const { state, result } = (await context.opened.jobs.get(job.id))!;
      assert.deepEqual([state, result], ['done', { kind: 'delivered', mailbox, uid }]);
      await assert.rejects(context.opened.jobs.scan(job.id), fails('message-gone'));
      const again = append(context.store, 'INBOX', letter({ Subject: 'y' }), [], { completes: job.id });
      await assert.rejects(again, fails('unavailable'));
      await context.opened.jobs.reject(job.id, 'late', 'too late');
      assert.equal((await context.opened.jobs.get(job.id))!.state, 'done');
      assert.deepEqual(await listing(context.store, 'INBOX'), ['1']);
    });

    it('appends nothing for a job that was put back or belongs to another account', async () => {
      const { job } = await enqueue('a');
      const complete = () => append(context.store, 'INBOX', letter({ Subject: 'x' }), [], { completes: job.id });
      await assert.rejects(complete(), fails('unavailable'));
      await claim();
      const other = await context.opened.stores.open(await newAccount(context.opened, 'b'));
      const foreign = append(other, 'INBOX', letter({ Subject: 'x' }), [], { completes: job.id });
      await assert.rejects(foreign, fails('unavailable'));
      assert.deepEqual(await listing(other, 'INBOX'), []);
      await context.opened.jobs.release(job.id, 0);
      await assert.rejects(complete(), fails('unavailable'));
      assert.deepEqual(await listing(context.store, 'INBOX'), []);
    });

    it('lists by account, oldest first, and by kind and state', async () => {
      const b = await newAccount(context.opened, 'b');
      await context.opened.jobs.enqueue({ account: b, kind: 'intake', key: '1', payload: 1 });
      await enqueue('a');
      await context.opened.jobs.enqueue({ account: b, kind: 'hot-folder', key: '2', payload: 2 });
      await enqueue('c');
      const payloads = async (filter: Parameters<typeof context.opened.jobs.list>[0]) =>
        (await context.opened.jobs.list(filter)).map(({ payload }) => (payload as { name?: string }).name ?? payload);
      assert.deepEqual(await payloads({}), ['a', 'c', 1, 2]);
      assert.deepEqual(await payloads({ account: b }), [1, 2]);
      assert.deepEqual(await payloads({ kind: 'hot-folder' }), [2]);
      await claim(1);
      assert.deepEqual(await payloads({ state: 'running' }), [1]);
    });

    it('forgets ended jobs by name or by age, and then their keys', async () => {
      const [a, b, c] = [await enqueue('a'), await enqueue('b'), await enqueue('c')];
      const { jobs } = context.opened;
      await jobs.remove(a.job.id);
      assert.ok(await jobs.get(a.job.id), 'a job that has not ended stays');
      await jobs.reject(a.job.id, 'x', 'x');
      await jobs.remove(a.job.id);
      assert.equal(await jobs.get(a.job.id), undefined);
      assert.equal((await enqueue('a')).fresh, true);
      await jobs.reject(b.job.id, 'x', 'x');
      context.clock.pass(1000);
      await jobs.reject(c.job.id, 'x', 'x');
      context.clock.pass(1);
      assert.equal(await jobs.forget('intake', 500), 1);
      assert.equal(await jobs.forget('hot-folder', 0), 0);
      assert.deepEqual(new Set((await jobs.list({})).map(({ id }) => id)), new Set([c.job.id, c.job.id + 1]));
    });

    it('calls listeners when there is work, until they end', async () => {
      let calls = 0;
      const end = context.opened.jobs.onWork(() => calls++);
      const { job } = await enqueue('a');
      assert.equal(calls, 1);
      await enqueue('a');
      await claim();
      assert.equal(calls, 1);
      await context.opened.jobs.release(job.id, 0);
      assert.equal(calls, 2);
      end();
      await enqueue('b');
      assert.equal(calls, 2);
    });
  });
}
