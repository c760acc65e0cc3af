import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { MasterKeys } from '../../../src/adapters/sqlite/account-keys.js';
import { AccountSeals } from '../../../src/adapters/sqlite/account-rows.js';
import { lockStore } from '../../../src/adapters/sqlite/lock.js';
import { mailMigrations } from '../../../src/adapters/sqlite/migrate.js';
import type { Contract } from '../../../src/mail/accounts.js';
import { isMailError } from '../../../src/mail/errors.js';
import { FlagSet } from '../../../src/mail/flags.js';
import { mailboxName } from '../../../src/mail/mailbox.js';
import { append, letter, listing, mailboxOf, newAccount, pieces } from '../../support/contracts/opened.js';
import { temporaryFolder } from '../../support/temp-folder.js';
import { everyFile, openStores, testKey } from './open-for-test.js';

const unavailable = (words: RegExp) => (error: unknown) =>
  isMailError(error, 'unavailable') && words.test(error.message);

describe('opening the stores', () => {
  const folder = temporaryFolder();

  it('refuses a second owner, and takes the folder again after close', async () => {
    const first = await openStores(folder());
    await assert.rejects(openStores(folder()), unavailable(/in use by another/));
    await first.close();
    await (await openStores(folder())).close();
  });

  it('tells a wrong master key, leaves the data alone and gives the folder back', async () => {
    const first = await openStores(folder());
    await newAccount(first);
    await first.close();
    const wrong = openStores(folder(), { masterKey: Buffer.alloc(32, 8) });
    await assert.rejects(wrong, unavailable(/another master key/));
    const again = await openStores(folder());
    assert.equal((await again.accounts.list()).length, 1);
    await again.close();
  });

  it('refuses a database written by a newer version, untouched', async () => {
    await (await openStores(folder())).close();
    const path = join(folder(), 'mail.db');
    const database = new SqliteDatabase(path);
    database.pragma(`user_version = ${mailMigrations.length + 1}`);
    database.close();
    const before = await readFile(path);
    await assert.rejects(openStores(folder()), unavailable(/newer version/));
    assert.ok((await readFile(path)).equals(before));
  });

  it('reads contracts that were written before there were aliases and postal addresses', async () => {
    const first = await openStores(folder());
    const account = await newAccount(first);
    await first.close();
    const database = new SqliteDatabase(join(folder(), 'contracts.db'));
    const before: Omit<Contract, 'aliases' | 'postal'> = {
      account,
      name: 'Erika Mustermann',
      address: 'erika@example.org',
    };
    const sealed = new AccountSeals(new MasterKeys(testKey)).sealContract(before as Contract);
    database.prepare('update contracts set sealed = ?').run(sealed);
    database.close();
    const second = await openStores(folder());
    assert.deepEqual(await second.accounts.contract(account), { ...before, aliases: [], postal: [] });
    await second.accounts.setAliases(account, ['e@example.org']);
    assert.deepEqual((await second.accounts.contract(account))!.aliases, ['e@example.org']);
    await second.close();
  });

  it('makes nothing durable of what it could not do: a lock is free after a failed start', async () => {
    await assert.rejects(
      openStores(folder(), {
        openBlobs: () => Promise.reject(new Error('no blobs')),
      }),
      /no blobs/,
    );
    lockStore(folder())();
  });

  it('removes what was staged and never appended, and gives running jobs out again', async () => {
    const first = await openStores(folder());
    const account = await newAccount(first);
    const store = await first.stores.open(account);
    await append(store, 'INBOX', Buffer.alloc(300_000));
    await store.stage(pieces(Buffer.alloc(300_000)));
    await first.jobs.enqueue({ account, kind: 'intake', key: 'a', payload: 1 }, pieces(Buffer.from('scan')));
    assert.equal((await first.jobs.claim('intake', { leaseMs: 3_600_000, limit: 1 })).length, 1);
    await first.close();
    const second = await openStores(folder());
    const files = (await everyFile(folder())).filter(({ octets }) => octets.length > 0).map(({ path }) => path);
    assert.equal(files.filter((path) => path.includes('/staging/')).length, 0);
    assert.equal(files.filter((path) => path.includes('/octets/')).length, 1);
    const [job] = await second.jobs.claim('intake', { leaseMs: 1, limit: 1 });
    assert.equal(job!.attempts, 2);
    assert.equal((await second.jobs.scan(job!.id)).toString(), 'scan');
    await second.close();
  });

  it('refuses work after close', async () => {
    const opened = await openStores(folder());
    const store = await opened.stores.open(await newAccount(opened));
    const content = await store.stage(pieces(letter({ Subject: 'x' })));
    await opened.close();
    const late = store.discard(content).then(() => append(store, 'INBOX', letter({ Subject: 'x' })));
    await assert.rejects(late, unavailable(/closed/));
  });

  it('finishes what is under way at close, and fails reading after it in words', async () => {
    const opened = await openStores(folder());
    const store = await opened.stores.open(await newAccount(opened));
    const content = await store.stage(pieces(Buffer.alloc(300_000)));
    const appending = store.append(mailboxName('INBOX'), [{ content, flags: FlagSet.of(['\\Deleted']) }]);
    const { id } = await mailboxOf(store, 'INBOX');
    const expunging = store.expunge(id);
    await opened.close();
    assert.equal((await appending).uids.length, 1);
    assert.deepEqual(await expunging, [1]);
    await assert.rejects(store.mailboxes(), unavailable(/closed/));
    await (await openStores(folder())).close();
    const blobs = (await everyFile(folder())).filter(({ path }) => /[0-9a-f]{32}$/.test(path));
    assert.deepEqual(blobs, []);
  });

  it('commits what was asked for before close', async () => {
    const first = await openStores(folder());
    const account = await newAccount(first);
    const store = await first.stores.open(account);
    const contents = await Promise.all([0, 1, 2].map((i) => store.stage(pieces(letter({ Subject: `${i}` })))));
    const appending = contents.map((content) => store.append(mailboxName('INBOX'), [{ content, flags: FlagSet.none }]));
    await first.close();
    await Promise.all(appending);
    const second = await openStores(folder(), { masterKey: testKey });
    assert.equal((await listing(await second.stores.open(account), 'INBOX')).length, 3);
    await second.close();
  });
});
