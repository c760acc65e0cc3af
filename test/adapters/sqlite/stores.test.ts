import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStores } from '../../../src/adapters/sqlite/open.js';
import { silentLog } from '../../../src/mail/log.js';
import { contentsContract } from '../../support/contracts/contents.js';
import type { OpenEmpty } from '../../support/contracts/opened.js';
import { storesContract } from '../../support/contracts/stores.js';

const openEmpty: OpenEmpty = async (clock, limits) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'unpaperme-'));
  const opened = await openSqliteStores({
    dataDir,
    masterKey: Buffer.alloc(32, 7),
    clock,
    log: silentLog,
    ...(limits && { limits }),
  });
  return {
    ...opened,
    async close() {
      await opened.close();
      await rm(dataDir, { recursive: true });
    },
  };
};

describe('sqlite stores', () => {
  storesContract(openEmpty);
  describe('with every message in a file', () => {
    contentsContract((clock, limits) => openEmpty(clock, { inlineOctets: 0, ...limits }));
  });
});
