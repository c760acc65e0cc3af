/** Opens stores in a folder of the test's, by default with a key and a clock of its own. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqliteStores } from '../../../src/adapters/sqlite/open.js';
import type { OpenedStores, SqliteStoresOptions } from '../../../src/adapters/sqlite/open.js';
import { silentLog } from '../../../src/mail/log.js';
import { TestClock } from '../../support/contracts/opened.js';

export const testKey = Buffer.alloc(32, 7);

export function openStores(dataDir: string, options: Partial<SqliteStoresOptions> = {}): Promise<OpenedStores> {
  return openSqliteStores({ dataDir, masterKey: testKey, clock: new TestClock(), log: silentLog, ...options });
}

export interface FoundFile {
  readonly path: string;
  readonly mode: number;
  readonly octets: Buffer;
}

/** Every file and folder below, folders with no octets. What goes while we look is left out. */
export async function everyFile(folder: string): Promise<readonly FoundFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: FoundFile[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    try {
      const { mode } = await stat(path);
      found.push({ path, mode: mode & 0o777, octets: entry.isFile() ? await readFile(path) : Buffer.alloc(0) });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return found;
}
