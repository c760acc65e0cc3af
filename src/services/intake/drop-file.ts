/** A file in a hot folder: found, told apart from others, read. Names are octets; whoever scans may call files anything. */
import { constants, type BigIntStats } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';

export interface DropFile {
  /** As the file system has it: any octets but `/` and NUL. */
  readonly name: Buffer;
  readonly path: Buffer;
  readonly sizeOctets: number;
  /** Name, inode, time and size: the same only for the same file, unchanged. */
  readonly identity: string;
}

export function pathIn(folder: string, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), name]);
}

/** The names that may be scans: no dot files, and none that programs give to files they still write. */
export async function dropNames(folder: string): Promise<readonly Buffer[]> {
  const names = await readdir(folder, { encoding: 'buffer' });
  return names.filter((name) => !/^\.|\.part$|\.tmp$|\.crdownload$|~$/i.test(name.toString('latin1')));
}

/** @returns undefined when it is not there, or no file (symbolic links are not followed) */
export async function dropFile(folder: string, name: Buffer): Promise<DropFile | undefined> {
  const path = pathIn(folder, name);
  try {
    const stats = await lstat(path, { bigint: true });
    return stats.isFile() ? asDropFile(name, path, stats) : undefined;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/**
 * All octets of the file.
 *
 * @returns undefined when it is not there or not the same any more, also when that came about while reading
 * @throws what the file system says otherwise (`EACCES`, `EIO`)
 */
export async function readDropFile(file: DropFile): Promise<Buffer | undefined> {
  // Between the look and now it may have become a symbolic link or a pipe: neither is followed nor waited for.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(file.path, flags).catch((error: unknown) => {
    if (isGone(error)) return undefined;
    throw error;
  });
  if (!handle) return undefined;
  try {
    const isSame = async () => {
      const stats = await handle.stat({ bigint: true });
      return stats.isFile() && asDropFile(file.name, file.path, stats).identity === file.identity;
    };
    if (!(await isSame())) return undefined;
    const octets = Buffer.allocUnsafe(file.sizeOctets);
    let filled = 0;
    while (filled < octets.length) {
      const { bytesRead } = await handle.read(octets, filled, octets.length - filled, filled);
      if (bytesRead === 0) return undefined;
      filled += bytesRead;
    }
    return (await isSame()) ? octets : undefined;
  } finally {
    await handle.close();
  }
}

/** The name that an identity begins with. */
export function nameOf(identity: string): Buffer {
  return Buffer.from(identity.slice(0, identity.indexOf(':')), 'hex');
}

/** For people: readable, without what would break a line. */
export function readableName(name: Buffer): string {
  return name.toString('utf8').replace(/\p{Cc}+/gu, ' ');
}

export function isGone(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errorCode(error));
}

/** `EACCES` and the like; `UNKNOWN` when it is no error of the system. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

function asDropFile(name: Buffer, path: Buffer, stats: BigIntStats): DropFile {
  const identity = [name.toString('hex'), stats.ino, stats.mtimeNs, stats.size].join(':');
  return { name, path, sizeOctets: Number(stats.size), identity };
}
