/** Files with passwords: whole or not there, for their owner only, and on the disk before anything relies on them. */
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * With the folders above it; one that is there stays as it is.
 * @param warn told when others can open it
 * @throws RangeError with words when it cannot be one
 */
export async function makePrivateFolder(folder: string, warn: (text: string) => void): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await syncFolder(folder);
    if (((await stat(folder)).mode & 0o077) !== 0)
      warn(`The folder ${folder} is open to other users: chmod 700 closes it.\n`);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new RangeError(`The folder ${folder} cannot be written to (${code}).`, { cause });
  }
}

/** Its folder is to be synced after it, by `syncFolder`. */
export async function writePrivateFile(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(folder, `.${name}.tmp`);
  // What lies there may be of a run that was killed, or a link that somebody has laid: never written through.
  await rm(temporary, { force: true });
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, join(folder, name));
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a run that was killed left half-written, and files of it that hold no valid password. */
export async function removeFiles(folder: string, unwanted: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder)) {
    if (unwanted(name)) await rm(join(folder, name), { force: true });
  }
}
