/** Our server for this benchmark: the built program on a data folder of its own, relaying everything to the sink. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { projectPath } from '../../../src/lib/project-path.js';

const execute = promisify(execFile);
const program = projectPath('scripts/unpaperme.mjs');
const startMs = 60_000;

export interface OurRelay {
  readonly port: number;
  readonly pid: number;
  readonly login: { readonly user: string; readonly password: string };
  stop(): Promise<void>;
}

export async function startOurRelay(folder: string, sinkPort: number, profiles?: string): Promise<OurRelay> {
  const many = '1000000';
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('UNPAPERME_'))),
    UNPAPERME_DATA_DIR: folder,
    UNPAPERME_DEMO: '0',
    UNPAPERME_PLAINTEXT_LOGIN: 'loopback',
    ...Object.fromEntries(['IMAP', 'IMAPS', 'SMTP', 'SMTPS'].map((name) => [`UNPAPERME_${name}_PORT`, '0'])),
    UNPAPERME_TLS_FOLDER: `${folder}.certs`,
    UNPAPERME_STORE_QUOTA_MEGABYTES: '0',
    UNPAPERME_STORE_QUOTA_MESSAGES: '0',
    UNPAPERME_RELAY_SMARTHOST: `smtp://127.0.0.1:${sinkPort}?tls=never`,
    UNPAPERME_SUBMISSION_MESSAGES_PER_HOUR: many,
    UNPAPERME_SUBMISSION_MESSAGES_PER_DAY: many,
    UNPAPERME_SUBMISSION_NEW_RECIPIENTS_PER_DAY: many,
  };
  const add = ['account', 'add', '--name', 'Bench', '--address', 'bench@post.example', '--json'];
  const { stdout } = await execute(process.execPath, [program, ...add], { env });
  const { user, password } = JSON.parse(stdout) as OurRelay['login'];
  const log = openSync(`${folder}.log`, 'a');
  const profiling = profiles ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : [];
  const child = spawn(process.execPath, [...profiling, program, 'serve'], { env, stdio: ['ignore', 'ignore', log] });
  closeSync(log);
  const endpoints = join(folder, 'run', 'endpoints.json');
  const giveUpAt = performance.now() + startMs;
  for (;;) {
    if (child.exitCode !== null || performance.now() > giveUpAt) {
      throw new Error(`our server does not start: see ${folder}.log`);
    }
    const told = existsSync(endpoints) ? (JSON.parse(readFileSync(endpoints, 'utf8')) as Endpoints) : undefined;
    if (told?.pid === child.pid) {
      const stop = async () => {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      };
      return { port: told!.smtp.port, pid: child.pid!, login: { user, password }, stop };
    }
    await sleep(10);
  }
}

interface Endpoints {
  readonly pid: number;
  readonly smtp: { readonly port: number };
}
