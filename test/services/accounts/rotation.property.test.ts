/**
 * Whatever happens on the way of a run (it is interrupted at any point, two commands work on it, accounts close and open
 * again, one gets a new password by itself), nobody is without a password and nobody gets two of one run.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PreparedBatch } from '../../../src/mail/admin.js';
import { Office } from './office.js';

const users = ['a', 'b', 'c', 'd', 'e'];

type Step =
  | { readonly kind: 'prepare'; readonly count: number }
  /** The one that was prepared last, or the one before: another command has taken over. */
  | { readonly kind: 'commit'; readonly which: 'last' | 'before' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'close' | 'reopen' | 'renew'; readonly user: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('prepare' as const), count: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      which: fc.constantFrom('last' as const, 'before' as const),
    }),
  },
  fc.record({ kind: fc.constant('restart' as const) }),
  fc.record({
    kind: fc.constantFrom('close' as const, 'reopen' as const, 'renew' as const),
    user: fc.constantFrom(...users),
  }),
);

describe('a run of new passwords', function () {
  this.timeout(60_000);

  it('leaves each account with one that works, and gives none twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), fc.constantFrom('loss', 'misuse'), async (steps, reason) => {
        const office = await Office.open();
        /** What each account's owner knows. */
        const known = new Map<string, string>();
        const numbers = new Map<string, number>();
        for (const user of users) {
          const { account, password } = await office.add(user);
          known.set(user, password);
          numbers.set(user, account);
        }
        const run = await office.begin({ all: true }, { reason });
        const had = new Set<number>();
        const prepared: PreparedBatch[] = [];

        const commit = async ({ batch, passwords }: PreparedBatch) => {
          const committed = await office.rotation.commitRotation(run, batch);
          for (const { account } of committed.kind === 'issued' ? committed.issued : []) {
            assert.ok(!had.has(account), 'nobody gets two');
            had.add(account);
            const { user, password } = passwords.find((each) => each.account === account)!;
            known.set(user, password);
          }
        };
        const work: { readonly [K in Step['kind']]: (at: Extract<Step, { kind: K }>) => Promise<void> } = {
          prepare: async ({ count }) =>
            void prepared.push(await office.rotation.prepareRotation(run, { count, setupLinks: false })),
          commit: async ({ which }) => {
            const batch = prepared.at(which === 'last' ? -1 : -2);
            if (batch) await commit(batch);
          },
          restart: async () => office.restart(),
          close: async ({ user }) => void (await office.accounts.close(user)),
          reopen: async ({ user }) => void (await office.accounts.reopen(user)),
          renew: async ({ user }) => {
            const account = await office.accounts.find(user);
            if (account.state === 'closed') return;
            const [fresh] = await office.renew({ accounts: [user] }, { reason: 'loss' });
            known.set(user, fresh!.password);
          },
        };
        for (const at of steps) await (work[at.kind] as (at: Step) => Promise<void>)(at);

        const allWork = async () => {
          for (const [user, password] of known) {
            assert.ok(await office.opens(numbers.get(user)!, password), `${user} has one that works`);
            assert.equal((await office.valid((await office.accounts.find(user)).id)).length, 1);
          }
        };
        await allWork();
        // Taken up again, it comes to its end.
        for (const user of users) await office.accounts.reopen(user);
        for (;;) {
          const batch = await office.rotation.prepareRotation(run, { count: 3, setupLinks: false });
          if (batch.waiting === 0) break;
          await commit(batch);
        }
        assert.equal(had.size, users.length);
        await allWork();
      }),
      { numRuns: 40 },
    );
  });
});
