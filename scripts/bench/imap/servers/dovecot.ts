/** A Dovecot of our own: private configuration, private folder, ended with the run. */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { TlsFiles } from '../../../../src/adapters/net/tls-identity.js';
import { Target, type Side } from '../target.js';
import { dovecotConf, dovecotPassword, dovecotPasswd, dovecotUsers, type DovecotConfig } from './dovecot-config.js';
import { dropFromCache, freePorts } from './files.js';

const execute = promisify(execFile);
const startMs = 15_000;
/** Owns the mail; every Debian has it. */
const mailUser = 'mail';

/** @returns why Dovecot cannot be measured here, and what to do about it */
export function dovecotObstacle(): string | undefined {
  if (!runs('dovecot', '--version')) return 'Dovecot is not installed: apt-get install dovecot-imapd';
  if (!runs('dovecot', '--version').startsWith('2.3')) return 'the configuration for Dovecot is for version 2.3';
  // It starts processes of several users.
  return process.getuid?.() === 0 ? undefined : 'Dovecot needs root: run this as root';
}

export function xapianObstacle(): string | undefined {
  const installed = ['/usr/lib/dovecot/modules', '/usr/lib64/dovecot'].some((folder) =>
    existsSync(join(folder, 'lib21_fts_xapian_plugin.so')),
  );
  return installed ? undefined : 'its Xapian plugin is not installed: apt-get install dovecot-fts-xapian';
}

/** @returns what Dovecot is short of on this machine: it would still run, but not at its best */
export function dovecotWarnings(idling: number): string[] {
  const instances = Number(readFileSync('/proc/sys/fs/inotify/max_user_instances', 'latin1'));
  return instances >= idling
    ? []
    : [`Dovecot will poll: allow ${idling} inotify instances (sysctl fs.inotify.max_user_instances)`];
}

export class Dovecot {
  readonly #config: DovecotConfig;
  #child: ChildProcess | undefined;

  static async create(folder: string, tls: TlsFiles, { xapian }: { xapian: boolean }): Promise<Dovecot> {
    const [plain, secure] = (await freePorts(2)) as [number, number];
    const dovecot = new Dovecot({ folder, ports: { plain, tls: secure }, tls, mailUser, xapian });
    await mkdir(join(folder, 'mail'), { recursive: true });
    await writeFile(dovecot.#confFile, dovecotConf(dovecot.#config));
    await writeFile(join(folder, 'users'), dovecotPasswd(folder));
    // Its processes run as other users.
    for (const path of [join(folder, 'users'), dovecot.#confFile]) await chmod(path, 0o644);
    await execute('chown', [`${mailUser}:${mailUser}`, join(folder, 'mail')]);
    return dovecot;
  }

  private constructor(config: DovecotConfig) {
    this.#config = config;
  }

  async start(): Promise<void> {
    const child = spawn('dovecot', ['-F', '-c', this.#confFile], { stdio: 'ignore' });
    this.#child = child;
    const giveUpAt = performance.now() + startMs;
    while (!(await listens(this.#config.ports.plain))) {
      if (child.exitCode !== null || performance.now() > giveUpAt) {
        throw new Error(`Dovecot does not start: see ${this.#config.folder}/dovecot.log`);
      }
      await sleep(20);
    }
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }

  /** Takes over the mail of another one. */
  async copyMail(from: Dovecot): Promise<void> {
    await cp(join(from.#config.folder, 'mail'), join(this.#config.folder, 'mail'), { recursive: true });
    await execute('chown', ['-R', `${mailUser}:${mailUser}`, join(this.#config.folder, 'mail')]);
  }

  /** Brings the full-text index of a mailbox up to date. */
  async index(mailbox: string): Promise<void> {
    await execute('doveadm', ['-c', this.#confFile, 'index', '-u', dovecotUsers[0], mailbox]);
  }

  target(side: Side, user: (typeof dovecotUsers)[number]): Promise<Target> {
    const { folder, ports } = this.#config;
    return new Target({
      side,
      login: { user, password: dovecotPassword },
      endpoints: {
        plain: { host: '127.0.0.1', port: ports.plain, tls: false },
        tls: { host: '127.0.0.1', port: ports.tls, tls: true },
      },
      pid: () => this.#child?.pid ?? 0,
      restart: async () => {
        await this.stop();
        await dropFromCache(join(folder, 'mail'));
        await this.start();
      },
    }).probe();
  }

  get #confFile(): string {
    return join(this.#config.folder, 'dovecot.conf');
  }
}

function runs(command: string, ...args: readonly string[]): string {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
