/** Where a running server listens: told in its data folder, for commands, tests and whoever set the ports to 0. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Config } from './config.js';
import type { Endpoint } from './lib/listen.js';

export interface Endpoints {
  readonly pid: number;
  readonly imap: Endpoint;
  readonly imaps: Endpoint;
  readonly smtp: Endpoint;
  readonly smtps: Endpoint;
  /** Undefined, as the next: its port could not be had. */
  readonly https?: Endpoint;
  readonly metrics?: Endpoint;
  /** CA certificate of the development certificates, when these are in use. */
  readonly ca?: string;
}

/** @returns what removes the file again */
export async function writeEndpoints(config: Config, endpoints: Endpoints): Promise<() => Promise<void>> {
  const file = endpointsFile(config);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, `${JSON.stringify(endpoints)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return () => rm(file, { force: true });
}

/** Left over by a killed server: it would be taken for that of the one that starts. */
export function removeEndpoints(config: Config): Promise<void> {
  return rm(endpointsFile(config), { force: true });
}

/** @returns undefined when no server runs on this data folder */
export async function readEndpoints(config: Config): Promise<Endpoints | undefined> {
  const text = await readFile(endpointsFile(config), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const endpoints = JSON.parse(text) as Endpoints;
  return isRunning(endpoints.pid) ? endpoints : undefined;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function endpointsFile(config: Config): string {
  return join(resolve(config.dataDir), 'run', 'endpoints.json');
}
