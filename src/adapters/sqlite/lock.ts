/** One process owns a store: a lock that the kernel frees however the process ends. */
import { mkdirSync } from 'node:fs';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { MailError } from '../../mail/errors.js';

/**
 * Takes the lock of a data folder, an exclusive transaction on a file of its own.
 *
 * @returns what gives it back
 * @throws MailError unavailable: another process, or this one, has it
 */
export function lockStore(dataDir: string): () => void {
  const folder = join(dataDir, 'run');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'lock.db');
  closeSync(openSync(path, 'a', 0o600));
  const database = new SqliteDatabase(path, { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (cause) {
    database.close();
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_BUSY')) throw cause;
    throw new MailError(
      'unavailable',
      `The data folder ${dataDir} is in use by another unpaperme process; stop that one first.`,
      { cause },
    );
  }
  return () => database.close();
}
