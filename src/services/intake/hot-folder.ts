/**
 * The hot folders: `<root>/<account id>/` for each account; what is put there becomes mail.
 *
 * A file is taken when it has stopped growing. Its job is keyed by what the file is, and known until the file is gone,
 * so that a kill at any moment makes no second message; the file is removed only after its message is durable.
 */
import { setMaxListeners } from 'node:events';
import { lstat, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AccountDirectory } from '../../mail/accounts.js';
import type { Clock } from '../../mail/clock.js';
import type { AccountId } from '../../mail/ids.js';
import type { JobQueue } from '../../mail/job-queue.js';
import type { Log, LogFields } from '../../mail/log.js';
import { Bell } from '../../lib/bell.js';
import { errorCode, isGone, type DropFile } from './drop-file.js';
import { DropTaker, storeTrouble, type DropFolder } from './drop-taker.js';
import type { Intake } from './intake.js';
import { defaultIntakeLimits } from './limits.js';
import { Settling, type SettlingLimits } from './settling.js';
import { systemTimers, type Timers } from '../../lib/timers.js';
import { Troubles } from './troubles.js';
import { watchFolder, type Watch, type Watcher } from './watch.js';

export interface HotFolderLimits extends SettlingLimits {
  /** How often to look without a hint, ms; and how long what made trouble is left alone. */
  readonly rescanMs: number;
  /** Shortest time between two looks, ms. */
  readonly gapMs: number;
  /** Files taken and not yet removed or put aside, at a time. */
  readonly ahead: number;
  /** Octets of a scan; looked at before reading. */
  readonly scanOctets: number;
}

export const defaultHotFolderLimits: HotFolderLimits = {
  stableMs: 2_000,
  emptyMs: 60_000,
  watched: 1_000,
  rescanMs: 60_000,
  gapMs: 500,
  ahead: 32,
  scanOctets: defaultIntakeLimits.scanOctets,
};

export interface HotFoldersOptions {
  /** Made when missing, with a folder for each open account, all for the owner only; those there stay as they are. */
  readonly root: string;
  readonly intake: Pick<Intake, 'submit' | 'wait'>;
  readonly accounts: Pick<AccountDirectory, 'list'>;
  readonly jobs: Pick<JobQueue, 'list' | 'remove'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<HotFolderLimits>;
  readonly timers?: Timers;
  readonly watch?: Watch;
}

export interface HotFolders {
  start(): void;
  /** Looks soon: an account was added or closed. */
  refresh(): void;
  /** Stops looking; files in work are finished at the next start. Close it before the intake. */
  close(): Promise<void>;
}

export function createHotFolders(options: HotFoldersOptions): HotFolders {
  return new HotFoldersService(options);
}

class HotFoldersService implements HotFolders {
  readonly #options: HotFoldersOptions;
  readonly #root: string;
  readonly #limits: HotFolderLimits;
  readonly #timers: Timers;
  readonly #troubles: Troubles;
  readonly #taker: DropTaker;
  readonly #settling = new Map<AccountId, Settling>();
  readonly #bell = new Bell();
  readonly #closing = new AbortController();
  #loop: Promise<void> | undefined;
  #watcher: Watcher | undefined;
  #next: { readonly atMs: number; readonly cancel: () => void } | undefined;
  #lookedMs = -Infinity;
  #tidiedMs = -Infinity;
  /** Stable files were left for want of room. */
  #crowded = false;

  constructor(options: HotFoldersOptions) {
    this.#options = options;
    this.#root = resolve(options.root);
    this.#limits = { ...defaultHotFolderLimits, ...options.limits };
    this.#timers = options.timers ?? systemTimers;
    // Each file in work listens; that is bounded, and no leak.
    setMaxListeners(this.#limits.ahead + 1, this.#closing.signal);
    this.#troubles = new Troubles(options.clock, this.#limits.rescanMs);
    this.#taker = new DropTaker({
      intake: options.intake,
      jobs: options.jobs,
      log: options.log,
      troubles: this.#troubles,
      scanOctets: this.#limits.scanOctets,
      signal: this.#closing.signal,
      onRoom: () => {
        // Not at each: a look reads whole folders.
        if (this.#crowded && this.#taker.inWork <= this.#limits.ahead / 2) this.#lookIn(0);
      },
    });
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  refresh(): void {
    this.#lookIn(0);
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('the hot folders close'));
    this.#next?.cancel();
    this.#bell.ring();
    await this.#loop;
    await this.#watcher?.close();
    await this.#taker.idle();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      let nextMs = this.#limits.rescanMs;
      try {
        nextMs = await this.#look();
        this.#troubles.over('look');
      } catch (error) {
        this.#told('look', 'hot-folder.not-looked', { code: errorCode(error) });
      }
      this.#lookedMs = this.#options.clock.now();
      this.#lookIn(nextMs);
      await this.#bell.next();
    }
  }

  /** @returns in how many ms to look again */
  async #look(): Promise<number> {
    const { rescanMs, stableMs, ahead } = this.#limits;
    await mkdir(this.#root, { recursive: true, mode: 0o700 });
    this.#watch();
    const folders = await this.#folders();
    await this.#tidy(folders);

    let more = false;
    const found: { folder: DropFolder; stable: readonly DropFile[] }[] = [];
    for (const folder of folders) {
      if (this.#closing.signal.aborted) break; // thousands of folders take seconds
      const look = await this.#lookAt(folder);
      more ||= look.more;
      if (look.stable.length > 0) found.push({ folder, stable: look.stable });
    }
    // One of each folder in turn: a thousand files of one account hold up no other.
    this.#crowded = false;
    for (let i = 0; found.some(({ stable }) => i < stable.length); i++) {
      for (const { folder, stable } of found) {
        const file = stable[i];
        if (!file || this.#closing.signal.aborted || this.#troubles.has(storeTrouble)) continue;
        if (this.#taker.inWork >= ahead) this.#crowded = true;
        else await this.#taker.take(folder, file);
      }
      if (this.#crowded) break;
    }
    return more ? stableMs : rescanMs;
  }

  async #lookAt(folder: DropFolder): Promise<{ readonly stable: readonly DropFile[]; readonly more: boolean }> {
    const { id } = folder.account;
    const settling = this.#settling.get(id) ?? new Settling(folder.path, this.#limits);
    this.#settling.set(id, settling);
    try {
      const look = await settling.look(this.#options.clock.now(), (identity) => this.#taker.isBusy(id, identity));
      this.#troubles.over(folder.path);
      return look;
    } catch (error) {
      if (!isGone(error)) this.#told(folder.path, 'hot-folder.not-looked', { account: id, code: errorCode(error) });
      return { stable: [], more: false };
    }
  }

  /** Those of open accounts, made where missing; those of closed ones where they are. */
  async #folders(): Promise<readonly DropFolder[]> {
    const folders: DropFolder[] = [];
    for (const account of await this.#options.accounts.list()) {
      if (this.#closing.signal.aborted) break;
      const path = this.#pathOf(account.id);
      try {
        const stats = await lstat(path).catch((error: unknown) => {
          if (isGone(error)) return undefined;
          throw error;
        });
        if (!stats && account.state === 'open') await mkdir(path, { mode: 0o700 });
        // A symbolic link might lead anywhere; it is not followed.
        if (stats && !stats.isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
        folders.push({ account, path });
      } catch (error) {
        this.#told(path, 'hot-folder.not-looked', { account: account.id, code: errorCode(error) });
      }
    }
    return folders;
  }

  /** Once a rescan: forgets what is over. */
  async #tidy(folders: readonly DropFolder[]): Promise<void> {
    const now = this.#options.clock.now();
    if (now - this.#tidiedMs < this.#limits.rescanMs) return;
    this.#tidiedMs = now;
    this.#troubles.tidy();
    const known = new Set(folders.map(({ account }) => account.id));
    for (const id of this.#settling.keys()) if (!known.has(id)) this.#settling.delete(id);
    await this.#taker.forgetGone((account) => this.#pathOf(account));
  }

  #pathOf(account: AccountId): string {
    return join(this.#root, String(account));
  }

  #watch(): void {
    if (this.#watcher || this.#closing.signal.aborted) return;
    const { watch = watchFolder } = this.#options;
    this.#watcher = watch(
      this.#root,
      () => this.#lookIn(0),
      (error) => this.#told('watch', 'hot-folder.not-watched', { code: errorCode(error) }),
    );
  }

  /** Looks after `ms`, or sooner if that is planned; never within `gapMs` of the last look. */
  #lookIn(ms: number): void {
    if (this.#closing.signal.aborted) return;
    const now = this.#options.clock.now();
    const atMs = Math.max(now + ms, this.#lookedMs + this.#limits.gapMs);
    if (this.#next && this.#next.atMs <= atMs) return;
    this.#next?.cancel();
    const cancel = this.#timers.after(atMs - now, () => {
      this.#next = undefined;
      this.#bell.ring();
    });
    this.#next = { atMs, cancel };
  }

  #told(what: string, event: string, fields: LogFields): void {
    if (this.#troubles.met(what)) this.#options.log.warn(event, fields);
  }
}
