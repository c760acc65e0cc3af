/** The credential store's contract. */
import assert from 'node:assert/strict';
import type { CredentialUse, NewCredential, Replacement, StoredCredential } from '../../../src/mail/credentials.js';
import { isValid } from '../../../src/mail/credentials.js';
import { accountId } from '../../../src/mail/ids.js';
import { freshStores } from './context.js';
import type { Context } from './context.js';
import { fails } from './mailboxes.js';
import { mark, newAccount, verifier } from './opened.js';
import type { OpenEmpty } from './opened.js';

const dayMs = 86_400_000;
const nobody = accountId(4711);

/** Further passwords of the account of a context, at the time of its clock. */
export function freshCredential(context: Context, about: Partial<NewCredential> = {}): NewCredential {
  const createdMs = context.clock.now();
  return { kind: 'account', name: '', scopes: ['imap', 'smtp'], verifier, mark, createdMs, ...about };
}

export function credentialsContract(openEmpty: OpenEmpty): void {
  describe('credentials', () => {
    const context = freshStores(openEmpty);
    const store = () => context.opened.credentials;
    const now = () => context.clock.now();
    const list = () => store().list(context.account);
    const byId = async (id: number) => (await list()).find((each) => each.id === id)!;
    const validIds = async () => (await list()).filter((each) => isValid(each, now())).map(({ id }) => id);
    const add = (about: Partial<NewCredential> = {}) => store().add(context.account, freshCredential(context, about));
    const addId = async (about: Partial<NewCredential> = {}) => (await add(about)).credential!.id;
    const overlap = (graceMs: number, untilMs: number): Replacement => {
      return { which: 'account', how: { kind: 'overlap', graceMs, untilMs: now() + untilMs } };
    };
    const use = (id: number, about: Partial<CredentialUse> = {}) =>
      store().used(context.account, id, { atMs: now(), day: '2026-11-24', client: undefined, ...about });

    describe('that are added', () => {
      it('are given back as they were, numbered in ascending order, oldest first', async () => {
        const device: NewCredential = freshCredential(context, {
          ...{ kind: 'device', name: 'Erikas Händi', scopes: ['imap'], expiresMs: now() + 1000 },
          ...{ mark: Buffer.from([9, 8, 7]), verifier: { ...verifier, storedKey: Buffer.alloc(32, 3) } },
        });
        const { credential, cut } = await store().add(context.account, device);
        assert.deepEqual(cut, []);
        const { id } = credential!;
        const expected: StoredCredential = {
          ...device,
          ...{ id, account: context.account, expiresMs: device.expiresMs, lastUsed: undefined, clients: [] },
          ...{ revokedMs: undefined, successor: undefined },
        };
        assert.deepEqual(credential, expected);
        assert.deepEqual(await byId(id), expected);
        const later = await addId({ scopes: ['smtp'] });
        const ids = (await list()).map((each) => each.id);
        assert.deepEqual(ids.slice(1), [id, later]);
        assert.ok(ids[0]! < id && id < later);
        assert.deepEqual((await byId(later)).scopes, ['smtp']);
      });

      it('take the place of none when nothing is said of it', async () => {
        await add();
        await add({ kind: 'device', name: 'x' });
        assert.equal((await validIds()).length, 3);
      });

      it('share salt and iterations with the newest that stays valid, or are not added', async () => {
        const [first] = await validIds();
        const before = await list();
        const salted = (salt: string, iterations = 4096) => ({ ...verifier, salt: Buffer.from(salt), iterations });
        const refused = { credential: undefined, cut: [] };
        assert.deepEqual(await add({ verifier: salted('other') }), refused);
        assert.deepEqual(await add({ verifier: salted('salt', 5000) }), refused);
        assert.deepEqual(await add({ verifier: salted('other'), replaces: overlap(1000, 5000) }), refused);
        assert.deepEqual(await list(), before);
        // Beside none that stays valid it is another.
        const device = await addId({ kind: 'device', name: 'x', expiresMs: now() + 1000 });
        const cut: Replacement = { which: 'account', how: { kind: 'cut' } };
        assert.deepEqual(await add({ verifier: salted('other'), replaces: cut }), refused);
        const all = await add({ verifier: salted('other'), replaces: { ...cut, which: 'all' } });
        assert.deepEqual(all.cut, [first, device]);
        assert.deepEqual(await add(), refused);
        assert.ok(await addId({ verifier: salted('other') }));
        assert.ok(await addId({ verifier: salted('third', 9), replaces: { ...cut, which: 'all' } }));
      });

      it('keep apart when two are added at once', async () => {
        const cut: Replacement = { which: 'account', how: { kind: 'cut' } };
        const both = await Promise.all([add({ replaces: cut }), add({ replaces: cut })]);
        assert.notEqual(both[0].credential!.id, both[1].credential!.id);
        // The first of them was replaced by the second: each one is cut once.
        assert.equal(new Set(both.flatMap((each) => each.cut)).size, 2);
        assert.equal((await validIds()).length, 1);
      });

      it('go to an account that is there and open', async () => {
        await assert.rejects(store().add(nobody, freshCredential(context)), fails('account-not-found'));
        await context.opened.accounts.close(context.account, now());
        await assert.rejects(add(), fails('account-closed'));
        assert.equal((await list()).length, 1);
        await context.opened.accounts.reopen(context.account);
        assert.ok(await addId());
      });
    });

    describe('numbers', () => {
      it('are reserved for many at a time, and never given twice', async () => {
        const other = await newAccount(context.opened, 'other');
        const ids = await store().reserve([context.account, other, nobody, context.account]);
        assert.equal(ids.length, 4);
        assert.equal(ids[2], 0);
        assert.ok(ids[3]! > ids[0]! && ids[1]! > 0);
        const taken = await addId();
        assert.ok(taken > ids[3]!);
        assert.equal(await addId({ id: ids[0]! }), ids[0]);
        assert.deepEqual(
          (await list()).slice(1).map((each) => each.id),
          [ids[0], taken],
        );
        assert.ok((await addId()) > taken);
      });
    });

    describe('that are replaced', () => {
      it('are cut at once: the own, all, or one; each told once', async () => {
        const [first] = await validIds();
        const phone = await addId({ kind: 'device', name: 'phone' });
        const tablet = await addId({ kind: 'device', name: 'tablet' });
        const own = await add({ replaces: { which: 'account', how: { kind: 'cut' } } });
        assert.deepEqual(own.cut, [first]);
        assert.equal((await byId(first!)).revokedMs, now());
        assert.deepEqual(await validIds(), [phone, tablet, own.credential!.id]);
        const one = await add({ kind: 'device', name: 'phone', replaces: { which: phone, how: { kind: 'cut' } } });
        assert.deepEqual(one.cut, [phone]);
        const all = await add({ replaces: { which: 'all', how: { kind: 'cut' } } });
        assert.deepEqual(
          [...all.cut].sort((a, b) => a - b),
          [tablet, own.credential!.id, one.credential!.id],
        );
        assert.deepEqual(await validIds(), [all.credential!.id]);
      });

      it('stay valid to the end of the overlap while the new one is not used', async () => {
        const [old] = await validIds();
        const { credential, cut } = await add({ replaces: overlap(1000, 5000) });
        assert.deepEqual(cut, []);
        assert.deepEqual((await byId(old!)).successor, { credential: credential!.id, graceMs: 1000 });
        context.clock.pass(4999);
        assert.deepEqual(await validIds(), [old, credential!.id]);
        context.clock.pass(1);
        assert.deepEqual(await validIds(), [credential!.id]);
      });

      it('stay valid for the grace after the first use of the new one, and no later use changes that', async () => {
        const [old] = await validIds();
        const fresh = await addId({ replaces: overlap(1000, 5000) });
        context.clock.pass(500);
        assert.equal((await use(old!)).first, true);
        assert.equal((await byId(old!)).expiresMs, now() + 4500);
        assert.equal((await use(fresh)).first, true);
        assert.equal((await byId(old!)).expiresMs, now() + 1000);
        context.clock.pass(999);
        assert.equal((await use(fresh, { day: '2026-11-25' })).first, false);
        assert.equal((await use(fresh, { day: '2026-11-26', atMs: now() - 998 })).first, false); // a clock put back
        assert.deepEqual(await validIds(), [old, fresh]);
        context.clock.pass(1);
        assert.deepEqual(await validIds(), [fresh]);
      });

      it('never end later than they would have anyway, neither by an overlap nor by its grace', async () => {
        const [old] = await validIds();
        const second = await addId({ replaces: overlap(1000, 2000), expiresMs: now() + 500 });
        const third = await addId({ replaces: overlap(1_000_000, 9000) });
        assert.equal((await byId(old!)).expiresMs, now() + 2000);
        assert.equal((await byId(second)).expiresMs, now() + 500);
        await use(third);
        assert.equal((await byId(old!)).expiresMs, now() + 2000);
        // What a further one takes the place of begins its grace with that one.
        assert.deepEqual((await byId(old!)).successor, { credential: third, graceMs: 1_000_000 });
      });

      it('keep the time of their end when they have ended before the new one is used', async () => {
        const [old] = await validIds();
        const fresh = await addId({ replaces: overlap(1000, 5000) });
        await store().revoke(context.account, [old!], now());
        const before = await byId(old!);
        await use(fresh);
        assert.deepEqual(await byId(old!), before);
      });

      it('are told as cut when the overlap is over before it began', async () => {
        const [old] = await validIds();
        assert.deepEqual((await add({ replaces: overlap(0, 0) })).cut, [old]);
        // They have ended: nothing more is to be told of them.
        assert.deepEqual((await add({ replaces: { which: old!, how: { kind: 'cut' } } })).cut, []);
        assert.equal((await byId(old!)).revokedMs, undefined);
      });
    });

    describe('that are revoked', () => {
      it('are those meant, once', async () => {
        const [first] = await validIds();
        const [a, b, c] = [await addId({ kind: 'device', name: 'a' }), await addId(), await addId()];
        assert.deepEqual(await store().revoke(context.account, [a, 999], now()), [a]);
        assert.deepEqual(await store().revoke(context.account, [a, b], now() + 1), [b]);
        assert.deepEqual([(await byId(a)).revokedMs, (await byId(b)).revokedMs], [now(), now() + 1]);
        assert.deepEqual(await store().revoke(context.account, 'all', now()), [first, c]);
        assert.deepEqual(await store().revoke(context.account, 'all', now()), []);
        assert.deepEqual(await validIds(), []);
      });

      it('may be of a closed account, and are none of one that is not there', async () => {
        await context.opened.accounts.close(context.account, now());
        assert.equal((await store().revoke(context.account, 'all', now())).length, 1);
        assert.deepEqual(await store().revoke(nobody, 'all', now()), []);
      });

      it('are told by one of two calls at the same time', async () => {
        const revoke = () => store().revoke(context.account, 'all', now());
        assert.equal((await Promise.all([revoke(), revoke()])).flat().length, 1);
      });
    });

    describe('that ended', () => {
      it('are listed for 90 days', async () => {
        const [first] = await validIds();
        await add({ replaces: { which: 'account', how: { kind: 'cut' } }, expiresMs: now() + dayMs });
        context.clock.pass(90 * dayMs - 1);
        assert.equal((await list()).length, 2);
        context.clock.pass(1);
        assert.equal((await list()).length, 1);
        assert.equal(await byId(first!), undefined);
        const { credential } = await add();
        context.clock.pass(dayMs);
        assert.deepEqual(await list(), [credential]);
      });
    });

    describe('of an account', () => {
      it('are listed while it is closed, and gone with it', async () => {
        const before = await list();
        await context.opened.accounts.close(context.account, now());
        assert.deepEqual(await list(), before);
        await context.opened.accounts.delete(context.account);
        assert.deepEqual(await list(), []);
        assert.deepEqual(await store().list(nobody), []);
        assert.deepEqual(await use(before[0]!.id), { first: false, newClient: false });
      });

      it('are none of another', async () => {
        const other = await newAccount(context.opened, 'other');
        await add({ replaces: { which: 'all', how: { kind: 'cut' } } });
        assert.equal((await store().list(other)).filter((each) => isValid(each, now())).length, 1);
      });
    });

    describe('in use', () => {
      it('tell the day and the family of the mail app', async () => {
        const [id] = await validIds();
        assert.deepEqual(await use(id!), { first: true, newClient: false });
        assert.deepEqual((await byId(id!)).lastUsed, { day: '2026-11-24', client: undefined });
        assert.deepEqual(await use(id!, { client: 'Thunderbird' }), { first: false, newClient: false });
        const { lastUsed, clients } = await byId(id!);
        assert.deepEqual([lastUsed, clients], [{ day: '2026-11-24', client: 'Thunderbird' }, ['Thunderbird']]);
        // Who tells none is taken for the one before.
        await use(id!, { day: '2026-11-25' });
        assert.deepEqual((await byId(id!)).lastUsed, { day: '2026-11-25', client: 'Thunderbird' });
      });

      it('tell of a new family once', async () => {
        const [id] = await validIds();
        await use(id!, { client: 'Thunderbird' });
        assert.deepEqual(await use(id!, { client: 'iOS Mail' }), { first: false, newClient: true });
        assert.deepEqual(await use(id!, { client: 'iOS Mail' }), { first: false, newClient: false });
        assert.deepEqual(await use(id!, { client: 'Thunderbird' }), { first: false, newClient: false });
        assert.deepEqual((await byId(id!)).clients, ['Thunderbird', 'iOS Mail']);
      });

      it('tell a new family, and a first use, to one of many at the same time', async () => {
        const [id] = await validIds();
        await use(id!, { client: 'Thunderbird' });
        const fresh = await addId();
        const all = await Promise.all(Array.from({ length: 20 }, () => use(id!, { client: 'iOS Mail' })));
        assert.equal(all.filter(({ newClient }) => newClient).length, 1);
        const firsts = await Promise.all(Array.from({ length: 20 }, () => use(fresh)));
        assert.equal(firsts.filter(({ first }) => first).length, 1);
      });

      it('know 16 families and no more', async () => {
        const [id] = await validIds();
        for (let i = 0; i < 16; i += 1) {
          assert.equal((await use(id!, { client: `app ${i}` })).newClient, i > 0);
        }
        assert.deepEqual(await use(id!, { client: 'one more' }), { first: false, newClient: false });
        const { clients } = await byId(id!);
        assert.deepEqual([clients.length, clients.includes('one more')], [16, false]);
        await use(id!, { client: 'one more', day: '2026-11-25' });
        assert.deepEqual((await byId(id!)).lastUsed, { day: '2026-11-25', client: 'one more' });
      });

      it('keep the mark they have, and get one when they have none', async () => {
        const [id] = await validIds();
        await use(id!, { mark: Buffer.from('new') });
        assert.deepEqual((await byId(id!)).mark, mark);
      });

      it('change no more when they have ended', async () => {
        const [id] = await validIds();
        await store().revoke(context.account, 'all', now());
        const before = await list();
        assert.deepEqual(await use(id!, { client: 'x' }), { first: false, newClient: false });
        assert.deepEqual(await use(999), { first: false, newClient: false });
        assert.deepEqual(await list(), before);
      });
    });
  });
}
