/** SQLite stores in a folder that goes with them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStores } from '../../../src/adapters/sqlite/open.js';
import { silentLog } from '../../../src/mail/log.js';
import type { OpenStores } from './imap-host.js';

export const openSqlite: OpenStores = async (options) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'unpaperme-dialog-'));
  const opened = await openSqliteStores({ dataDir, masterKey: Buffer.alloc(32, 7), log: silentLog, ...options });
  return {
    ...opened,
    async close() {
      await opened.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
