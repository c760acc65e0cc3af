/** Stores on disk for tests of faults. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStores, type OpenedStores } from '../../src/adapters/sqlite/open.js';
import type { Clock } from '../../src/mail/clock.js';
import { silentLog } from '../../src/mail/log.js';

export const masterKey = Buffer.alloc(32, 7);

/** In a folder of its own, which goes when the stores are closed. */
export async function openTemporarySqlite({ clock }: { clock: Clock }): Promise<OpenedStores> {
  const dataDir = await mkdtemp(join(tmpdir(), 'faults-'));
  const opened = await openSqliteStores({ dataDir, masterKey, clock, log: silentLog });
  return {
    ...opened,
    async close() {
      await opened.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** All files below a folder, by their path in it. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}

/** Those of the words that lie in clear in a file below the folder. */
export async function wordsInClear(folder: string, words: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of await filesBelow(folder)) {
    const octets = await readFile(path);
    for (const word of words) if (octets.includes(word)) found.add(word);
  }
  return [...found];
}
