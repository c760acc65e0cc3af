/** A real server process on free loopback ports with a data folder of its own, as an operator would run it. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectPath } from '../../src/lib/project-path.js';

const execute = promisify(execFile);
const command = projectPath('scripts/unpaperme.mjs');

export interface Endpoints {
  readonly pid: number;
  readonly imap: { readonly host: string; readonly port: number };
  readonly imaps: { readonly host: string; readonly port: number };
  readonly smtp: { readonly host: string; readonly port: number };
  readonly smtps: { readonly host: string; readonly port: number };
  readonly https?: { readonly host: string; readonly port: number };
  readonly metrics?: { readonly host: string; readonly port: number };
  readonly ca: string;
}

export class RunningServer {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'unpaperme-server-'));
  readonly env: NodeJS.ProcessEnv;
  /** Standard output and error so far. */
  output = '';
  #child: ChildProcess | undefined;

  constructor(env: NodeJS.ProcessEnv = {}) {
    this.env = {
      // What this machine or the test run sets is not the server's.
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('UNPAPERME_'))),
      UNPAPERME_DATA_DIR: this.dataDir,
      UNPAPERME_TLS_FOLDER: join(this.dataDir, 'certs'),
      UNPAPERME_IMAP_PORT: '0',
      UNPAPERME_IMAPS_PORT: '0',
      UNPAPERME_SMTP_PORT: '0',
      UNPAPERME_SMTPS_PORT: '0',
      UNPAPERME_HTTPS_PORT: '0',
      UNPAPERME_METRICS_PORT: '0',
      UNPAPERME_DEMO: '0',
      ...env,
    };
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get endpointsFile(): string {
    return join(this.dataDir, 'run', 'endpoints.json');
  }

  /** @returns when the server serves */
  async start(): Promise<Endpoints> {
    const child = spawn(process.execPath, [command, 'serve'], { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    const take = (chunk: Buffer) => {
      this.output += chunk.toString();
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    const startedAt = Date.now();
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`The server ended at once:\n${this.output}`);
      }
      const endpoints = this.endpoints();
      if (endpoints?.pid === child.pid) return endpoints!;
      if (Date.now() - startedAt > 30_000) throw new Error(`The server does not get ready:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Waits for something of the server's output, or of its data folder. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (!this.running) throw new Error(`The server has ended:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  endpoints(): Endpoints | undefined {
    try {
      return JSON.parse(readFileSync(this.endpointsFile, 'utf8')) as Endpoints;
    } catch (error) {
      // Not there yet, or just removed by a server that starts where another was killed.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Sends a signal and waits for the end. @returns the exit code, or the signal that killed it */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | NodeJS.Signals> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? child?.signalCode ?? 0;
    const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    child.kill(signal);
    const [code, killed] = await ended;
    return code ?? killed ?? 0;
  }

  /** Runs `unpaperme …`. @returns its standard output; rejects with `code`, `stdout` and `stderr` */
  async run(...args: readonly string[]): Promise<string> {
    const { stdout } = await execute(process.execPath, [command, ...args], { env: this.env, maxBuffer: 1e7 });
    return stdout;
  }

  async addAccount(
    name: string,
    ...options: readonly string[]
  ): Promise<{ account: number; user: string; password: string }> {
    return JSON.parse(await this.run('account', 'add', '--name', name, ...options, '--json')) as {
      account: number;
      user: string;
      password: string;
    };
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
