/** Intake while its store, its reader or its whole process fails: nothing is lost, nothing comes twice, nothing loops. */
import assert from 'node:assert/strict';
import { openMemoryStores } from '../../src/adapters/memory/open.js';
import { MailError, type MailErrorCode } from '../../src/mail/errors.js';
import type { AccountId, JobId } from '../../src/mail/ids.js';
import type { JobQueue } from '../../src/mail/job-queue.js';
import type { MailStore, MailStores } from '../../src/mail/mail-store.js';
import type { IntakeReport } from '../../src/services/intake/intake.js';
import { turns, until } from '../support/fake-time.js';
import { hanging, pdf, plainLetter, scanOf, World } from '../services/intake/support.js';
import { openTemporarySqlite } from './support.js';

for (const { name, open } of [
  { name: 'memory', open: openMemoryStores },
  { name: 'sqlite', open: openTemporarySqlite },
]) {
  describe(`intake on a ${name} store that has trouble`, () => {
    let world: World;
    beforeEach(async () => (world = await World.open(open)));
    afterEach(() => world.close());

    it('delivers once the disk has room again, reads no scan in vain meanwhile, and tells it once', async () => {
      const account = await world.account();
      let full = true;
      const stores = failingAppend(world.opened.stores, () =>
        full ? new MailError('storage-full', 'full') : undefined,
      );
      const intake = world.started({ stores, limits: { concurrency: 1 } });
      const taken = ['a', 'b', 'c'].map((text) => intake.take(scanOf(account, pdf(text))));
      await until(() => world.log.events('intake.held').length === 1);
      for (let minute = 0; minute < 30; minute++) await world.time.advance(60_000);
      const reads = world.reader.scans.length;
      assert.ok(reads > 1 && reads < 20, `${reads} reads in half an hour`);
      assert.equal(world.log.events('intake.held').length, 1);
      assert.equal(world.log.events('intake.resumed').length, 0);
      full = false;
      const reports = await world.pass(Promise.all(taken));
      assert.deepEqual(new Set(reports.map(uidOf)), new Set([1, 2, 3]));
      assert.equal((await world.inbox(account)).length, 3);
      assert.equal(world.log.events('intake.resumed').length, 1);
      // A full disk is no crash: the text is there.
      assert.doesNotMatch((await world.inbox(account)).join(''), /X-Unpaperme-Problem/);
    });

    it('holds only the account that is over its quota', async () => {
      const [full, other] = [await world.account('f@example.org'), await world.account('o@example.org')];
      let over = true;
      const stores = failingAppend(world.opened.stores, (account) =>
        over && account === full ? new MailError('over-quota', 'full') : undefined,
      );
      const intake = world.started({ stores });
      const held = intake.take(scanOf(full, pdf('held')));
      await until(() => world.log.events('intake.held').length === 1);
      assert.equal((await world.pass(intake.take(scanOf(other, pdf('passes'))))).result, 'delivered');
      for (let i = 0; i < 5; i++) await intake.submit(scanOf(full, pdf(`more ${i}`)));
      await world.time.advance(20_000);
      assert.equal(world.reader.scans.length, 2, 'nothing is read for an account that is held');
      over = false;
      assert.equal((await world.pass(held)).result, 'delivered');
      await world.passUntil(async () => (await world.inbox(full)).length === 6);
    });

    it('keeps what comes for a full account, without reading it, tells so, and delivers it once there is room', async () => {
      const account = await world.account();
      let limit: number | undefined = 0;
      const stores = withCalls(world.opened.stores, () => ({
        quota: async () => ({ octets: { used: 0, limit }, messages: { used: 0, limit: undefined } }),
      }));
      const intake = world.started({ stores });
      let heard = 0;
      const held = intake.take(scanOf(account, pdf('a')), { onHeld: () => void (heard += 1) });
      await until(() => heard === 1);
      await world.time.advance(3_600_000);
      assert.ok(heard > 1);
      assert.equal(world.reader.scans.length, 0);
      assert.equal(world.log.events('intake.held').length, 1);
      limit = undefined;
      assert.equal((await world.pass(held)).result, 'delivered');
    });

    it('finds its message when only the answer to the commit was lost', async () => {
      const account = await world.account();
      let lost = true;
      const stores = wrapped(world.opened.stores, (store) => async (...given) => {
        const appended = await store.append(...given);
        if (!lost) return appended;
        lost = false;
        throw new MailError('unavailable', 'no answer');
      });
      const report = await world.pass(world.started({ stores }).take(scanOf(account, pdf('a'))));
      assert.equal(uidOf(report), 1);
      assert.equal((await world.inbox(account)).length, 1);
    });

    for (const code of ['storage-full', 'unavailable'] satisfies MailErrorCode[]) {
      it(`says ${code} to whoever submits, and has taken nothing`, async () => {
        const account = await world.account();
        const jobs = failing(world.opened.jobs, 'enqueue', () => new MailError(code, 'no'));
        const intake = world.started({ jobs });
        await assert.rejects(intake.submit(scanOf(account, pdf('a'))), (error) => error instanceof MailError);
        assert.deepEqual(await world.opened.jobs.list({}), []);
      });
    }

    it('goes on when jobs could not be claimed, renewed or released for a while', async () => {
      const account = await world.account();
      let fails = 3;
      const trouble = () => (fails-- > 0 ? new MailError('unavailable', 'not now') : undefined);
      let jobs = world.opened.jobs;
      for (const call of ['claim', 'renew', 'release'] as const) jobs = failing(jobs, call, trouble);
      const report = await world.pass(world.started({ jobs }).take(scanOf(account, pdf('a'))));
      assert.equal(report.result, 'delivered');
      assert.equal(world.log.events('intake.held').length, 1);
    });

    it('delivers a scan without its text, then refuses it, when an error of ours comes back every time', async () => {
      const account = await world.account('e@example.org', 'en');
      const stores = failingAppend(world.opened.stores, () => new TypeError('a bug'));
      const report = await world.pass(world.started({ stores }).take(scanOf(account, pdf('a'))));
      assert.match(report.result === 'rejected' ? report.reason : '', /tell the operator/);
      assert.equal(world.reader.scans.length, 2, 'the later tries do without the reader');
      assert.equal(world.log.events('intake.failed').length, 4);
    });

    it('gives a scan that outlives its lease to nobody else while it is being read', async () => {
      const account = await world.account();
      let finish = (): void => {};
      world.reader.script = async (scan) => {
        await new Promise<void>((resolve) => (finish = resolve));
        return plainLetter(scan);
      };
      const first = world.started({ limits: { leaseMs: 30_000 } });
      const second = world.started({ limits: { leaseMs: 30_000 } });
      const taken = first.take(scanOf(account, pdf('a')));
      await until(() => world.reader.scans.length === 1);
      await world.time.advance(300_000);
      finish();
      await world.pass(Promise.all([taken, second.take(scanOf(account, pdf('a')))]));
      assert.equal(world.reader.scans.length, 1);
      assert.equal((await world.inbox(account)).length, 1);
    });

    it('makes one message when two workers read the same scan after all', async () => {
      const account = await world.account();
      const finish: (() => void)[] = [];
      world.reader.script = async (scan) => {
        await new Promise<void>((resolve) => finish.push(resolve));
        return plainLetter(scan);
      };
      // The first cannot renew: to the queue it looks dead.
      const jobs = failing(world.opened.jobs, 'renew', () => new MailError('unavailable', 'not now'));
      const first = world.started({ jobs, limits: { concurrency: 1 } });
      const { job } = await first.submit(scanOf(account, pdf('a')));
      await until(() => finish.length === 1);
      const second = world.started();
      await world.passUntil(() => finish.length === 2);
      for (const each of finish) each();
      assert.equal((await world.pass(second.wait(job))).result, 'delivered');
      assert.equal((await world.pass(first.wait(job))).result, 'delivered');
      assert.equal((await world.inbox(account)).length, 1);
    });

    describe('a scan that takes the process down', () => {
      const limits = { crashes: 3 };

      /** Claims the oldest job, as a process does that dies with it, and lets its lease run out. */
      async function dieWith(job: JobId): Promise<void> {
        const [claimed] = await world.opened.jobs.claim('intake', { leaseMs: 1_000, limit: 1 });
        assert.equal(claimed?.id, job);
        await world.time.advance(1_001);
      }

      it('is read again after each of the first crashes', async () => {
        const account = await world.account();
        const intake = world.intake({ limits });
        const { job } = await intake.submit(scanOf(account, pdf('words')));
        for (let i = 0; i < 2; i++) await dieWith(job);
        intake.start();
        await world.pass(intake.wait(job));
        assert.equal(world.reader.scans.length, 1);
        assert.doesNotMatch((await world.inbox(account))[0]!, /X-Unpaperme-Problem/);
      });

      it('arrives without its text after three, and says so', async () => {
        const account = await world.account();
        const intake = world.intake({ limits });
        const { job } = await intake.submit(scanOf(account, pdf('words')));
        for (let i = 0; i < 3; i++) await dieWith(job);
        intake.start();
        assert.equal((await world.pass(intake.wait(job))).result, 'delivered');
        assert.equal(world.reader.scans.length, 0, 'the reader never sees it again');
        const [message] = await world.inbox(account);
        assert.match(message!, /^X-Unpaperme-Problem: crashed\r$/m);
        assert.ok(message!.includes(pdf('words').toString('base64')));
      });

      it('is refused when even that takes the process down', async () => {
        const account = await world.account();
        const intake = world.intake({ limits });
        const { job } = await intake.submit(scanOf(account, pdf('words')));
        for (let i = 0; i < 6; i++) await dieWith(job);
        intake.start();
        const report = await world.pass(intake.wait(job));
        assert.equal(report.result === 'rejected' && report.code, 'failed');
      });

      it('is read alone after two, so that no other is blamed', async () => {
        const account = await world.account();
        const intake = world.intake({ limits: { ...limits, concurrency: 4 } });
        const { job } = await intake.submit(scanOf(account, pdf('suspect')));
        for (let i = 0; i < 2; i++) await dieWith(job);
        for (const text of ['b', 'c']) await intake.submit(scanOf(account, pdf(text)));
        let finish = (): void => {};
        world.reader.script = async (scan) => {
          if (scan.includes('suspect')) await new Promise<void>((resolve) => (finish = resolve));
          return plainLetter(scan);
        };
        intake.start();
        await until(() => world.reader.scans.length === 1);
        await turns(50);
        assert.deepEqual(world.reader.scans.map(String), [String(pdf('suspect'))]);
        finish();
        await world.passUntil(async () => (await world.inbox(account)).length === 3);
      });
    });

    it('lets nobody wait for a scan whose account was deleted', async () => {
      const account = await world.account();
      world.reader.script = hanging;
      const [reading, waiting] = [world.started({ limits: { concurrency: 1 } }), world.started()];
      const { job } = await reading.submit(scanOf(account, pdf('a')));
      await until(() => world.reader.scans.length === 1);
      const end = waiting.wait(job);
      await world.opened.accounts.delete(account);
      await assert.rejects(world.pass(end), (error) => error instanceof MailError && error.code === 'message-gone');
    });

    it('closes within its time although reader and store hang', async () => {
      const account = await world.account();
      world.reader.script = hanging;
      let committing = false;
      const stores = wrapped(world.opened.stores, () => async () => {
        committing = true;
        return new Promise<never>(() => {});
      });
      const intake = world.started({ stores, limits: { concurrency: 2, closeMs: 3_000 } });
      await intake.submit(scanOf(account, pdf('hangs in the reader')));
      await until(() => world.reader.scans.length === 1);
      world.reader.script = async (scan) => plainLetter(scan);
      await intake.submit(scanOf(account, pdf('hangs in the store')));
      await until(() => committing);
      const startMs = world.time.now();
      const closing = intake.close();
      await until(() => world.time.awaits(3_000)); // by then the disk has done its work, for which no time passes
      await world.pass(closing);
      assert.ok(world.time.now() - startMs <= 4_000);
    });
  });
}

function uidOf(report: IntakeReport): number | undefined {
  return report.result === 'delivered' ? report.uid : undefined;
}

/** The same stores, with another `append`. Staged contents are its own, so that the real one knows them. */
function wrapped(stores: MailStores, append: (store: MailStore) => MailStore['append']): MailStores {
  return withCalls(stores, (store) => ({ append: append(store) }));
}

function withCalls(stores: MailStores, replace: (store: MailStore) => Partial<MailStore>): MailStores {
  return {
    feed: stores.feed,
    open: async (account) => {
      const store = await stores.open(account);
      const others = new Map(Object.entries(replace(store)));
      return new Proxy(store, {
        get(target, name) {
          const other = others.get(String(name));
          if (other !== undefined) return other;
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
    },
  };
}

function failingAppend(stores: MailStores, trouble: (account: AccountId) => Error | undefined): MailStores {
  return wrapped(stores, (store) => async (to, messages, options) => {
    const error = trouble(store.account);
    if (!error) return store.append(to, messages, options);
    for (const { content } of messages) await store.discard(content);
    throw error;
  });
}

function failing(jobs: JobQueue, call: keyof JobQueue, trouble: () => Error | undefined): JobQueue {
  return new Proxy(jobs, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name !== call) return value.bind(target) as unknown;
      return async (...given: unknown[]) => {
        const error = trouble();
        if (error) throw error;
        return Reflect.apply(value, target, given) as unknown;
      };
    },
  });
}
