import assert from 'node:assert/strict';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { openBlobFiles } from '../../../src/adapters/files/blob-files.js';
import type { BlobStore } from '../../../src/mail/blob-store.js';
import { isMailError } from '../../../src/mail/errors.js';
import { FlagSet } from '../../../src/mail/flags.js';
import type { AccountId } from '../../../src/mail/ids.js';
import { inbox } from '../../../src/mail/mailbox.js';
import { append, newAccount } from '../../support/contracts/opened.js';
import { deferred, delivered, settlement, submit } from '../../support/contracts/queued.js';
import { temporaryFolder } from '../../support/temp-folder.js';
import { everyFile, openStores } from './open-for-test.js';

describe('accounts half made or half deleted', () => {
  const folder = temporaryFolder();

  /** How many rows of the account are left in each table that has any. */
  function rowsLeft(account: number): Record<string, number> {
    const left: Record<string, number> = {};
    for (const file of ['mail.db', 'contracts.db']) {
      const database = new SqliteDatabase(join(folder(), file), { readonly: true });
      const tables = database
        .prepare(
          "select m.name from sqlite_schema m, pragma_table_info(m.name) c where m.type = 'table' and c.name = 'account'",
        )
        .pluck()
        .all() as string[];
      for (const table of tables) {
        const count = database
          .prepare(`select count(*) from ${table} where account = ?`)
          .pluck()
          .get(account) as number;
        if (count > 0) left[table] = count;
      }
      database.close();
    }
    return left;
  }

  it('are deleted to the end at the next start, and cannot be read from the moment the deletion began', async () => {
    const failing = async (root: string): Promise<BlobStore> => ({
      ...(await openBlobFiles(root)),
      removeAccount: () => Promise.reject(new Error('power cut')),
    });
    const opened = await openStores(folder(), { openBlobs: failing });
    const account = await newAccount(opened);
    const store = await opened.stores.open(account);
    await append(store, 'INBOX', Buffer.alloc(300_000));
    await assert.rejects(opened.accounts.delete(account), /power cut/);
    assert.equal(await opened.accounts.get(account), undefined);
    await opened.close();
    const database = new SqliteDatabase(join(folder(), 'mail.db'), { readonly: true });
    assert.deepEqual(database.prepare('select state, data_key from accounts').raw().all(), [[3, null]]);
    database.close();

    await (await openStores(folder())).close();
    assert.deepEqual(rowsLeft(account), {});
    assert.deepEqual(
      (await everyFile(folder())).filter(({ path }) => path.endsWith(`/${account}`)),
      [],
    );
  });

  it('leave nothing of what they sent', async () => {
    const opened = await openStores(folder());
    const [account, other] = [await newAccount(opened, 'gone'), await newAccount(opened, 'other')];
    for (const each of [account, other]) {
      const store = await opened.stores.open(each);
      const id = await submit(store, ['a@x.example', 'b@y.example']);
      await opened.queue.settle(settlement(id, { 0: delivered(), 1: deferred(1e15) }));
      const document = { id: 'd', attachments: [Buffer.alloc(32)] };
      await append(store, 'INBOX', 'x', [], { document });
    }
    await opened.accounts.delete(account);
    await opened.close();
    assert.deepEqual(rowsLeft(account), {});
    const { queue_items, queue_recipients, correspondents, disclosures, documents } = rowsLeft(other);
    assert.deepEqual([queue_items, queue_recipients, correspondents, disclosures, documents], [1, 2, 2, 1, 1]);
  });

  it('are removed when they were never finished, and their user name is free again', async () => {
    const opened = await openStores(folder());
    const account = await newAccount(opened, 'erika');
    await opened.close();
    const database = new SqliteDatabase(join(folder(), 'mail.db'));
    database.exec('update accounts set state = 0'); // as a stop between the two databases leaves it
    database.close();
    const again = await openStores(folder());
    assert.deepEqual(await again.accounts.list(), []);
    assert.ok((await newAccount(again, 'erika')) > account);
    await again.close();
    assert.deepEqual(rowsLeft(account), {});
  });

  it('take nothing new from the moment the deletion begins: neither a scan under way nor a message', async () => {
    const opened = await openStores(folder());
    const [account, other] = [await newAccount(opened, 'gone'), await newAccount(opened, 'other')];
    const store = await opened.stores.open(account);
    const gone = (error: unknown) => isMailError(error, 'account-not-found');
    const staged = await store.stage(pieces(Buffer.alloc(300_000)));
    const scan = async function* () {
      yield Buffer.alloc(100_000);
      await opened.accounts.delete(account);
      yield Buffer.alloc(100_000);
    };
    const job = (of: AccountId) => ({ account: of, kind: 'intake' as const, key: 'a', payload: {} });
    await assert.rejects(opened.jobs.enqueue(job(account), scan()), gone);
    const message = { content: staged, flags: FlagSet.none };
    await assert.rejects(store.append(inbox, [message]), (error) => isMailError(error));
    // Others are not held up by what is gone.
    await opened.jobs.enqueue(job(other));
    assert.equal((await opened.jobs.claim('intake', { leaseMs: 1000, limit: 10 })).length, 1);
    await opened.close();
    assert.deepEqual(rowsLeft(account), {});
    const blobs = (await everyFile(folder())).filter(
      ({ path, octets }) => octets.length > 0 && /\/(octets|scans|staging)\//.test(path),
    );
    assert.deepEqual(blobs, []);
  });
});

async function* pieces(octets: Buffer): AsyncGenerator<Buffer> {
  yield octets;
}
