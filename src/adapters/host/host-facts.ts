/** What this machine gives the server. */
import { stat, statfs } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import type { HostFacts } from '../../mail/probe.js';

/** @param paths of the data folder and the master key, which need not be there */
export async function hostFacts(paths: { readonly dataDir: string; readonly masterKey: string }): Promise<HostFacts> {
  return {
    nodeVersion: process.versions.node,
    openFiles: openFilesLimit(),
    dataDir: await folderFacts(paths.dataDir),
    masterKey: await keyFacts(paths.masterKey, paths.dataDir),
  };
}

async function folderFacts(path: string): Promise<HostFacts['dataDir']> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  const { bavail, bsize } = await statfs(path);
  return { path, mode: found.mode & 0o777, freeOctets: bavail * bsize };
}

async function keyFacts(path: string, dataDir: string): Promise<HostFacts['masterKey']> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  const way = relative(resolve(dataDir), resolve(path));
  return { path, mode: found.mode & 0o777, besideData: way !== '..' && !way.startsWith(`..${sep}`) };
}

/** Of the process, as the kernel sees it. */
function openFilesLimit(): number | undefined {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft: number | string } } };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : undefined;
}
