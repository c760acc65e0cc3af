/** The contract of setup links. */
import assert from 'node:assert/strict';
import type { Replacement } from '../../../src/mail/credentials.js';
import { accountId } from '../../../src/mail/ids.js';
import type { NewSetupLink } from '../../../src/mail/setup-links.js';
import { setupPinTag, setupTokenHash } from '../../../src/mail/setup-links.js';
import { freshStores } from './context.js';
import { freshCredential } from './credentials.js';
import { fails } from './mailboxes.js';
import { newAccount } from './opened.js';
import type { OpenEmpty } from './opened.js';

export function setupLinksContract(openEmpty: OpenEmpty): void {
  describe('setup links', () => {
    const context = freshStores(openEmpty);
    const store = () => context.opened.setupLinks;
    const now = () => context.clock.now();
    const link = (token: string, about: Partial<NewSetupLink> = {}): NewSetupLink => ({
      ...{ account: context.account, tokenHash: setupTokenHash(token), pinTag: setupPinTag({ token, pin: '123456' }) },
      ...{ createdMs: now(), expiresMs: now() + 1000, ...about },
    });
    const isOpen = (token: string) => store().isOpen(setupTokenHash(token), now());
    const open = (token: string, pin = '123456') =>
      store().open(setupTokenHash(token), setupPinTag({ token, pin }), now());

    it('open with their PIN, once', async () => {
      await store().add(link('a'));
      assert.equal(await isOpen('a'), true);
      assert.equal(await isOpen('a'), true);
      assert.deepEqual(await open('a'), { kind: 'opened', account: context.account });
      assert.equal(await isOpen('a'), false);
      assert.deepEqual(await open('a'), { kind: 'gone' });
    });

    it('open for one of several at the same time', async () => {
      await store().add(link('a'));
      const answers = await Promise.all(Array.from({ length: 10 }, () => open('a')));
      assert.equal(answers.filter(({ kind }) => kind === 'opened').length, 1);
      assert.equal(answers.filter(({ kind }) => kind === 'gone').length, 9);
    });

    it('are dead after five wrong PINs, the right one among them or not', async () => {
      await store().add(link('a'));
      for (const triesLeft of [4, 3, 2, 1, 0]) {
        assert.equal(await isOpen('a'), true);
        assert.deepEqual(await open('a', '000000'), { kind: 'wrong-pin', triesLeft });
      }
      assert.equal(await isOpen('a'), false);
      assert.deepEqual(await open('a'), { kind: 'gone' });
      await store().add(link('b'));
      for (let i = 0; i < 4; i += 1) await open('b', '000000');
      assert.equal((await open('b')).kind, 'opened');
    });

    it('count wrong PINs that come at the same time, each', async () => {
      await store().add(link('a'));
      const answers = await Promise.all(Array.from({ length: 20 }, () => open('a', '000000')));
      assert.equal(answers.filter(({ kind }) => kind === 'wrong-pin').length, 5);
      assert.deepEqual(await open('a'), { kind: 'gone' });
    });

    it('take a tag of another size for a wrong one', async () => {
      await store().add(link('a'));
      const answer = await store().open(setupTokenHash('a'), Buffer.alloc(3), now());
      assert.deepEqual(answer, { kind: 'wrong-pin', triesLeft: 4 });
    });

    it('are gone when they were never there, or are out of time', async () => {
      assert.deepEqual(await open('x'), { kind: 'gone' });
      await store().add(link('a'));
      context.clock.pass(999);
      assert.equal(await isOpen('a'), true);
      context.clock.pass(1);
      assert.equal(await isOpen('a'), false);
      assert.deepEqual(await open('a'), { kind: 'gone' });
    });

    it('take the place of the account’s others, and of no other account’s', async () => {
      const other = await newAccount(context.opened, 'other');
      await store().add(link('a'));
      await store().add(link('o', { account: other }));
      await store().add(link('b'));
      assert.deepEqual([await isOpen('a'), await isOpen('b'), await isOpen('o')], [false, true, true]);
    });

    it('end with the account’s own password when it is withdrawn at once', async () => {
      const { credentials } = context.opened;
      const own = async () => (await credentials.list(context.account)).at(-1)!.id;
      const cut = (which: Replacement['which']) =>
        credentials.add(context.account, freshCredential(context, { replaces: { which, how: { kind: 'cut' } } }));
      for (const withdraw of [
        () => cut('account'),
        () => cut('all'),
        async () => cut(await own()),
        async () => credentials.revoke(context.account, [await own()], now()),
      ]) {
        await store().add(link('a'));
        await withdraw();
        assert.equal(await isOpen('a'), false);
      }
    });

    it('outlive the password of a device, and an overlap', async () => {
      const { credentials } = context.opened;
      await store().add(link('a'));
      const device = freshCredential(context, { kind: 'device', name: 'x' });
      const { credential } = await credentials.add(context.account, device);
      await credentials.revoke(context.account, [credential!.id], now());
      const how = { kind: 'overlap', untilMs: now() + 1000, graceMs: 0 } as const;
      const own = freshCredential(context, { replaces: { which: 'account', how } });
      const fresh = await credentials.add(context.account, own);
      await credentials.used(context.account, fresh.credential!.id, { atMs: now(), day: '2026-11-24', client: 'x' });
      assert.equal(await isOpen('a'), true);
    });

    it('belong to an account that is there, work while it is open, and go with it', async () => {
      const { accounts } = context.opened;
      await assert.rejects(store().add(link('x', { account: accountId(4711) })), fails('account-not-found'));
      await store().add(link('a'));
      await accounts.close(context.account, now());
      assert.equal(await isOpen('a'), false);
      assert.deepEqual(await open('a'), { kind: 'gone' });
      await accounts.reopen(context.account);
      assert.equal(await isOpen('a'), true);
      await accounts.delete(context.account);
      assert.deepEqual(await open('a'), { kind: 'gone' });
      await assert.rejects(store().add(link('b')), fails('account-not-found'));
    });
  });
}
