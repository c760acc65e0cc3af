/** The queue's contract: what admins and customers do with an item, and how it ends. */
import assert from 'node:assert/strict';
import { mailboxId, queueId, uid } from '../../../src/mail/ids.js';
import { freshStores } from './context.js';
import { newAccount } from './opened.js';
import type { OpenEmpty } from './opened.js';
import { claims, deferred, delivered, failed, itemOf, settlement, statesOf, submit } from './queued.js';

export function queueControlContract(openEmpty: OpenEmpty): void {
  describe('queue control', () => {
    const context = freshStores(openEmpty);
    const queue = () => context.opened.queue;
    const now = () => context.clock.now();
    const claim = () => queue().claim({ by: 'domain', leaseMs: 1000, limit: 10 });
    const nobody = queueId(99);

    it('holds an item from the beginning until it is released', async () => {
      const id = await submit(context.store, ['a@x.example'], { hold: 'postcard' });
      assert.equal((await itemOf(queue(), id)).hold, 'postcard');
      assert.deepEqual(await queue().sizes(), { open: 1, held: 1 });
      assert.deepEqual(await claim(), []);
      assert.equal(await queue().nextDue(), undefined);
      assert.equal(await queue().retry(id), false);
      context.clock.pass(500);
      let told = 0;
      queue().onWork(() => (told += 1));
      assert.equal(await queue().release(id), true);
      assert.ok(told > 0);
      const { hold, recipients } = await itemOf(queue(), id);
      assert.deepEqual([hold, recipients[0]!.dueMs], [undefined, now()]);
      assert.deepEqual(claims(await claim()), [`${id}: 0 @x.example`]);
      assert.equal(await queue().release(id), false);
      assert.deepEqual(await queue().sizes(), { open: 1, held: 0 });
      await queue().cancel(id);
      await queue().end(id);
      assert.deepEqual(await queue().sizes(), { open: 0, held: 0 });
    });

    it('holds what waits and what is leased; its lease is over', async () => {
      const id = await submit(context.store, ['a@x.example', 'b@y.example']);
      const [first] = await claim();
      assert.equal(await queue().hold(id, 'admin'), true);
      assert.equal(await queue().hold(id, 'review'), true);
      assert.equal((await itemOf(queue(), id)).hold, 'review');
      assert.equal(await queue().renew(first!, 1000), false);
      context.clock.pass(5000);
      assert.deepEqual(await claim(), []);
      // What was on the wire all the same.
      await queue().settle(settlement(id, { 0: delivered(), 1: deferred(now() + 1000) }));
      context.clock.pass(5000);
      assert.deepEqual(await claim(), []);
      assert.equal(await queue().release(id), true);
      assert.deepEqual(claims(await claim()), [`${id}: 1 @y.example`]);
      await queue().settle(settlement(id, { 1: failed }));
      assert.equal(await queue().hold(id, 'admin'), false);
      assert.equal(await queue().hold(nobody, 'admin'), false);
      assert.equal(await queue().release(nobody), false);
    });

    it('is held no more once nothing is left to hold', async () => {
      const id = await submit(context.store, ['a@x.example']);
      await claim();
      await queue().hold(id, 'admin');
      await queue().settle(settlement(id, { 0: delivered() }));
      assert.equal((await itemOf(queue(), id)).hold, undefined);
      assert.equal(await queue().release(id), false);
    });

    it('retries at once what would wait, but not what somebody is at work on', async () => {
      const id = await submit(context.store, ['a@x.example', 'b@y.example']);
      await claim();
      await queue().settle(settlement(id, { 0: deferred(now() + 1_000_000) }));
      let told = 0;
      queue().onWork(() => (told += 1));
      assert.equal(await queue().retry(id), true);
      assert.ok(told > 0);
      assert.deepEqual(claims(await claim()), [`${id}: 0 @x.example`]);
      await queue().settle(settlement(id, { 0: delivered(), 1: failed }));
      assert.equal(await queue().retry(id), false);
      assert.equal(await queue().retry(nobody), false);
    });

    it('cancels what is not final; a hand-over under way is told in the ledger', async () => {
      const id = await submit(context.store, ['a@x.example', 'b@x.example', 'c@y.example']);
      await queue().settle(settlement(id, { 0: delivered() }));
      const [first] = await claim();
      assert.equal(await queue().cancel(id), 2);
      assert.equal(await queue().cancel(id), 0);
      assert.equal(await queue().cancel(nobody), 0);
      assert.equal(await queue().renew(first!, 1000), false);
      assert.deepEqual(await statesOf(queue(), id), ['delivered', 'cancelled', 'cancelled']);
      for (let times = 0; times < 2; times += 1) {
        await queue().settle(settlement(id, { 1: delivered({ atMs: 2000 }), 2: deferred(now()) }));
      }
      assert.deepEqual(await statesOf(queue(), id), ['delivered', 'cancelled', 'cancelled']);
      const told = await context.opened.ledger.disclosures(context.account);
      assert.deepEqual(
        told.map(({ recipient }) => recipient),
        ['a@x.example', 'b@x.example'],
      );
      assert.deepEqual(await claim(), []);
    });

    it('cancels what is held', async () => {
      const id = await submit(context.store, ['a@x.example'], { hold: 'postcard' });
      assert.equal(await queue().cancel(id), 1);
      assert.equal(await queue().release(id), false);
      assert.deepEqual(await statesOf(queue(), id), ['cancelled']);
    });

    it('ends an item when all is final, and remembers the copy among the sent ones', async () => {
      const id = await submit(context.store, ['a@x.example']);
      const sent = { mailbox: mailboxId(7), uid: uid(8) };
      await queue().end(id, sent);
      assert.equal((await itemOf(queue(), id)).endedMs, undefined);
      await queue().settle(settlement(id, { 0: delivered() }));
      const ended = now();
      await queue().end(id, sent);
      context.clock.pass(1000);
      await queue().end(id);
      const item = await itemOf(queue(), id);
      assert.deepEqual([item.endedMs, item.sent], [ended, sent]);
      await queue().forgetSent(id);
      assert.equal((await itemOf(queue(), id)).sent, undefined);
      await queue().forgetSent(nobody);
      await queue().end(nobody);
    });

    it('lists items oldest first, of one account or all, ended ones when asked for', async () => {
      const other = await newAccount(context.opened, 'max@example.org');
      const ended = await submit(context.store, ['a@x.example']);
      await queue().cancel(ended);
      await queue().end(ended);
      const ids = [await submit(await context.opened.stores.open(other), ['a@x.example'])];
      ids.push(await submit(context.store, ['a@x.example']));
      const list = async (...filter: Parameters<ReturnType<typeof queue>['list']>) =>
        (await queue().list(...filter)).map(({ id }) => id);
      assert.deepEqual(await list(), ids);
      assert.deepEqual(await list({ ended: true }), [ended, ...ids]);
      assert.deepEqual(await list({ account: context.account }), [ids[1]]);
      assert.deepEqual(await list({ account: context.account, ended: true }), [ended, ids[1]]);
    });

    it('lists many, each once and in order', async () => {
      const ids = [];
      for (let i = 0; i < 401; i += 1) ids.push(await submit(context.store, ['a@x.example']));
      assert.deepEqual(
        (await queue().list()).map(({ id }) => id),
        ids,
      );
      assert.deepEqual(
        (await queue().list({ account: context.account, ended: true })).map(({ id }) => id),
        ids,
      );
      await Promise.all(ids.map((id) => queue().cancel(id)));
      await Promise.all(ids.map((id) => queue().end(id)));
      context.clock.pass(1);
      assert.equal(await queue().forget(0), 401);
      assert.deepEqual(await queue().list({ ended: true }), []);
    });

    it('forgets items that ended long ago, and none of their numbers comes back', async () => {
      const ids = [];
      for (let i = 0; i < 3; i += 1) ids.push(await submit(context.store, ['a@x.example']));
      for (const id of ids.slice(0, 2)) {
        await queue().cancel(id);
        await queue().end(id);
        context.clock.pass(1000);
      }
      assert.equal(await queue().forget(1500), 1);
      assert.equal(await queue().get(ids[0]!), undefined);
      assert.equal(await queue().forget(0), 1);
      assert.deepEqual(
        (await queue().list({ ended: true })).map(({ id }) => id),
        [ids[2]],
      );
      assert.ok((await submit(context.store, ['a@x.example'])) > ids[2]!);
    });

    it('has nothing left of a deleted account, and claims go on for the others', async () => {
      const other = await newAccount(context.opened, 'max@example.org');
      const kept = await submit(await context.opened.stores.open(other), ['a@x.example']);
      const gone = await submit(context.store, ['a@x.example', 'b@y.example']);
      const [first] = (await claim()).filter(({ item }) => item.id === gone);
      await queue().settle(settlement(gone, { 1: delivered() }));
      await context.opened.accounts.delete(context.account);
      assert.equal(await queue().get(gone), undefined);
      assert.equal(await queue().renew(first!, 1000), false);
      await queue().settle(settlement(gone, { 0: delivered() }));
      context.clock.pass(1000);
      assert.deepEqual(claims(await claim()), [`${kept}: 0 @x.example`]);
      assert.deepEqual(await context.opened.ledger.disclosures(context.account), []);
      assert.deepEqual(await context.opened.ledger.accountsWithEntries({ fromMs: 0, toMs: now() }), []);
    });
  });
}
