/** What the servers of a run need from the machine: free ports, a certificate, files out of the page cache. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openTlsIdentity, type TlsFiles } from '../../../../src/adapters/net/tls-identity.js';
import { systemClock } from '../../../../src/mail/clock.js';
import { silentLog } from '../../../../src/mail/log.js';

const execute = promisify(execFile);

/** Ports of loopback that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const ports = await Promise.all(
    servers.map(async (server) => {
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    }),
  );
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Makes our development certificate, for all servers alike: the kind of key is most of a handshake's cost. */
export async function makeCertificate(folder: string): Promise<TlsFiles> {
  const identity = await openTlsIdentity({
    files: undefined,
    folder,
    names: ['localhost', '127.0.0.1'],
    clock: systemClock,
    log: silentLog,
  });
  identity.close();
  return { certificate: join(folder, 'server.pem'), key: join(folder, 'server.key') };
}

/** Throws the files of a folder out of the page cache (POSIX_FADV_DONTNEED), and only those. */
export async function dropFromCache(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    // GNU dd: with nocache and nothing to copy it does that alone.
    await execute('dd', [`if=${join(entry.parentPath, entry.name)}`, 'iflag=nocache', 'count=0', 'status=none']);
  }
}
