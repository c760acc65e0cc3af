import assert from 'node:assert/strict';
import { fdatasync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import SqliteDatabase from 'better-sqlite3';
import type { OpenedStores } from '../../../src/adapters/sqlite/open.js';
import { isValid } from '../../../src/mail/credentials.js';
import type { NewCredential } from '../../../src/mail/credentials.js';
import type { AccountId } from '../../../src/mail/ids.js';
import type { RotationEntry } from '../../../src/mail/rotation.js';
import { setupPinTag, setupTokenHash } from '../../../src/mail/setup-links.js';
import { mark, newAccount, TestClock, verifier } from '../../support/contracts/opened.js';
import { temporaryFolder } from '../../support/temp-folder.js';
import { openStores } from './open-for-test.js';

const nowMs = Date.UTC(2026, 10, 24, 12);
const fresh: NewCredential = {
  ...{ kind: 'account', name: '', scopes: ['imap', 'smtp'], verifier, mark, createdMs: nowMs },
  replaces: { which: 'account', how: { kind: 'cut' } },
};

async function entriesFor({ credentials }: OpenedStores, accounts: readonly AccountId[]): Promise<RotationEntry[]> {
  const ids = await credentials.reserve(accounts);
  return accounts.map((account, i) => ({ account, credential: { ...fresh, id: ids[i]! } }));
}

async function validIds({ credentials }: OpenedStores, account: AccountId): Promise<readonly number[]> {
  return (await credentials.list(account)).filter((each) => isValid(each, nowMs)).map(({ id }) => id);
}

describe('passwords on the disk', () => {
  const folder = temporaryFolder();

  it('are written once a day when a phone connects 500 times an hour', async () => {
    let syncs = 0;
    const sync = async (file: number) => {
      syncs += 1;
      await promisify(fdatasync)(file);
    };
    const opened = await openStores(folder(), { sync });
    const account = await newAccount(opened);
    const { id } = (await opened.credentials.list(account))[0]!;
    const connect = async (hours: number, day: string) => {
      const before = syncs;
      for (let i = 0; i < 500 * hours; i += 1) {
        const use = { atMs: nowMs + i, day, mark };
        await opened.credentials.used(account, id, { ...use, client: undefined });
        await opened.credentials.used(account, id, { ...use, client: 'iOS Mail' });
      }
      return syncs - before;
    };
    // The first day also tells which app it is.
    assert.equal(await connect(2, '2026-11-24'), 2);
    assert.equal(await connect(2, '2026-11-25'), 1);
    assert.equal(await connect(2, '2026-11-26'), 1);
    await opened.close();
  });

  it('are opened once, and again when they have changed', async () => {
    const opened = await openStores(folder());
    const [account, other] = [await newAccount(opened), await newAccount(opened, 'other')];
    const { credentials } = opened;
    const listed = async (of: AccountId) => (await credentials.list(of)).map(({ verifier: each }) => each);
    const [before, others] = [await listed(account), await listed(other)];
    assert.equal((await listed(account))[0], before[0], 'the same object');
    const { credential } = await credentials.add(account, fresh);
    const after = await listed(account);
    assert.equal(after.length, 2);
    await credentials.used(account, credential!.id, { atMs: nowMs, day: '2026-11-24', client: 'iOS Mail' });
    assert.deepEqual((await credentials.list(account))[1]!.clients, ['iOS Mail']);
    await credentials.revoke(account, 'all', nowMs);
    assert.deepEqual(await validIds(opened, account), []);
    assert.equal((await listed(other))[0], others[0]);
    await opened.accounts.close(account, nowMs);
    await opened.accounts.delete(account);
    assert.deepEqual(await listed(account), []);
    await opened.close();
  });

  it('are issued all at once or not at all', async () => {
    const opened = await openStores(folder());
    const accounts: AccountId[] = [];
    for (const user of ['a', 'b', 'c']) accounts.push(await newAccount(opened, user));
    const before = await Promise.all(accounts.map((each) => opened.credentials.list(each)));
    const { id } = await opened.rotations.begin(
      { reason: 'routine', startedMs: nowMs, overlapMs: 0, graceMs: 0 },
      accounts,
    );
    const entries = await entriesFor(opened, accounts);
    const taken = before[2]![0]!.id; // a number that is used: the last of them fails
    const failing = entries.with(2, { ...entries[2]!, credential: { ...fresh, id: taken } });
    await assert.rejects(opened.rotations.issue(id, failing), /UNIQUE/);
    assert.deepEqual(await Promise.all(accounts.map((each) => opened.credentials.list(each))), before);
    assert.deepEqual(await opened.rotations.pending(id, 10), accounts);
    assert.equal((await opened.rotations.get(id))!.done, 0);
    assert.equal((await opened.rotations.issue(id, entries)).length, 3);
    await opened.close();
  });

  it('of a run that was interrupted are issued to those that wait for theirs, after the next start', async () => {
    const first = await openStores(folder());
    const accounts: AccountId[] = [];
    for (let i = 0; i < 7; i += 1) accounts.push(await newAccount(first, `user${i}`));
    const begun = { reason: 'loss', startedMs: nowMs, overlapMs: 0, graceMs: 0 } as const;
    const { id } = await first.rotations.begin(begun, accounts);
    const issued = [...(await first.rotations.issue(id, await entriesFor(first, accounts.slice(0, 3))))];
    await entriesFor(first, accounts.slice(3, 6)); // prepared, and lost with the process
    await first.close();

    const second = await openStores(folder());
    const [run] = await second.rotations.open();
    assert.deepEqual(run, { ...begun, id, total: 7, done: 3, skipped: 0, endedMs: undefined });
    assert.deepEqual(await second.rotations.pending(id, 2), accounts.slice(3, 5));
    issued.push(...(await second.rotations.issue(id, await entriesFor(second, accounts))));
    await second.rotations.end(id, nowMs + 1);
    assert.deepEqual(
      issued.map(({ account }) => account),
      accounts,
    );
    for (const { account, credential } of issued) assert.deepEqual(await validIds(second, account), [credential]);
    assert.equal((await second.rotations.get(id))!.done, 7);
    await second.close();
  });

  it('are removed at the start when they ended 90 days before', async () => {
    const first = await openStores(folder());
    const account = await newAccount(first);
    const clock = new TestClock();
    for (let i = 0; i < 3; i += 1) await first.credentials.add(account, { ...fresh, createdMs: clock.now() + i });
    await first.close();
    const rowsAt = async (passedMs: number) => {
      clock.pass(passedMs);
      await (await openStores(folder(), { clock })).close();
      const database = new SqliteDatabase(join(folder(), 'mail.db'), { readonly: true });
      const count = database.prepare('select count(*) from credentials').pluck().get();
      database.close();
      return count;
    };
    assert.equal(await rowsAt(90 * 86_400_000 - 1), 4);
    assert.equal(await rowsAt(2), 2); // the first and the second
    assert.equal(await rowsAt(1), 1);
    assert.equal(await rowsAt(1e12), 1);
  });

  it('and links keep what was tried of them over close and open', async () => {
    const first = await openStores(folder());
    const account = await newAccount(first);
    const [token, tokenHash] = ['token', setupTokenHash('token')];
    const link = { account, tokenHash, pinTag: setupPinTag({ token, pin: '1' }), createdMs: nowMs };
    await first.setupLinks.add({ ...link, expiresMs: nowMs + 1 });
    const wrong = setupPinTag({ token, pin: '2' });
    for (let i = 0; i < 3; i += 1) await first.setupLinks.open(tokenHash, wrong, nowMs);
    await first.close();
    const second = await openStores(folder());
    assert.deepEqual(await second.setupLinks.open(tokenHash, wrong, nowMs), { kind: 'wrong-pin', triesLeft: 1 });
    assert.deepEqual(await second.setupLinks.open(tokenHash, link.pinTag, nowMs), { kind: 'opened', account });
    await second.close();
    const third = await openStores(folder());
    assert.equal(await third.setupLinks.isOpen(tokenHash, nowMs), false);
    await third.close();
  });

  it('leave no link behind that is out of time', async () => {
    const opened = await openStores(folder());
    const pinTag = Buffer.alloc(32);
    for (const [i, createdMs] of [nowMs, nowMs + 1, nowMs + 2].entries()) {
      const account = await newAccount(opened, `user${i}`);
      await opened.setupLinks.add({
        account,
        tokenHash: Buffer.alloc(32, i),
        pinTag,
        createdMs,
        expiresMs: nowMs + 2 + i,
      });
    }
    await opened.close();
    const database = new SqliteDatabase(join(folder(), 'mail.db'), { readonly: true });
    assert.deepEqual(database.prepare('select expires_ms from setup_links order by 1').pluck().all(), [
      nowMs + 3,
      nowMs + 4,
    ]);
    database.close();
  });

  it('are known again by a secret that is the same after each start, and another for another master key', async () => {
    const secretOf = async (dataDir: string, masterKey: Buffer) => {
      const opened = await openStores(dataDir, { masterKey });
      await opened.close();
      return opened.loginSecret.toString('hex');
    };
    const one = await secretOf(folder(), Buffer.alloc(32, 7));
    assert.equal(await secretOf(folder(), Buffer.alloc(32, 7)), one);
    assert.notEqual(one, Buffer.alloc(32, 7).toString('hex'));
    assert.notEqual(await secretOf(`${folder()}/other`, Buffer.alloc(32, 8)), one);
  });
});
