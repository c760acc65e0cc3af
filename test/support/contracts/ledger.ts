/** The ledger's contract. */
import assert from 'node:assert/strict';
import { freshStores } from './context.js';
import { append, letter, newAccount } from './opened.js';
import type { OpenEmpty } from './opened.js';
import { attempt, delivered, failed, settlement, submit, way } from './queued.js';

export function ledgerContract(openEmpty: OpenEmpty): void {
  describe('ledger', () => {
    const context = freshStores(openEmpty);
    const lines = (range?: { fromMs?: number; toMs?: number }) =>
      context.opened.ledger.disclosures(context.account, range);

    it('has a line for each recipient delivered or relayed, and for no other', async () => {
      const addresses = ['a@x.example', 'b@x.example', 'c@x.example'];
      const id = await submit(context.store, addresses, { documents: ['d1', 'd2'], messageId: '<q@example.org>' });
      const smarthost = { ...way, remote: 'smarthost', tls: undefined, verified: 'no' } as const;
      const relayed = { kind: 'relayed', attempt: attempt({ atMs: 900, reply: '250 Ok' }), way: smarthost } as const;
      await context.opened.queue.settle(settlement(id, { 0: delivered(), 1: failed, 2: relayed }));
      const about = { queue: id, messageId: '<q@example.org>', documents: ['d1', 'd2'] };
      assert.deepEqual(JSON.parse(JSON.stringify(await lines())), [
        {
          ...{ ...about, atMs: 900, recipient: 'c@x.example', reply: '250 Ok' },
          way: { remote: 'smarthost', verified: 'no', encrypted: 'no' },
        },
        { ...about, atMs: 1000, recipient: 'a@x.example', reply: '250 2.0.0 Ok: queued as 4711', way },
      ]);
    });

    it('has the line of what is settled together with a message', async () => {
      const id = await submit(context.store, ['a@x.example', 'b@x.example']);
      const settles = settlement(id, { 0: failed, 1: delivered() });
      await append(context.store, 'INBOX', letter({ Subject: 'DSN' }), [], { settles });
      assert.equal((await lines()).length, 1);
    });

    it('tells of a range of time, its end left out, and whose accounts have entries there', async () => {
      const other = await newAccount(context.opened, 'max@example.org');
      const id = await submit(context.store, ['a@x.example', 'b@x.example', 'c@x.example']);
      const outcomes = { 0: delivered({ atMs: 1000 }), 1: delivered({ atMs: 2000 }), 2: delivered({ atMs: 3000 }) };
      await context.opened.queue.settle(settlement(id, outcomes));
      const theirs = await submit(await context.opened.stores.open(other), ['a@x.example']);
      await context.opened.queue.settle(settlement(theirs, { 0: delivered({ atMs: 5000 }) }));
      const recipients = async (range: { fromMs?: number; toMs?: number }) =>
        (await lines(range)).map(({ recipient }) => recipient[0]).join('');
      assert.equal(await recipients({ fromMs: 1000, toMs: 3000 }), 'ab');
      assert.equal(await recipients({ fromMs: 1001 }), 'bc');
      assert.equal(await recipients({ toMs: 1000 }), '');
      const accounts = (fromMs: number, toMs: number) => context.opened.ledger.accountsWithEntries({ fromMs, toMs });
      assert.deepEqual(await accounts(0, 9000), [context.account, other]);
      assert.deepEqual(await accounts(3000, 5000), [context.account]);
      assert.deepEqual(await accounts(3001, 5000), []);
    });

    it('tells of many, each once and in order', async () => {
      const all = Array.from({ length: 1001 }, (_, i) => i);
      const id = await submit(
        context.store,
        all.map((i) => `${i}@x.example`),
      );
      const outcomes = all.map((i) => [i, delivered({ atMs: 1000 + (i % 7) })] as const);
      await context.opened.queue.settle(settlement(id, Object.fromEntries(outcomes)));
      const expected = [...all].sort((a, b) => (a % 7) - (b % 7) || a - b).map((i) => `${i}@x.example`);
      assert.deepEqual(
        (await lines()).map(({ recipient }) => recipient),
        expected,
      );
      assert.equal((await lines({ fromMs: 1002, toMs: 1003 })).length, 143);
    });

    it('stays when its item is forgotten', async () => {
      const id = await submit(context.store, ['a@x.example']);
      await context.opened.queue.settle(settlement(id, { 0: delivered() }));
      await context.opened.queue.end(id);
      context.clock.pass(1000);
      assert.equal(await context.opened.queue.forget(0), 1);
      assert.equal((await lines()).length, 1);
    });
  });
}
