/** The contract of what is known of recipients. */
import assert from 'node:assert/strict';
import { accountId } from '../../../src/mail/ids.js';
import { freshStores } from './context.js';
import { fails } from './mailboxes.js';
import { newAccount } from './opened.js';
import type { OpenEmpty } from './opened.js';
import { submit } from './queued.js';

export function correspondentsContract(openEmpty: OpenEmpty): void {
  describe('correspondents', () => {
    const context = freshStores(openEmpty);
    const known = async (...addresses: string[]) =>
      Object.fromEntries(await context.opened.correspondents.known(context.account, addresses));
    const allow = (address: string, allowed: boolean) =>
      context.opened.correspondents.allow(context.account, address, allowed);

    it('knows those written to, in any case, also while the message is held, and only in that account', async () => {
      await submit(context.store, ['Max@Example.net'], { hold: 'postcard' });
      assert.deepEqual(await known('mAX@example.net', 'eva@example.net'), { 'mAX@example.net': { allowed: false } });
      const other = await newAccount(context.opened, 'max@example.org');
      assert.equal((await context.opened.correspondents.known(other, ['max@example.net'])).size, 0);
    });

    it('knows a domain in U-labels and A-labels as one', async () => {
      await submit(context.store, ['max@exämple.net']);
      assert.deepEqual(await known('max@xn--exmple-cua.net'), { 'max@xn--exmple-cua.net': { allowed: false } });
    });

    it('allows an address for good, also one not known, and takes it back', async () => {
      await submit(context.store, ['max@example.net']);
      await allow('MAX@example.net', true);
      await allow('eva@example.net', true);
      await allow('nobody@example.net', false);
      await submit(context.store, ['max@example.net']);
      const all = () => known('max@example.net', 'eva@example.net', 'nobody@example.net');
      assert.deepEqual(await all(), { 'max@example.net': { allowed: true }, 'eva@example.net': { allowed: true } });
      await allow('max@example.net', false);
      assert.deepEqual(await all(), { 'max@example.net': { allowed: false }, 'eva@example.net': { allowed: true } });
    });

    it('counts those that became known since a time, each once', async () => {
      const since = (sinceMs: number) => context.opened.correspondents.firstSince(context.account, sinceMs);
      assert.equal(await since(0), 0);
      await submit(context.store, ['a@x.example', 'b@x.example', 'A@X.example']);
      context.clock.pass(1000);
      await submit(context.store, ['a@x.example', 'c@x.example']);
      assert.equal(await since(0), 3);
      assert.equal(await since(context.clock.now()), 1);
      assert.equal(await since(context.clock.now() + 1), 0);
    });

    it('refuses to remember anything for no account', async () => {
      const { correspondents } = context.opened;
      await assert.rejects(correspondents.allow(accountId(99), 'a@x.example', true), fails('account-not-found'));
    });
  });
}
