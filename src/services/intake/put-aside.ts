/** Puts a file that is not taken in into `rejected/`, with a text beside it that says why. Nothing is overwritten. */
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dropFile, errorCode, isGone, pathIn, type DropFile } from './drop-file.js';

export const rejectedFolder = 'rejected';

/** Longest file name in octets, on nearly all file systems. */
const nameOctets = 255;
const noteExtension = Buffer.from('.txt');
/** Names tried in order before a random one is taken. */
const numbered = 50;

/**
 * The note is written first: a kill in between leaves a note without its file, and the next try takes that up.
 *
 * @returns false when the file is not there or has changed: nothing is done then
 * @throws what the file system says (`EACCES`, `ENOSPC`); the file is where it was
 */
export async function putAside(folder: string, file: DropFile, reason: string): Promise<boolean> {
  const aside = `${folder}/${rejectedFolder}`;
  await mkdir(aside, { mode: 0o700 }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  if (!(await lstat(aside)).isDirectory()) throw Object.assign(new Error('rejected is no folder'), { code: 'ENOTDIR' });
  const note = Buffer.from(`${reason}\n`);
  for (let attempt = 1; ; attempt++) {
    const to = pathIn(aside, asideName(file.name, attempt));
    if ((await exists(to)) || !(await reserve(Buffer.concat([to, noteExtension]), note))) continue;
    if ((await dropFile(folder, file.name))?.identity !== file.identity) return false;
    await rename(file.path, to);
    return true;
  }
}

/**
 * `Brief.pdf`, then `Brief (2).pdf` and so on, then something random; short enough that `.txt` still fits behind.
 * @param attempt from 1
 */
export function asideName(name: Buffer, attempt: number): Buffer {
  const dot = name.lastIndexOf('.');
  const hasExtension = dot > 0 && name.length - dot <= 16;
  const extension = hasExtension ? name.subarray(dot) : Buffer.alloc(0);
  const mark = attempt === 1 ? '' : ` (${attempt <= numbered ? attempt : randomBytes(8).toString('hex')})`;
  const room = nameOctets - noteExtension.length - extension.length - mark.length;
  let end = Math.min(hasExtension ? dot : name.length, room);
  // Not in the middle of a character: UTF-8 continuation octets are 10xxxxxx.
  while (end < name.length && end > room - 4 && ((name[end] ?? 0) & 0xc0) === 0x80) end--;
  return Buffer.concat([name.subarray(0, end), Buffer.from(mark), extension]);
}

async function exists(path: Buffer): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** @returns false when the name is taken by something else than this very note */
async function reserve(path: Buffer, note: Buffer): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', 0o600);
    try {
      await handle.writeFile(note);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    const stats = await lstat(path);
    if (!stats.isFile() || stats.size > note.length) return false;
    // Cut short by a full disk or a kill, it is ours to finish as long as it is the beginning of the same words.
    const written = await readFile(path);
    if (!note.subarray(0, written.length).equals(written)) return false;
    if (written.length < note.length) await finish(path, note);
    return true;
  }
}

async function finish(path: Buffer, note: Buffer): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.write(note, 0, note.length, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
