/**
 * Opens the stores of a data folder: mail.db, contracts.db, and the sealed octets in `octets/`, `scans/`, `staging/`.
 * One process owns them. What a crash left is put right before anybody is served.
 */
import { chmod, mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { AccountDirectory } from '../../mail/accounts.js';
import type { BlobStore } from '../../mail/blob-store.js';
import type { Clock } from '../../mail/clock.js';
import type { CredentialStore } from '../../mail/credentials.js';
import { MailError } from '../../mail/errors.js';
import type { JobQueue } from '../../mail/job-queue.js';
import type { Log } from '../../mail/log.js';
import type { MailStores } from '../../mail/mail-store.js';
import type { Correspondents, Ledger, Notebook, QueueStore } from '../../mail/queue-store.js';
import type { RotationStore } from '../../mail/rotation.js';
import type { SetupLinks } from '../../mail/setup-links.js';
import { defaultStoreLimits } from '../../mail/store-limits.js';
import type { StoreLimits } from '../../mail/store-limits.js';
import { openBlobFiles } from '../files/blob-files.js';
import { createLocalChangeFeed } from '../memory/change-feed.js';
import { Scanner } from '../search/scanner.js';
import { keyedHash, seal, SealError, unseal } from '../seal/box.js';
import { mailDatabaseName } from '../seal/master-key.js';
import { SqliteAccounts } from './account-directory.js';
import { KeyRing, MasterKeys } from './account-keys.js';
import type { AccountKeys } from './account-keys.js';
import { Commits } from './commits.js';
import type { Connection } from './connection.js';
import { SqliteCorrespondents } from './correspondents.js';
import { SqliteCredentials } from './credentials.js';
import { SqliteJobQueue } from './job-queue.js';
import { SqliteLedger } from './ledger.js';
import { lockStore } from './lock.js';
import { SqliteMailStore } from './mail-store.js';
import { contractsMigrations, mailMigrations, openMigrated } from './migrate.js';
import { SqliteNotebook } from './notebook.js';
import { OpenedOctets } from './octets.js';
import { Purger, sweepPending } from './purger.js';
import { SqliteQueue } from './queue.js';
import { SqliteRotations } from './rotations.js';
import type { Scope } from './scope.js';
import { FactsCache } from './segments.js';
import { SqliteSetupLinks } from './setup-links.js';
import { accountStatements } from './statements/accounts.js';
import { jobStatements } from './statements/jobs.js';
import { queueStatements } from './statements/queue.js';
import { Sweeper } from './sweeper.js';
import { Tables } from './tables.js';
import { beginRun, endRun } from './unclean-stops.js';
import { WriteAheadLog } from './write-ahead-log.js';

export { defaultStoreLimits } from '../../mail/store-limits.js';

export interface SqliteStoresOptions {
  readonly dataDir: string;
  /** 32 octets, see `loadOrCreateMasterKey`. */
  readonly masterKey: Buffer;
  readonly limits?: Partial<StoreLimits>;
  readonly clock: Clock;
  readonly log: Log;
  /** Files in the data folder by default. */
  readonly openBlobs?: (dataDir: string) => Promise<BlobStore>;
  /** Makes mail.db-wal durable; for tests of a slow or broken disk. */
  readonly sync?: (file: number) => Promise<void>;
  /** Largest mail.db, in pages of 4 KiB; for tests of a full disk. */
  readonly maxPages?: number;
}

export interface OpenedStores {
  readonly stores: MailStores;
  readonly accounts: AccountDirectory;
  readonly credentials: CredentialStore;
  readonly rotations: RotationStore;
  readonly setupLinks: SetupLinks;
  readonly jobs: JobQueue;
  readonly queue: QueueStore;
  readonly correspondents: Correspondents;
  readonly ledger: Ledger;
  readonly notebook: Notebook;
  /** A key for signing in: the same after each start, and nowhere in the data folder but for the master key. */
  readonly loginSecret: Buffer;
  /** Resolves when all that was deleted is gone from the disk: it goes by and by after its commit. */
  drained(): Promise<void>;
  /** Waits for what is being written, and a while for what is being removed, and gives the data folder back. */
  close(): Promise<void>;
}

/** How long closing waits for what is being removed; the rest is removed after the next start. */
const longestDrainMs = 3000;

/** @throws MailError unavailable, with what to do: in use, wrong master key, written by a newer version */
export async function openSqliteStores(options: SqliteStoresOptions): Promise<OpenedStores> {
  const { dataDir } = options;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
  const unlock = lockStore(dataDir);
  const opened: (() => void)[] = [unlock];
  try {
    const db = openMigrated(join(dataDir, mailDatabaseName), mailMigrations, 'normal');
    opened.push(() => db.close());
    const master = new MasterKeys(options.masterKey);
    checkKey(db, master, dataDir);
    const contracts = openMigrated(join(dataDir, 'contracts.db'), contractsMigrations, 'full');
    opened.push(() => contracts.close());
    if (options.maxPages !== undefined) db.pragma(`max_page_count = ${options.maxPages}`);
    const blobs = await (options.openBlobs ?? openBlobFiles)(dataDir);
    return await assemble(options, { db, contracts, master, blobs, release: () => releaseAll(opened) });
  } catch (error) {
    releaseAll(opened);
    throw error;
  }
}

function releaseAll(opened: (() => void)[]): void {
  for (let release = opened.pop(); release; release = opened.pop()) release();
}

/** @throws MailError unavailable: the data was sealed with another master key */
function checkKey(db: Connection, master: MasterKeys, dataDir: string): void {
  const place = 'key check';
  const row = db.get(accountStatements.keyCheck);
  if (!row) {
    db.run(accountStatements.insertKeyCheck, seal(master.check, place, Buffer.from('unpaperme')));
    return;
  }
  try {
    unseal(master.check, place, row[0]);
  } catch (cause) {
    if (!(cause instanceof SealError)) throw cause;
    throw new MailError(
      'unavailable',
      `The data in ${dataDir} was sealed with another master key. Put your copy of the right key file back; ` +
        'nothing was changed.',
      { cause },
    );
  }
}

/** Measured on two cores: a first search takes 0.7 of the time with two; later ones take a few milliseconds either way. */
const scanThreads = Math.min(2, availableParallelism());

interface Parts {
  readonly db: Connection;
  readonly contracts: Connection;
  readonly master: MasterKeys;
  readonly blobs: BlobStore;
  readonly release: () => void;
}

async function assemble(options: SqliteStoresOptions, parts: Parts): Promise<OpenedStores> {
  const { db, contracts, master, blobs } = parts;
  const { clock, log } = options;
  const limits = { ...defaultStoreLimits, ...options.limits };
  const clean = beginRun(db);
  if (!clean) log.info('store.unclean-stop');
  const walLog = new WriteAheadLog(db, join(options.dataDir, mailDatabaseName), { log, sync: options.sync });
  const commits = new Commits(db, walLog);
  walLog.hold = (during) => commits.hold(during);
  // Written by admin commands alone: it may wait for the disk.
  const contractCommits = new Commits(contracts, { sync: async () => {}, grown() {} });
  const cache = new FactsCache(limits.cacheOctets);
  const tables = new Tables(commits, limits.tableMessages);
  const scanner = new Scanner({
    module: new URL('./scan-worker.js', import.meta.url),
    workerData: { path: join(options.dataDir, mailDatabaseName), cacheOctets: limits.cacheOctets / scanThreads },
    threads: scanThreads,
  });
  const opened = new OpenedOctets(limits.cacheOctets / 2);
  const purger = new Purger(db, commits, blobs, log);
  const feed = createLocalChangeFeed();
  const keys = new KeyRing(db, master);
  const hashDomain = (domain: string) => keyedHash(master.domains, domain);
  const shares = { db, clock, limits, cache, hashDomain };
  const makeScope = (of: AccountKeys): Scope => ({ account: of.account, keys: of, ...shares });
  const scopeOf = (account: number) => makeScope(keys.of(account));

  const setupLinks = new SqliteSetupLinks({ db, commits });
  const credentials = new SqliteCredentials({ db, commits, keys, master, clock, setupLinks });
  const accounts = new SqliteAccounts({
    ...{ db, commits, contracts, contractCommits, blobs, credentials, master, makeScope },
    forget(account) {
      keys.forget(account);
      credentials.forget(account);
      cache.forget(account);
      tables.forget(account);
      opened.forget(account);
      scanner.forget(account);
    },
  });
  const sweeper = new Sweeper({ commits, purger, scopeOf, log });
  const forwarding = { db, commits, keys, master, clock };
  const queue = new SqliteQueue({ ...forwarding, scopeOf, hashDomain });
  const jobs = new SqliteJobQueue({ db, commits, blobs, purger, keys, clock, scopeOf });

  await sweepPending(db, blobs);
  await accounts.sweep();
  await credentials.sweep();
  await commits.write((on) => {
    on.run(jobStatements.endLeases);
    on.run(queueStatements.endLeases);
  });
  purger.kick();
  await purger.idle();
  sweeper.begin(db);

  const shared = { commits, blobs, feed, sweeper, scanner, tables, opened, queue };
  return {
    accounts,
    credentials,
    setupLinks,
    rotations: new SqliteRotations({ db, commits, credentials, setupLinks }),
    loginSecret: master.logins,
    jobs,
    queue,
    correspondents: new SqliteCorrespondents(forwarding),
    ledger: new SqliteLedger(forwarding),
    notebook: new SqliteNotebook(forwarding),
    stores: {
      feed,
      async open(account) {
        const row = await accounts.get(account);
        if (!row) throw new MailError('account-not-found', 'There is no such account.');
        return new SqliteMailStore(scopeOf(account), shared);
      },
    },
    drained: () => sweeper.drained(),
    async close() {
      await Promise.race([sweeper.drained(), setTimeout(longestDrainMs, undefined, { ref: false })]);
      await sweeper.stop();
      await purger.idle(); // while it can still write down what it removed
      await commits.close();
      await contractCommits.close();
      await walLog.close();
      await setImmediate(); // whoever waited for those commits goes on first
      await purger.stop();
      await scanner.close();
      if (!commits.failed) endRun(db);
      parts.release(); // the last connection copies what is in the log into the database, and syncs it
    },
  };
}
