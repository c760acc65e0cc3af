/**
 * Sealed octets as files: `octets/<account>/<id>` and `scans/<account>/<id>`. A blob is written in `staging/` and
 * linked to its place; the name in `staging/` is what marks it as pending until `settle` takes it away. Everything is
 * fsynced, folders too, before a promise resolves. Files have mode 0600, folders 0700.
 */
import { closeSync, openSync, open as openFile, readSync, read as readFile } from 'node:fs';
import { link, mkdir, open, readdir, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BlobKey, BlobStore } from '../../mail/blob-store.js';
import { sealedChunkOctets } from '../seal/chunks.js';

const areas = ['octets', 'scans'] as const;
/** Read at a time, and held for a client that takes its time: what a window of 64 KB touches. */
const readOctets = 2 * sealedChunkOctets;

/** Used again and again: garbage of this size keeps the collector busy. 1 MiB at the most. */
const spareBuffers: Buffer[] = [];
const mostSpareBuffers = 8;

// Numbers of files, not FileHandles, which cost several times as much.
const [openToRead, readAt] = [promisify(openFile), promisify(readFile)];

/** After a slow read: how long no other is made in this thread. */
const slowForMs = 200;

/**
 * What the system has in its cache is read here, which costs half of asking another thread; as soon as a read takes
 * longer, the disk is at work, and nobody else shall wait for it.
 *
 * @param root an existing folder of ours
 * @param slowMs what a read out of the system's cache takes at the most
 */
export async function openBlobFiles(root: string, { slowMs = 4 } = {}): Promise<BlobStore> {
  const staging = join(root, 'staging');
  for (const folder of [staging, ...areas.map((area) => join(root, area))]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  await syncFolder(root);

  let slowUntilMs = -Infinity;
  const cached = () => performance.now() >= slowUntilMs;
  const timed = <Result>(work: () => Result): Result => {
    const startMs = performance.now();
    const result = work();
    const endMs = performance.now();
    if (endMs - startMs > slowMs) slowUntilMs = endMs + slowForMs;
    return result;
  };

  const folderOf = ({ area, account }: Omit<BlobKey, 'id'>) => join(root, area, String(account));
  const pathOf = (key: BlobKey) => join(folderOf(key), checked(key));
  const markOf = (key: BlobKey) => join(staging, `${key.area}-${key.account}-${checked(key)}`);

  /** Folders of accounts known to be on disk: one that another writer just made may not be yet. */
  const durable = new Map<string, Promise<void>>();
  const durableFolder = (key: BlobKey): Promise<void> => {
    const folder = folderOf(key);
    const known = durable.get(folder);
    if (known) return known;
    const made = mkdir(folder, { recursive: true, mode: 0o700 }).then(() => syncFolder(join(root, key.area)));
    durable.set(folder, made);
    made.catch(() => durable.delete(folder));
    return made;
  };

  const pending = async () => {
    const names = await readdir(staging);
    return names.map(parseMark).filter((key) => key !== undefined);
  };

  return {
    async write(key, octets) {
      const mark = markOf(key);
      const folder = folderOf(key);
      const file = await open(mark, 'wx', 0o600);
      let linked = false;
      try {
        try {
          for await (const piece of octets) await writeAll(file, piece);
          await file.sync();
        } finally {
          await file.close();
        }
        // The mark first: a blob in its place without a mark would never be swept.
        await syncFolder(staging);
        await durableFolder(key);
        await link(mark, pathOf(key));
        linked = true;
        await syncFolder(folder);
      } catch (error) {
        if (linked) await remove(pathOf(key)); // else what lies there is not ours
        await remove(mark);
        throw error;
      }
    },

    async settle(key) {
      await remove(markOf(key));
    },

    pending,

    async *read(key, range) {
      const file = cached() ? timed(() => openSync(pathOf(key), 'r')) : await openToRead(pathOf(key), 'r');
      const buffer = spareBuffers.pop() ?? Buffer.allocUnsafeSlow(readOctets);
      try {
        for (let at = range.start; at < range.end;) {
          const count = Math.min(readOctets, range.end - at);
          const octetsRead = cached()
            ? timed(() => readSync(file, buffer, 0, count, at))
            : (await readAt(file, buffer, 0, count, at)).bytesRead;
          if (octetsRead === 0) return;
          at += octetsRead;
          yield buffer.subarray(0, octetsRead);
        }
      } finally {
        if (spareBuffers.length < mostSpareBuffers) spareBuffers.push(buffer);
        closeSync(file);
      }
    },

    async size(key) {
      return (await stat(pathOf(key))).size;
    },

    async remove(key) {
      if (await remove(pathOf(key))) await syncFolder(folderOf(key));
      await remove(markOf(key));
    },

    async removeAccount(account) {
      for (const area of areas) {
        durable.delete(folderOf({ area, account }));
        await rm(folderOf({ area, account }), { recursive: true, force: true });
        await syncFolder(join(root, area));
      }
      for (const key of await pending()) if (key.account === account) await remove(markOf(key));
      await syncFolder(staging);
    },
  };
}

/** Ids come from us; checked all the same, since they become paths. */
function checked({ id }: BlobKey): string {
  if (!/^[0-9a-f]{1,64}$/.test(id)) throw new RangeError('A blob id is 1 to 64 hexadecimal digits');
  return id;
}

function parseMark(name: string): BlobKey | undefined {
  const match = /^(octets|scans)-(\d+)-([0-9a-f]{1,64})$/.exec(name);
  return match ? { area: match[1] as BlobKey['area'], account: Number(match[2]), id: match[3]! } : undefined;
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length;) at += (await file.write(piece, at)).bytesWritten;
}

/** @returns whether it was there */
async function remove(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
