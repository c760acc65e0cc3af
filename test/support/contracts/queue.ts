/** The queue's contract: how items come in, are claimed and settled. What admins and customers do: `queue-control.ts`. */
import assert from 'node:assert/strict';
import { queueId } from '../../../src/mail/ids.js';
import { freshStores } from './context.js';
import { fails } from './mailboxes.js';
import { append, letter, listing, newAccount } from './opened.js';
import type { OpenEmpty } from './opened.js';
import { attempt, claims, deferred, delivered, failed, itemOf, newItem, relayed } from './queued.js';
import { settlement, statesOf, submit } from './queued.js';

export function queueContract(openEmpty: OpenEmpty): void {
  describe('queue', () => {
    const context = freshStores(openEmpty);
    const queue = () => context.opened.queue;
    const now = () => context.clock.now();
    const claim = (by: 'domain' | 'item', limit = 10, skip: readonly string[] = []) =>
      queue().claim({ by, leaseMs: 1000, limit, skip: new Set(skip) });

    describe('coming in', () => {
      it('keeps all that an item is about', async () => {
        const fresh = newItem([], {
          envelope: {
            ...{ from: 'Erika@Example.org', smtpUtf8: true, eightBit: false, requireTls: true },
            ...{ ret: 'HDRS', envid: 'QQ314159' },
          },
          recipients: [
            { address: 'Max@example.net', notify: ['SUCCESS', 'DELAY'], orcpt: 'rfc822;m@example.net' },
            { address: 'müller@exämple.de', notify: 'NEVER' },
          ],
          encryptedBySender: true,
        });
        const { queued, mailbox, uid } = await append(context.store, 'INBOX', letter({ Subject: 'x' }), [], {
          queues: fresh,
        });
        const [stored] = [...(await context.store.messages(mailbox)).messages];
        assert.equal(stored!.uid, uid);
        const standing = { state: 'queued', failures: 0, dueMs: now(), delayTold: false, last: undefined };
        assert.deepEqual(await itemOf(queue(), queued!), {
          ...fresh,
          ...{ id: queued, account: context.account, content: stored!.content, queuedMs: now() },
          ...{ hold: undefined, endedMs: undefined, sent: undefined },
          recipients: fresh.recipients.map((recipient, number) => ({ ...recipient, number, ...standing })),
        });
        assert.equal(await queue().get(queueId(99)), undefined);
      });

      it('makes no item when the message does not get in', async () => {
        await context.opened.accounts.setQuota(context.account, { messages: 1 });
        await submit(context.store, ['a@x.example']);
        await assert.rejects(submit(context.store, ['b@x.example']), fails('over-quota'));
        await assert.rejects(submit(context.store, ['b@x.example'], {}, 'Fern'), fails('destination-not-found'));
        assert.equal((await queue().list()).length, 1);
        const known = await context.opened.correspondents.known(context.account, ['a@x.example', 'b@x.example']);
        assert.deepEqual([...known.keys()], ['a@x.example']);
      });

      it('takes one message and at least one recipient', async () => {
        await assert.rejects(submit(context.store, []), RangeError);
        assert.deepEqual(await listing(context.store, 'INBOX'), []);
      });

      it('tells of what comes into it, also held, and of what is held and cancelled', async () => {
        let told = 0;
        const end = queue().onWork(() => (told += 1));
        const tells = async <T>(what: string, change: () => Promise<T>): Promise<T> => {
          const before = told;
          const changed = await change();
          assert.ok(told > before, what);
          return changed;
        };
        // Its customer is asked.
        await tells('held', () => submit(context.store, ['a@x.example'], { hold: 'postcard' }));
        const id = await tells('queued', () => submit(context.store, ['a@x.example']));
        await tells('held by command', () => queue().hold(id, 'admin'));
        await tells('cancelled', () => queue().cancel(id));
        end();
        const after = told;
        await submit(context.store, ['a@x.example']);
        assert.equal(told, after);
      });

      it('counts messages and recipients since a time, ended or not', async () => {
        const usage = (sinceMs: number) => queue().usage(context.account, sinceMs);
        assert.deepEqual(await usage(0), { messages: 0, recipients: 0 });
        const first = await submit(context.store, ['a@x.example', 'b@x.example']);
        await queue().cancel(first);
        await queue().end(first);
        context.clock.pass(1000);
        await submit(context.store, ['c@x.example']);
        assert.deepEqual(await usage(0), { messages: 2, recipients: 3 });
        assert.deepEqual(await usage(now()), { messages: 1, recipients: 1 });
        const other = await newAccount(context.opened, 'max@example.org');
        assert.deepEqual(await queue().usage(other, 0), { messages: 0, recipients: 0 });
      });
    });

    describe('claiming', () => {
      const addresses = ['a@x.example', 'b@y.example', 'c@X.example'];

      it('leases the recipients of an item that share a domain, each once', async () => {
        const id = await submit(context.store, addresses);
        assert.deepEqual(claims(await claim('domain')), [`${id}: 0,2 @x.example`, `${id}: 1 @y.example`]);
        assert.deepEqual(claims(await claim('domain')), []);
      });

      it('leases all that are due of an item', async () => {
        const id = await submit(context.store, addresses);
        assert.deepEqual(claims(await claim('item')), [`${id}: 0,1,2 @x.example`]);
        assert.deepEqual(claims(await claim('domain')), []);
      });

      it('gives the oldest items first, and no more than asked for', async () => {
        const ids = [await submit(context.store, ['a@x.example']), await submit(context.store, ['a@y.example'])];
        const last = await submit(context.store, ['a@x.example', 'b@y.example']);
        assert.deepEqual(claims(await claim('domain', 1)), [`${ids[0]}: 0 @x.example`]);
        assert.deepEqual(claims(await claim('item', 1)), [`${ids[1]}: 0 @y.example`]);
        assert.equal((await claim('domain', 1)).length, 1);
        assert.equal((await claim('domain', 1)).length, 1);
        assert.deepEqual(await statesOf(queue(), last), ['queued', 'queued']);
        assert.deepEqual(await claim('domain', 1), []);
      });

      it('leaves the domains that are to be skipped', async () => {
        const id = await submit(context.store, addresses);
        assert.deepEqual(claims(await claim('domain', 10, ['x.example'])), [`${id}: 1 @y.example`]);
        assert.deepEqual(claims(await claim('item', 10, ['x.example'])), []);
        assert.deepEqual(claims(await claim('item', 10, ['y.example'])), [`${id}: 0,2 @x.example`]);
      });

      it('claims what several ask for at once only once', async () => {
        for (let i = 0; i < 5; i += 1) await submit(context.store, ['a@x.example']);
        const all = await Promise.all(Array.from({ length: 8 }, () => claim('domain', 1)));
        const items = all.flat().map(({ item }) => item.id);
        assert.equal(items.length, 5);
        assert.equal(new Set(items).size, 5);
      });

      it('takes a lease that ran out as none, and tells its holder', async () => {
        const id = await submit(context.store, ['a@x.example']);
        const [first] = await claim('domain');
        assert.equal(await queue().nextDue(), now() + 1000);
        context.clock.pass(900);
        assert.equal(await queue().renew(first!, 1000), true);
        context.clock.pass(999);
        assert.deepEqual(await claim('domain'), []);
        context.clock.pass(1);
        assert.equal(await queue().renew(first!, 1000), false);
        const [second] = await claim('domain');
        assert.equal(second!.item.id, id);
        assert.equal(await queue().renew(first!, 1000), false);
        assert.equal(await queue().renew(second!, 1000), true);
      });

      it('renews what is not settled yet', async () => {
        const id = await submit(context.store, ['a@x.example', 'b@x.example']);
        const [claimed] = await claim('domain');
        await queue().settle(settlement(id, { 0: delivered() }));
        assert.equal(await queue().renew(claimed!, 1000), true);
        await queue().settle(settlement(id, { 1: deferred(now() + 5000) }));
        assert.equal(await queue().renew(claimed!, 1000), false);
        assert.equal(await queue().nextDue(), now() + 5000);
      });

      it('tells when the next recipient is due', async () => {
        assert.equal(await queue().nextDue(), undefined);
        const id = await submit(context.store, ['a@x.example', 'b@y.example']);
        assert.ok((await queue().nextDue())! <= now());
        await claim('domain');
        await queue().settle(
          settlement(id, { 0: deferred(now() + 9000), 1: { kind: 'returned', dueMs: now() + 7000 } }),
        );
        assert.equal(await queue().nextDue(), now() + 7000);
        await queue().hold(id, 'admin');
        assert.equal(await queue().nextDue(), undefined);
      });
    });

    describe('settling', () => {
      it('records each outcome, and claims again only what is left when it is due', async () => {
        const id = await submit(context.store, [
          'a@x.example',
          'b@x.example',
          'c@x.example',
          'd@x.example',
          'e@x.example',
        ]);
        await claim('item');
        const outcomes = { 0: delivered(), 1: relayed, 2: failed, 3: deferred(now() + 4999.5, true) };
        await queue().settle(settlement(id, { ...outcomes, 4: { kind: 'returned', dueMs: now() + 3000 } }));
        const { recipients } = await itemOf(queue(), id);
        assert.deepEqual(
          recipients.map(({ state, failures, delayTold, last }) => [state, failures, delayTold, last?.status]),
          [
            ['delivered', 0, false, '2.0.0'],
            ['relayed', 0, false, '2.0.0'],
            ['failed', 0, false, '5.1.1'],
            ['queued', 1, true, '4.7.1'],
            ['queued', 0, false, undefined],
          ],
        );
        assert.deepEqual(recipients[0]!.last, attempt());
        assert.deepEqual(await claim('domain'), []);
        context.clock.pass(3000);
        assert.deepEqual(claims(await claim('domain')), [`${id}: 4 @x.example`]);
        context.clock.pass(2000);
        assert.deepEqual(claims(await claim('domain')), [`${id}: 3,4 @x.example`]);
      });

      it('counts each outcome once, and none for what is final', async () => {
        const id = await submit(context.store, ['a@x.example', 'b@x.example']);
        for (let times = 0; times < 2; times += 1) await queue().settle(settlement(id, { 0: delivered() }));
        await queue().settle(settlement(id, { 0: failed, 1: failed, 7: failed }));
        await queue().settle(settlement(id, { 1: delivered({ atMs: 5 }), 0: { kind: 'cancelled' } }));
        assert.deepEqual(await statesOf(queue(), id), ['delivered', 'failed']);
        assert.equal((await context.opened.ledger.disclosures(context.account)).length, 1);
        await queue().settle(settlement(queueId(99), { 0: delivered() }));
      });

      it('wakes who waits when something given back is due at once', async () => {
        const id = await submit(context.store, ['a@x.example']);
        await claim('domain');
        let told = 0;
        queue().onWork(() => (told += 1));
        await queue().settle(settlement(id, { 0: { kind: 'returned', dueMs: now() } }));
        assert.ok(told > 0);
        assert.equal((await claim('domain')).length, 1);
      });

      it('commits a DSN with what it tells of', async () => {
        const id = await submit(context.store, ['a@x.example', 'b@x.example']);
        const tell = (outcomes: Parameters<typeof settlement>[1]) =>
          append(context.store, 'INBOX', letter({ Subject: 'DSN' }), [], { settles: settlement(id, outcomes) });
        await tell({ 0: failed, 1: deferred(now() + 1000, true) });
        assert.deepEqual(await statesOf(queue(), id), ['failed', 'queued']);
        assert.equal((await listing(context.store, 'INBOX')).length, 2);
        // Not once more, and not when one of its outcomes does not count.
        await assert.rejects(tell({ 0: failed }), fails('unavailable'));
        await assert.rejects(tell({ 1: deferred(now() + 2000, true) }), fails('unavailable'));
        await assert.rejects(tell({ 0: failed, 1: failed }), fails('unavailable'));
        await assert.rejects(tell({ 2: failed }), fails('unavailable'));
        assert.equal((await listing(context.store, 'INBOX')).length, 2);
        assert.deepEqual(await statesOf(queue(), id), ['failed', 'queued']);
      });

      it('settles nothing when the DSN does not get in, and nothing of another account', async () => {
        const id = await submit(context.store, ['a@x.example']);
        const settles = settlement(id, { 0: failed });
        await assert.rejects(append(context.store, 'Fern', 'x', [], { settles }), fails('destination-not-found'));
        const other = await context.opened.stores.open(await newAccount(context.opened, 'max@example.org'));
        await assert.rejects(append(other, 'INBOX', 'x', [], { settles }), fails('unavailable'));
        assert.deepEqual(await statesOf(queue(), id), ['queued']);
        assert.deepEqual(await listing(other, 'INBOX'), []);
      });
    });
  });
}
