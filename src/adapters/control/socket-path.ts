/** The control socket's place: `<data dir>/run/control.sock`, whatever its length. */
import { closeSync, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** sun_path has 108 octets with its NUL on Linux, 104 elsewhere; the kernel cuts or refuses longer ones. */
const maxPathOctets = 103;

/**
 * Calls `use` with a path for the socket that the system takes: a long one is reached through the open folder.
 * @throws RangeError when the path is too long and the system has no such way
 */
export async function withSocketPath<T>(socket: string, use: (path: string) => Promise<T>): Promise<T> {
  if (Buffer.byteLength(socket) <= maxPathOctets) return use(socket);
  if (process.platform !== 'linux') {
    throw new RangeError(`${socket} is too long for a socket: choose a dataDir with a shorter path.`);
  }
  const folder = openSync(dirname(socket), 'r');
  try {
    return await use(`/proc/self/fd/${folder}/${basename(socket)}`);
  } finally {
    closeSync(folder);
  }
}
