/** The contract of rotation runs. */
import assert from 'node:assert/strict';
import { isValid } from '../../../src/mail/credentials.js';
import type { NewCredential } from '../../../src/mail/credentials.js';
import { accountId } from '../../../src/mail/ids.js';
import type { AccountId } from '../../../src/mail/ids.js';
import type { NewRotation, RotationEntry } from '../../../src/mail/rotation.js';
import { freshStores } from './context.js';
import { freshCredential } from './credentials.js';
import { newAccount, verifier } from './opened.js';
import type { OpenEmpty } from './opened.js';

const nobody = accountId(4711);

export function rotationsContract(openEmpty: OpenEmpty): void {
  describe('rotation runs', () => {
    const context = freshStores(openEmpty);
    const store = () => context.opened.rotations;
    const now = () => context.clock.now();
    const run = (about: Partial<NewRotation> = {}): NewRotation => {
      return { reason: 'routine', startedMs: now(), overlapMs: 5000, graceMs: 1000, ...about };
    };
    let accounts: AccountId[];
    beforeEach(async () => {
      accounts = [context.account];
      for (const user of ['b', 'c', 'd']) accounts.push(await newAccount(context.opened, user));
    });

    /** As the service prepares them. */
    async function entries(of: readonly AccountId[], about: Partial<NewCredential> = {}): Promise<RotationEntry[]> {
      const ids = await context.opened.credentials.reserve(of);
      const replaces = { which: 'account', how: { kind: 'cut' } } as const;
      return of.map((account, i) => ({
        account,
        credential: { ...freshCredential(context, { replaces, ...about }), id: ids[i]! },
      }));
    }
    const validIds = async (account: AccountId) => {
      const all = await context.opened.credentials.list(account);
      return all.filter((each) => isValid(each, now())).map(({ id }) => id);
    };
    const state = async (id: number) => {
      const { done, skipped, total } = (await store().get(id))!;
      return { done, skipped, total };
    };

    it('begin with accounts, in their order, each once', async () => {
      const [a, b, c, d] = accounts as [AccountId, AccountId, AccountId, AccountId];
      const begun = await store().begin(run(), [c, a, c, d, b]);
      assert.deepEqual(begun, { ...run(), id: begun.id, total: 4, done: 0, skipped: 0, endedMs: undefined });
      assert.deepEqual(await store().get(begun.id), begun);
      assert.deepEqual(await store().pending(begun.id, 10), [c, a, d, b]);
      assert.deepEqual(await store().pending(begun.id, 3), [c, a, d]);
      for (const reason of ['loss', 'misuse'] as const) {
        const { id } = await store().begin(run({ reason, overlapMs: 0, graceMs: 0 }), [a]);
        const { reason: kept, overlapMs, graceMs } = (await store().get(id))!;
        assert.deepEqual([kept, overlapMs, graceMs], [reason, 0, 0]);
      }
      assert.equal(await store().get(999), undefined);
      assert.deepEqual(await store().pending(999, 10), []);
    });

    it('begin without those that are not there, which count as passed over', async () => {
      const { id } = await store().begin(run(), [nobody, accounts[0]!]);
      assert.deepEqual(await store().pending(id, 10), [accounts[0]]);
      assert.deepEqual(await state(id), { done: 0, skipped: 1, total: 2 });
    });

    it('issue passwords with what they replace, and tell what was cut', async () => {
      const [a, b] = accounts as [AccountId, AccountId];
      const { id } = await store().begin(run(), accounts);
      const before = await validIds(a);
      const prepared = await entries([a, b]);
      const issued = await store().issue(id, prepared);
      assert.deepEqual(
        issued.map(({ account, credential }) => [account, credential]),
        prepared.map(({ account, credential }) => [account, credential.id]),
      );
      assert.deepEqual(issued[0]!.cut, before);
      assert.deepEqual(await validIds(a), [prepared[0]!.credential.id]);
      assert.deepEqual(await state(id), { done: 2, skipped: 0, total: 4 });
      assert.deepEqual(await store().pending(id, 10), accounts.slice(2));
    });

    it('issue one to each account, however often, in whatever order and at whatever time they are asked', async () => {
      const [a, b] = accounts as [AccountId, AccountId];
      const { id } = await store().begin(run(), [a, b]);
      const first = await entries([a, b]);
      const [one, two] = await Promise.all([
        store().issue(id, [...first, ...(await entries([a]))]),
        store().issue(id, await entries([b, a])),
      ]);
      assert.equal(one.length + two.length, 2);
      assert.deepEqual(await store().issue(id, await entries([a, b])), []);
      for (const account of [a, b]) assert.equal((await validIds(account)).length, 1);
      assert.deepEqual(await state(id), { done: 2, skipped: 0, total: 2 });
    });

    it('issue none to accounts that are not in the run, nor in a run that is not there or has ended', async () => {
      const [a, b] = accounts as [AccountId, AccountId];
      const { id } = await store().begin(run(), [a]);
      assert.deepEqual(await store().issue(id, await entries([b])), []);
      assert.deepEqual(await store().issue(999, await entries([a])), []);
      await store().end(id, now());
      assert.deepEqual(await store().issue(id, await entries([a])), []);
    });

    it('pass over who was closed or deleted meanwhile', async () => {
      const [a, b, c, d] = accounts as [AccountId, AccountId, AccountId, AccountId];
      const { id } = await store().begin(run(), accounts);
      const prepared = await entries(accounts);
      await context.opened.accounts.close(b, now());
      await context.opened.accounts.delete(c);
      assert.deepEqual(await store().pending(id, 10), [a, d]);
      assert.deepEqual(await state(id), { done: 0, skipped: 2, total: 4 });
      const issued = await store().issue(id, prepared);
      assert.deepEqual(
        issued.map(({ account }) => account),
        [a, d],
      );
      assert.equal((await context.opened.credentials.list(b)).length, 1);
      assert.deepEqual(await state(id), { done: 2, skipped: 2, total: 4 });
      // One that comes back before the end waits again.
      await context.opened.accounts.reopen(b);
      assert.deepEqual(await store().pending(id, 10), [b]);
      assert.deepEqual(await state(id), { done: 2, skipped: 1, total: 4 });
      await context.opened.accounts.delete(a); // has its password: stays done
      assert.deepEqual(await state(id), { done: 2, skipped: 1, total: 4 });
    });

    it('issue a setup link with the password, or neither', async () => {
      const [a, b] = accounts as [AccountId, AccountId];
      const { id } = await store().begin(run(), [a]);
      const link = (account: AccountId) => ({
        ...{ account, tokenHash: Buffer.alloc(32, account), pinTag: Buffer.alloc(32, 9) },
        ...{ createdMs: now(), expiresMs: now() + 1000 },
      });
      const prepared = (await entries([a, b])).map((each) => ({ ...each, link: link(each.account) }));
      await store().issue(id, prepared);
      const { setupLinks } = context.opened;
      assert.equal(await setupLinks.isOpen(Buffer.alloc(32, a), now()), true);
      assert.equal(await setupLinks.isOpen(Buffer.alloc(32, b), now()), false);
    });

    it('leave an account waiting whose password was made beside others than it has now', async () => {
      const [a, b] = accounts as [AccountId, AccountId];
      const { id } = await store().begin(run({ reason: 'loss' }), [a, b]);
      const salted = (salt: string) => ({ verifier: { ...verifier, salt: Buffer.from(salt) } });
      const prepared = await entries([a, b], salted('fresh'));
      const device = freshCredential(context, { kind: 'device', name: 'x' });
      await context.opened.credentials.add(a, device);
      const before = await validIds(a);
      assert.deepEqual(
        (await store().issue(id, prepared)).map(({ account }) => account),
        [b],
      );
      assert.deepEqual(await validIds(a), before);
      assert.deepEqual(await store().pending(id, 10), [a]);
      assert.equal((await store().issue(id, await entries([a]))).length, 1);
    });

    it('let old and new overlap', async () => {
      const [a] = accounts as [AccountId];
      const { id } = await store().begin(run(), [a]);
      const how = { kind: 'overlap', untilMs: now() + 5000, graceMs: 1000 } as const;
      const [issued] = await store().issue(id, await entries([a], { replaces: { which: 'account', how } }));
      assert.deepEqual(issued!.cut, []);
      assert.equal((await validIds(a)).length, 2);
    });

    it('end once, and pass over what is left; they are told as open until then', async () => {
      const [a] = accounts as [AccountId];
      const first = await store().begin(run(), accounts);
      const second = await store().begin(run({ reason: 'loss' }), [a]);
      assert.deepEqual(await store().open(), [first, second]);
      await store().issue(first.id, await entries([a]));
      await store().end(first.id, now() + 7);
      await store().end(first.id, now() + 9);
      assert.deepEqual(await store().get(first.id), { ...first, done: 1, skipped: 3, endedMs: now() + 7 });
      assert.deepEqual(await store().pending(first.id, 10), []);
      assert.deepEqual(await store().open(), [second]);
      await store().end(999, now());
    });

    it('are forgotten some time after their end, and their numbers never used again', async () => {
      const [ended, open] = [await store().begin(run(), accounts), await store().begin(run(), accounts)];
      await store().end(ended.id, now());
      await store().forget(now() + 1000, 1000);
      assert.ok(await store().get(ended.id));
      await store().forget(now() + 1001, 1000);
      assert.equal(await store().get(ended.id), undefined);
      assert.deepEqual(await store().open(), [open]);
      await store().end(open.id, now());
      await store().forget(now() + 1001, 1000);
      assert.ok((await store().begin(run(), [])).id > open.id);
    });

    it('begin with 10,000 accounts, which are passed over when there are none', async () => {
      const many = Array.from({ length: 10_000 }, (_, i) => accountId(1000 + i));
      const { id, total, skipped } = await store().begin(run(), [...many, ...accounts]);
      assert.deepEqual([total, skipped], [10_004, 10_000]);
      assert.deepEqual(await store().pending(id, 250), accounts);
    });
  });
}
