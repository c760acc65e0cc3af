/** What the disk allows: writes that are confirmed only once they are safe. */
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface SyncedFile {
  write(): void;
  remove(): void;
}

export function openSyncedFile(folder: string, octets: number): SyncedFile {
  const path = join(folder, 'synced-writes');
  const file = openSync(path, 'w');
  const block = Buffer.alloc(octets, 7);
  return {
    write() {
      writeSync(file, block);
      fdatasyncSync(file);
    },
    remove() {
      closeSync(file);
      rmSync(path);
    },
  };
}
