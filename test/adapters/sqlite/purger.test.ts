import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Commits } from '../../../src/adapters/sqlite/commits.js';
import { mailMigrations, openMigrated } from '../../../src/adapters/sqlite/migrate.js';
import { Purger } from '../../../src/adapters/sqlite/purger.js';
import { contentStatements } from '../../../src/adapters/sqlite/statements/contents.js';
import type { BlobStore } from '../../../src/mail/blob-store.js';
import { silentLog } from '../../../src/mail/log.js';
import { temporaryFolder } from '../../support/temp-folder.js';

describe('purger', () => {
  const folder = temporaryFolder();

  it('removes no blob as long as a power cut could bring back the row that needs it', async () => {
    const db = openMigrated(join(folder(), 'mail.db'), mailMigrations, 'normal');
    let endSync = () => {};
    const sync = () => new Promise<void>((resolve) => (endSync = resolve));
    const commits = new Commits(db, { sync, grown() {} });
    const removed: string[] = [];
    const blobs = { remove: async ({ id }) => void removed.push(id) } as Pick<BlobStore, 'remove'> as BlobStore;
    const purger = new Purger(db, commits, blobs, silentLog);
    const expunging = commits.write((on) => on.run(contentStatements.insertPurge, 1, 0, 'abc'));
    await setImmediate();
    purger.kick();
    for (let i = 0; i < 5; i += 1) await setImmediate();
    assert.deepEqual(removed, []);
    endSync();
    await expunging;
    await purger.idle();
    assert.deepEqual(removed, ['abc']);
    const closing = commits.close();
    await setImmediate();
    endSync();
    await closing;
    db.close();
  });
});
