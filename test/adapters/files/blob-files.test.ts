import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openBlobFiles } from '../../../src/adapters/files/blob-files.js';
import type { BlobKey, BlobStore } from '../../../src/mail/blob-store.js';
import { allOctets, pieces } from '../../support/contracts/opened.js';
import { temporaryFolder } from '../../support/temp-folder.js';

// Every read counts as slow in the second: all but the first are made by another thread.
for (const slowMs of [1000, 0])
  describe(`blobs in files, reads of more than ${slowMs} ms being slow`, () => {
    const folder = temporaryFolder();
    let blobs: BlobStore;
    beforeEach(async () => {
      blobs = await openBlobFiles(folder(), { slowMs });
    });
    const key: BlobKey = { area: 'octets', account: 7, id: 'ab12' };
    const octets = Buffer.from(Array.from({ length: 600_000 }, (_, i) => i & 0xff));
    const gone = (error: NodeJS.ErrnoException) => error.code === 'ENOENT';

    it('gives back what was written, and any range of it', async () => {
      await blobs.write(key, pieces(octets, 70_000));
      assert.equal(await blobs.size(key), octets.length);
      for (const [start, end] of [
        [0, 600_000],
        [0, 0],
        [5, 6],
        [100_000, 500_001],
        [599_999, 700_000],
      ] as const) {
        assert.ok((await allOctets(blobs.read(key, { start, end }))).equals(octets.subarray(start, end)));
      }
    });

    it('lists a blob as pending until it is settled, also after a new start', async () => {
      await blobs.write(key, pieces(octets));
      const again = await openBlobFiles(folder());
      assert.deepEqual(await again.pending(), [key]);
      await again.settle(key);
      assert.deepEqual(await again.pending(), []);
      assert.equal(await again.size(key), octets.length);
      await again.settle(key);
    });

    it('removes a blob, pending or not, and does not mind one that is not there', async () => {
      await blobs.write(key, pieces(octets));
      await blobs.remove(key);
      await blobs.remove(key);
      assert.deepEqual(await blobs.pending(), []);
      await assert.rejects(allOctets(blobs.read(key, { start: 0, end: 1 })), gone);
      await assert.rejects(blobs.size(key), gone);
    });

    it('leaves nothing of a blob whose octets break off', async () => {
      const broken = async function* (): AsyncGenerator<Buffer> {
        yield octets;
        throw new Error('the line broke');
      };
      await assert.rejects(blobs.write(key, broken()), /the line broke/);
      assert.deepEqual(await readdir(join(folder(), 'staging')), []);
      await assert.rejects(blobs.size(key), gone);
    });

    it('never writes over a blob', async () => {
      await blobs.write(key, pieces(Buffer.from('first')));
      await blobs.settle(key);
      await assert.rejects(blobs.write(key, pieces(Buffer.from('second'))), { code: 'EEXIST' });
      assert.equal((await allOctets(blobs.read(key, { start: 0, end: 9 }))).toString(), 'first');
    });

    it('removes all blobs of an account and of no other', async () => {
      const other: BlobKey = { ...key, account: 70 };
      for (const each of [key, { ...key, area: 'scans' as const }, other]) await blobs.write(each, pieces(octets));
      await blobs.removeAccount(7);
      assert.deepEqual(await blobs.pending(), [other]);
      await assert.rejects(blobs.size(key), gone);
      assert.equal(await blobs.size(other), octets.length);
      await blobs.removeAccount(8);
    });

    it('refuses an id that is no plain name, and passes over what it did not write', async () => {
      for (const id of ['../x', '', 'A', 'x/y', 'a'.repeat(65)]) {
        await assert.rejects(blobs.write({ ...key, id }, pieces(octets)), RangeError);
      }
      await writeFile(join(folder(), 'staging', 'README'), '');
      assert.deepEqual(await blobs.pending(), []);
    });
  });
