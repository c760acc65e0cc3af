/** Everything behind the listeners, wired: stores, accounts, recognition, intake, the admin's calls. */
import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { createScanReader } from './adapters/reader/scan-reader.js';
import { defaultReaderLimits } from './adapters/reader/limits.js';
import { loadOrCreateMasterKey } from './adapters/seal/master-key.js';
import { openSqliteStores } from './adapters/sqlite/open.js';
import type { Config } from './config.js';
import type { AccountDirectory } from './mail/accounts.js';
import type { Admin } from './mail/admin.js';
import type { DevicePasswords } from './mail/device-passwords.js';
import type { Authenticator } from './mail/authenticator.js';
import { systemClock } from './mail/clock.js';
import type { JobQueue } from './mail/job-queue.js';
import type { Log } from './mail/log.js';
import type { MailStores } from './mail/mail-store.js';
import type { Correspondents, QueueStore } from './mail/queue-store.js';
import type { SetupLinks } from './mail/setup-links.js';
import { noProtection, type Protection } from './mail/transport.js';
import { createAccounts } from './services/accounts/accounts.js';
import { createAdmin } from './services/admin/admin.js';
import { createQueueCalls } from './services/admin/queue.js';
import { createPasswords } from './passwords.js';
import { createSending, mailHostname } from './sending.js';
import { createSignIn } from './sign-in.js';
import { createHotFolders } from './services/intake/hot-folder.js';
import { createIntake } from './services/intake/intake.js';

export interface Gateway {
  readonly stores: MailStores;
  readonly authenticator: Authenticator;
  readonly devicePasswords: DevicePasswords;
  readonly setupLinks: SetupLinks;
  /** What waits, to be counted. */
  readonly waiting: { readonly queue: Pick<QueueStore, 'sizes'>; readonly jobs: Pick<JobQueue, 'waiting'> };
  readonly admin: Admin;
  /** What taking in of customers' outgoing mail needs besides. */
  readonly sending: {
    readonly accounts: AccountDirectory;
    readonly queue: QueueStore;
    readonly correspondents: Correspondents;
    readonly protection: Protection;
    readonly hostname: string;
    readonly serviceDomain: string;
  };
  /** Begins to work on scans and on mail to send, those left from before first, and to watch the hot folders.
   *  @throws Error with words: what is needed to send is not there */
  start(): Promise<void>;
  /** Begins to work on scans only. */
  startIntake(): void;
  close(): Promise<void>;
}

export function masterKeyFile(config: Config): string {
  return config.store.masterKey ?? join(resolve(config.dataDir), 'keys', 'master.key');
}

/** Where admin commands reach a running server. */
export function controlSocket(config: Config): string {
  return join(resolve(config.dataDir), 'run', 'control.sock');
}

/** Whatever may come in may be stored; a scan becomes a message of twice its size at the most. */
function largestMessageMegabytes({ imap, submission, intake }: Config): number {
  // What is added on the way in, a Received field above all.
  const headers = 1;
  return Math.max(imap.messageMegabytes, submission.messageMegabytes + headers, 2 * intake.scanMegabytes);
}

/**
 * Takes the data folder for this process.
 * @throws MailError unavailable: another process has it; Error with words on what is wrong with key or database
 */
export async function openGateway(config: Config, log: Log): Promise<Gateway> {
  const clock = systemClock;
  const dataDir = resolve(config.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const masterKey = loadOrCreateMasterKey(masterKeyFile(config), log, { dataDir });
  const opened = await openSqliteStores({
    dataDir,
    masterKey,
    limits: {
      inlineOctets: config.store.inlineKilobytes * 1000,
      messageOctets: largestMessageMegabytes(config) * 1_000_000,
      cacheOctets: config.store.cacheMegabytes * 1_000_000,
      quotaOctets: Math.round(config.store.quotaMegabytes * 1_000_000),
      quotaMessages: config.store.quotaMessages,
    },
    clock,
    log,
  });
  const { stores, accounts: directory, jobs } = opened;

  const concurrency = config.intake.concurrency || availableParallelism();
  const scanOctets = config.intake.scanMegabytes * 1_000_000;
  const reader = createScanReader({
    processes: concurrency,
    limits: {
      ...defaultReaderLimits,
      scanOctets,
      pages: config.intake.pages,
      pagePixels: config.intake.pageMegapixels * 1_000_000,
      pageMs: config.intake.pageSeconds * 1000,
    },
    log,
  });
  const { name, timeZone, mailbox, domain } = config.service;
  const service = { name, timeZone, address: `${mailbox}@${domain}` };
  const intake = createIntake({
    stores,
    accounts: directory,
    jobs,
    reader,
    clock,
    log,
    service,
    limits: { concurrency, scanOctets, rememberMs: config.intake.rememberDays * 86_400_000 },
  });
  const hotFolder = config.intake.folder ? resolve(config.intake.folder) : join(dataDir, 'intake');
  const hotFolders = createHotFolders({
    root: hotFolder,
    intake,
    accounts: directory,
    jobs,
    clock,
    log,
    limits: {
      stableMs: config.intake.settleSeconds * 1000,
      rescanMs: config.intake.rescanSeconds * 1000,
      scanOctets,
    },
  });

  const { rotation, notices, ...passwords } = createPasswords({ ...opened, config, clock, log });
  const sending = createSending({ ...opened, config, clock, log, notices });

  const { credentials } = opened;
  const accounts = createAccounts({
    ...{ directory, credentials, setupLinks: opened.setupLinks, ...passwords },
    feed: stores.feed,
    clock,
    log,
    domain,
    onChange: () => hotFolders.refresh(),
  });
  const signIn = createSignIn({ ...opened, config, service, clock, log });
  const hotFolderOf = (account: number) => join(hotFolder, String(account));
  const removeHotFolder = (account: number) => rm(hotFolderOf(account), { recursive: true, force: true });
  return {
    stores,
    devicePasswords: passwords.devicePasswords,
    authenticator: signIn.authenticator,
    setupLinks: opened.setupLinks,
    waiting: { queue: opened.queue, jobs },
    sending: {
      accounts: directory,
      queue: opened.queue,
      correspondents: opened.correspondents,
      protection: noProtection,
      hostname: mailHostname(config),
      serviceDomain: domain,
    },
    admin: createAdmin({
      ...{ accounts, rotation, stores, intake, scanOctets, hotFolderOf, removeHotFolder },
      ledger: opened.ledger,
      queue: createQueueCalls({ ...opened, accounts, clock, onTryNow: () => sending.kick() }),
    }),
    startIntake: () => intake.start(),
    async start() {
      await sending.start();
      intake.start();
      hotFolders.start();
    },
    async close() {
      await sending.close();
      await signIn.close();
      await hotFolders.close();
      await intake.close();
      await reader.close();
      await opened.close();
    },
  };
}
