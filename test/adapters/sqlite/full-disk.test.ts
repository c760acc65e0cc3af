import assert from 'node:assert/strict';
import { openBlobFiles } from '../../../src/adapters/files/blob-files.js';
import type { BlobStore } from '../../../src/mail/blob-store.js';
import { isMailError } from '../../../src/mail/errors.js';
import {
  allOctets,
  append,
  letter,
  listing,
  mailboxOf,
  messagesIn,
  newAccount,
  pieces,
} from '../../support/contracts/opened.js';
import { temporaryFolder } from '../../support/temp-folder.js';
import { everyFile, openStores } from './open-for-test.js';

const full = (error: unknown) => isMailError(error, 'storage-full');

/** Blobs on a disk that takes so many octets more. */
async function tightBlobs(root: string, roomOctets: number): Promise<BlobStore> {
  const blobs = await openBlobFiles(root);
  let room = roomOctets;
  return {
    ...blobs,
    write: (key, octets) =>
      blobs.write(
        key,
        (async function* () {
          for await (const piece of octets) {
            room -= piece.length;
            if (room < 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
            yield piece;
          }
        })(),
      ),
  };
}

describe('a full disk', () => {
  const folder = temporaryFolder();

  it('fails the staging of a big message, and leaves nothing', async () => {
    const opened = await openStores(folder(), { openBlobs: (root) => tightBlobs(root, 500_000) });
    const account = await newAccount(opened);
    const store = await opened.stores.open(account);
    await assert.rejects(store.stage(pieces(Buffer.alloc(600_000))), full);
    const job = { account, kind: 'intake', key: 'a', payload: 1 } as const;
    await assert.rejects(opened.jobs.enqueue(job, pieces(Buffer.alloc(600_000))), full);
    assert.deepEqual(await opened.jobs.list({}), []);
    assert.deepEqual(
      (await everyFile(folder())).filter(({ path }) => /[0-9a-f]{32}$/.test(path)),
      [],
    );
    await append(store, 'INBOX', letter({ Subject: 'small' }));
    await opened.close();
  });

  it('fails a commit, changes nothing, and harms none that waits in the same transaction', async () => {
    const opened = await openStores(folder(), { maxPages: 150 });
    const store = await opened.stores.open(await newAccount(opened));
    const fits = letter({ Subject: 'fits' });
    const tooBig = Buffer.alloc(250_000, 'x');
    await append(store, 'INBOX', fits);
    const outcomes = await Promise.allSettled([
      append(store, 'INBOX', fits, ['a']),
      append(store, 'INBOX', tooBig),
      append(store, 'INBOX', tooBig),
      append(store, 'INBOX', tooBig),
      append(store, 'INBOX', fits, ['b']),
    ]);
    const failed = outcomes.filter((each) => each.status === 'rejected');
    assert.ok(failed.length >= 1);
    for (const each of failed) assert.ok(full(each.reason), String(each.reason));
    assert.equal(outcomes[0].status, 'fulfilled');
    assert.equal(outcomes[4].status, 'fulfilled');
    const { length } = await listing(store, 'INBOX');
    assert.equal(length, 1 + outcomes.length - failed.length);
    await opened.close();
  });

  it('keeps a message, and a scan, that committed though the disk fails right after', async () => {
    const failing = async (root: string): Promise<BlobStore> => ({
      ...(await openBlobFiles(root)),
      settle: () => Promise.reject(Object.assign(new Error('input/output error'), { code: 'EIO' })),
    });
    const opened = await openStores(folder(), { openBlobs: failing });
    const account = await newAccount(opened);
    const store = await opened.stores.open(account);
    const octets = Buffer.alloc(300_000, 'x');
    await append(store, 'INBOX', octets);
    const job = { account, kind: 'intake', key: 'a', payload: 1 } as const;
    assert.equal((await opened.jobs.enqueue(job, pieces(octets))).fresh, true);
    await opened.close();
    const again = await openStores(folder());
    const reopened = await again.stores.open(account);
    const messages = await messagesIn(reopened, (await mailboxOf(reopened, 'INBOX')).id);
    assert.ok((await allOctets(reopened.octets(messages[0]!.content))).equals(octets));
    assert.ok((await again.jobs.scan((await again.jobs.list({}))[0]!.id)).equals(octets));
    assert.deepEqual(
      (await everyFile(folder())).filter(({ path }) => path.includes('/staging/')),
      [],
    );
    await again.close();
  });
});
