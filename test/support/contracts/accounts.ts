/** The account directory's contract. */
import assert from 'node:assert/strict';
import type { NewAccount } from '../../../src/mail/accounts.js';
import { accountId } from '../../../src/mail/ids.js';
import { freshStores } from './context.js';
import { fails } from './mailboxes.js';
import { append, letter, mailboxOf, mark, newAccount, pieces, verifier } from './opened.js';
import type { OpenEmpty } from './opened.js';

const fresh: NewAccount = {
  user: 'Max.Müller@Example.org',
  language: 'en',
  name: 'Max Müller',
  address: 'max@example.org',
  verifier,
  mark,
  createdMs: 1000,
  mailboxes: [
    { name: 'Archiv/2026', specialUse: '\\Archive', subscribed: true },
    { name: 'Entwürfe', specialUse: 'Drafts', subscribed: false },
  ],
};

export function accountsContract(openEmpty: OpenEmpty): void {
  describe('accounts', () => {
    const context = freshStores(openEmpty);

    it('creates an account with contract, credential, INBOX and the mailboxes asked for', async () => {
      const { accounts, credentials, stores } = context.opened;
      const account = await accounts.create(fresh);
      const { id } = account;
      const expected = {
        id,
        user: fresh.user,
        language: 'en',
        state: 'open',
        postcard: 'warn',
        createdMs: 1000,
        closedMs: undefined,
      };
      assert.deepEqual(account, expected);
      assert.deepEqual(await accounts.get(id), expected);
      assert.deepEqual(await accounts.contract(id), {
        ...{ account: id, name: 'Max Müller', address: 'max@example.org', aliases: [], postal: [] },
      });
      const [credential, ...others] = await credentials.list(id);
      assert.equal(others.length, 0);
      assert.deepEqual(credential, {
        ...{ id: credential!.id, account: id, kind: 'account', name: '', scopes: ['imap', 'smtp'], verifier, mark },
        ...{ createdMs: 1000, expiresMs: undefined, revokedMs: undefined, successor: undefined },
        ...{ lastUsed: undefined, clients: [] },
      });
      const mailboxes = await (await stores.open(id)).mailboxes();
      assert.deepEqual(
        mailboxes.map(({ name, specialUse, subscribed }) => [name, specialUse, subscribed]),
        [
          ['INBOX', undefined, true],
          ['Archiv', undefined, false],
          ['Archiv/2026', 'Archive', true],
          ['Entwürfe', 'Drafts', false],
        ],
      );
    });

    it('finds an account by its user name in any case and normal form, and refuses it twice', async () => {
      const { accounts } = context.opened;
      const { id } = await accounts.create(fresh);
      assert.equal((await accounts.findByUser('MAX.MU\u0308LLER@example.ORG'))?.id, id);
      assert.equal(await accounts.findByUser('max'), undefined);
      await assert.rejects(accounts.create({ ...fresh, user: 'max.müller@example.org' }), fails('account-exists'));
      assert.deepEqual(
        (await accounts.list()).map((each) => each.id),
        [context.account, id],
      );
    });

    it('makes nothing when a mailbox name cannot be used', async () => {
      const { accounts } = context.opened;
      const mailboxes = [{ name: 'a//b', subscribed: false }];
      await assert.rejects(accounts.create({ ...fresh, mailboxes }), fails('mailbox-name-invalid'));
      assert.equal(await accounts.findByUser(fresh.user), undefined);
      assert.ok(await accounts.create(fresh));
    });

    it('closes and reopens', async () => {
      const { accounts } = context.opened;
      await accounts.close(context.account, 7000);
      const closed = await accounts.get(context.account);
      assert.deepEqual([closed!.state, closed!.closedMs], ['closed', 7000]);
      await accounts.close(context.account, 8000);
      assert.equal((await accounts.get(context.account))!.closedMs, 7000);
      await accounts.reopen(context.account);
      const open = await accounts.get(context.account);
      assert.deepEqual([open!.state, open!.closedMs], ['open', undefined]);
    });

    it('gives an account limits of its own, and takes them back', async () => {
      const { accounts } = context.opened;
      const limits = async () => {
        const { octets, messages } = await context.store.quota();
        return [octets.limit, messages.limit];
      };
      assert.deepEqual(await limits(), [undefined, undefined]);
      await accounts.setQuota(context.account, { octets: 1000, messages: 1 });
      assert.deepEqual(await limits(), [1000, 1]);
      await append(context.store, 'INBOX', letter({ Subject: 'x' }));
      await assert.rejects(append(context.store, 'INBOX', letter({ Subject: 'y' })), fails('over-quota'));
      await accounts.setQuota(context.account, { messages: 0 });
      assert.deepEqual(await limits(), [1000, undefined]);
      await append(context.store, 'INBOX', letter({ Subject: 'y' }));
      await accounts.setQuota(context.account, { octets: null });
      assert.deepEqual(await limits(), [undefined, undefined]);
    });

    it('keeps whether documents may leave unencrypted', async () => {
      const { accounts } = context.opened;
      for (const policy of ['require', 'allow', 'warn'] as const) {
        await accounts.setPostcard(context.account, policy);
        assert.equal((await accounts.get(context.account))!.postcard, policy);
      }
    });

    it('gives an account further addresses, which no other account has', async () => {
      const { accounts } = context.opened;
      const { id } = await accounts.create(fresh);
      const taken = fails('account-exists');
      await accounts.setAliases(id, ['info@example.org', 'Büro@example.org']);
      assert.deepEqual((await accounts.contract(id))!.aliases, ['info@example.org', 'Büro@example.org']);
      await assert.rejects(accounts.setAliases(context.account, ['x@example.org', 'INFO@example.org']), taken);
      await assert.rejects(accounts.setAliases(context.account, ['Max@example.org']), taken);
      await assert.rejects(accounts.setAliases(id, ['erika@example.org']), taken);
      await assert.rejects(accounts.create({ ...fresh, user: 'b', address: 'bu\u0308ro@example.org' }), taken);
      assert.deepEqual((await accounts.contract(context.account))!.aliases, []);
      // Given back, also by what failed, and by an account that is deleted.
      await accounts.setAliases(id, ['max@example.org']);
      await accounts.setAliases(context.account, ['info@example.org', 'x@example.org']);
      await accounts.delete(id);
      await accounts.setAliases(context.account, ['max@example.org']);
      assert.ok(await accounts.create({ ...fresh, address: 'info@example.org' }));
    });

    it('keeps a postal address, beside a change of the aliases at the same time', async () => {
      const { accounts } = context.opened;
      const { id } = await accounts.create(fresh);
      const lines = ['Heidestraße 17', '51147 Köln'];
      await Promise.all([accounts.setPostal(id, lines), accounts.setAliases(id, ['info@example.org'])]);
      const { postal, aliases } = (await accounts.contract(id))!;
      assert.deepEqual([postal, aliases], [lines, ['info@example.org']]);
      await accounts.setPostal(id, []);
      assert.deepEqual((await accounts.contract(id))!.postal, []);
    });

    it('gives an address that two ask for at once to one of them', async () => {
      const { accounts } = context.opened;
      const ask = (user: string) => accounts.create({ ...fresh, user });
      const all = await Promise.allSettled(['a', 'b', 'c'].map(ask));
      assert.equal(all.filter(({ status }) => status === 'fulfilled').length, 1);
      assert.equal((await accounts.list()).length, 2);
    });

    it('deletes an account with everything, and never uses its id again', async () => {
      const { accounts, stores, jobs } = context.opened;
      const { id } = await accounts.create(fresh);
      const store = await stores.open(id);
      await append(store, 'INBOX', letter({ Subject: 'x' }));
      await jobs.enqueue({ account: id, kind: 'intake', key: 'k', payload: 1 }, pieces(Buffer.from('scan')));
      await append(context.store, 'INBOX', letter({ Subject: 'stays' }));
      await accounts.delete(id);
      assert.equal(await accounts.get(id), undefined);
      assert.equal(await accounts.contract(id), undefined);
      assert.equal(await accounts.findByUser(fresh.user), undefined);
      assert.deepEqual(await jobs.list({}), []);
      await assert.rejects(stores.open(id), fails('account-not-found'));
      assert.equal((await context.store.counts((await mailboxOf(context.store, 'INBOX')).id)).messages, 1);
      assert.ok((await accounts.create(fresh)).id > id);
    });

    it('says that an account is not there', async () => {
      const { accounts, stores } = context.opened;
      const nobody = accountId(4711);
      assert.equal(await accounts.get(nobody), undefined);
      await assert.rejects(accounts.close(nobody, 0), fails('account-not-found'));
      await assert.rejects(accounts.reopen(nobody), fails('account-not-found'));
      await assert.rejects(accounts.setQuota(nobody, { octets: 1 }), fails('account-not-found'));
      await assert.rejects(accounts.setPostcard(nobody, 'allow'), fails('account-not-found'));
      await assert.rejects(accounts.setAliases(nobody, []), fails('account-not-found'));
      await assert.rejects(accounts.setPostal(nobody, []), fails('account-not-found'));
      await assert.rejects(accounts.delete(nobody), fails('account-not-found'));
      await assert.rejects(stores.open(nobody), fails('account-not-found'));
      assert.ok(await newAccount(context.opened, 'somebody'));
    });
  });
}
