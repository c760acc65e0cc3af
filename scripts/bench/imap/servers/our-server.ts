/** Our server, as its operator runs it: the built program on free ports of loopback with a data folder of its own. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { projectPath } from '../../../../src/lib/project-path.js';
import type { TlsFiles } from '../../../../src/adapters/net/tls-identity.js';
import type { Login } from '../connection.js';
import { Target } from '../target.js';
import { dropFromCache, freePorts } from './files.js';

const execute = promisify(execFile);
const program = projectPath('scripts/unpaperme.mjs');
const startMs = 120_000;

export interface OurServerOptions {
  readonly dataDir: string;
  readonly tls: TlsFiles;
  /** Node writes a CPU profile there at each end of the server. */
  readonly profiles?: string | undefined;
}

export class OurServer {
  readonly #options: OurServerOptions;
  readonly #ports: readonly number[];
  #child: ChildProcess | undefined;

  static async create(options: OurServerOptions): Promise<OurServer> {
    return new OurServer(options, await freePorts(2));
  }

  private constructor(options: OurServerOptions, ports: readonly number[]) {
    this.#options = options;
    this.#ports = ports;
  }

  /** @returns ms from its start until it serves */
  async start(): Promise<number> {
    const { dataDir, profiles } = this.#options;
    const started = performance.now();
    const profiling = profiles ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : [];
    // Straight into a file, and all that an operator's log has: it is part of what a command costs.
    const log = openSync(`${dataDir}.log`, 'a');
    const child = spawn(process.execPath, [...profiling, program, 'serve'], {
      env: this.#env(),
      stdio: ['ignore', 'ignore', log],
    });
    closeSync(log);
    this.#child = child;
    while (this.#servingPid() !== child.pid) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`our server ended: see ${dataDir}.log`);
      if (performance.now() - started > startMs) throw new Error(`our server does not get ready: see ${dataDir}.log`);
      await sleep(5);
    }
    return performance.now() - started;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }

  /** Makes an account the way an admin does. */
  async addAccount(user: string): Promise<Login> {
    const address = ['--name', 'Bench', '--address', `${user}@post.example`];
    const { stdout } = await execute(process.execPath, [program, 'account', 'add', ...address, '--json'], {
      env: this.#env(),
    });
    const { user: name, password } = JSON.parse(stdout) as Login;
    return { user: name, password };
  }

  /** @throws Error when it does not serve */
  async target(login: Login): Promise<Target> {
    const [plain, tls] = this.#ports as [number, number];
    return new Target({
      side: 'ours',
      login,
      endpoints: {
        plain: { host: '127.0.0.1', port: plain, tls: false },
        tls: { host: '127.0.0.1', port: tls, tls: true },
      },
      pid: () => this.#child?.pid ?? 0,
      restart: async () => {
        await this.stop();
        await dropFromCache(this.#options.dataDir);
        await this.start();
      },
    }).probe();
  }

  #servingPid(): number | undefined {
    const file = join(this.#options.dataDir, 'run', 'endpoints.json');
    if (!existsSync(file)) return undefined;
    return (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid;
  }

  #env(): NodeJS.ProcessEnv {
    const { dataDir, tls } = this.#options;
    return {
      // What this shell sets is not the server's.
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('UNPAPERME_'))),
      UNPAPERME_DATA_DIR: dataDir,
      UNPAPERME_DEMO: '0',
      UNPAPERME_PLAINTEXT_LOGIN: 'loopback',
      UNPAPERME_IMAP_PORT: String(this.#ports[0]),
      UNPAPERME_IMAPS_PORT: String(this.#ports[1]),
      UNPAPERME_SMTP_PORT: '0',
      UNPAPERME_SMTPS_PORT: '0',
      UNPAPERME_HTTPS_PORT: '0',
      UNPAPERME_METRICS_PORT: '0',
      UNPAPERME_IMAP_CONNECTIONS: '20000',
      UNPAPERME_IMAP_CONNECTIONS_PER_ACCOUNT: '20000',
      UNPAPERME_TLS_CERTIFICATE: tls.certificate,
      UNPAPERME_TLS_KEY: tls.key,
      UNPAPERME_STORE_QUOTA_MEGABYTES: '0',
      UNPAPERME_STORE_QUOTA_MESSAGES: '0',
    };
  }
}
