/** The operator's master key in a file of its own: 64 hexadecimal digits and a line end. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { MailError } from '../../mail/errors.js';
import type { Log } from '../../mail/log.js';
import { keyOctets, newKey } from './box.js';

/** File whose presence says that there is sealed data in a data folder. */
export const mailDatabaseName = 'mail.db';

/**
 * Reads the master key, or makes one where there is no data yet; durable when it returns.
 *
 * @param path    of the key file; new ones get mode 0600
 * @param options `dataDir`: where the sealed data lies, if any
 * @throws MailError unavailable, with what to do: data without its key, a damaged key file, one that others can read
 */
export function loadOrCreateMasterKey(path: string, log: Log, options: { readonly dataDir: string }): Buffer {
  if (existsSync(path)) return load(path);
  if (existsSync(join(options.dataDir, mailDatabaseName))) {
    throw new MailError(
      'unavailable',
      `The master key ${path} is missing, but ${options.dataDir} holds data sealed with it. Put your copy of the key ` +
        'back (mode 0600). Without it the data cannot be read by anybody; no new key was made.',
    );
  }
  const key = newKey();
  const made = mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${randomBytes(6).toString('hex')}`;
  const file = openSync(part, 'wx', 0o600);
  try {
    writeSync(file, `${key.toString('hex')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(part, path);
  } catch (error) {
    // Two first starts at once: the other one's key is there, whole, and holds.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return load(path);
    throw error;
  } finally {
    rmSync(part);
  }
  syncUpTo(dirname(path), made);
  log.warn('key.created', {
    path,
    advice: 'keep a copy of this file in a safe place, apart from the backups: without it no letter can be read again',
  });
  return key;
}

function load(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const { mode } = fstatSync(file);
    if ((mode & 0o077) !== 0) {
      throw new MailError(
        'unavailable',
        `The master key ${path} can be read by other users (mode ${(mode & 0o777).toString(8).padStart(4, '0')}). ` +
          `Run: chmod 600 ${path}`,
      );
    }
    const text = readFileSync(file, 'latin1').trim();
    if (!/^[0-9a-f]*$/i.test(text) || text.length !== keyOctets * 2) {
      throw new MailError(
        'unavailable',
        `The master key ${path} is damaged: ${keyOctets * 2} hexadecimal digits are expected. Put your copy back.`,
      );
    }
    return Buffer.from(text, 'hex');
  } finally {
    closeSync(file);
  }
}

/** @param made the uppermost folder that was made for it, if any */
function syncUpTo(folder: string, made: string | undefined): void {
  syncFolder(folder);
  if (made === undefined) return;
  for (let each = folder; each.length >= made.length; each = dirname(each)) syncFolder(dirname(each));
}

/** A new name in a folder survives a power cut only when the folder is on disk. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
