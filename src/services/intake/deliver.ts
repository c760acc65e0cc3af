/** The way of one scan: read, described, composed, stored. Its last step commits together with the end of its job. */
import { createHash } from 'node:crypto';
import type { Account, AccountDirectory } from '../../mail/accounts.js';
import { isMailError } from '../../mail/errors.js';
import { FlagSet } from '../../mail/flags.js';
import type { Job, JobQueue, JobResult } from '../../mail/job-queue.js';
import type { Log } from '../../mail/log.js';
import { inbox } from '../../mail/mailbox.js';
import type { MailStores } from '../../mail/mail-store.js';
import { checkQuota } from '../../mail/quota.js';
import type { ReadProgress, ReadScan, ScanReader } from '../../mail/scan.js';
import { composeLetter } from './compose/compose-letter.js';
import type { LetterMessageInput } from './compose/letter-message.js';
import { letterPreview } from './compose/preview.js';
import { describeLetter } from './letter/describe-letter.js';
import type { IntakeLimits } from './limits.js';
import { readScan } from './read-scan.js';
import { Refusal } from './refusal.js';
import { scanPayload, type ScanPayload } from './scan-job.js';
import type { Timers } from '../../lib/timers.js';
import { unreadScan } from './unread.js';

/** Who the service is, as customers see it. */
export interface ServiceIdentity {
  /** Stands as the sender of letters whose own is not known. */
  readonly name: string;
  /** The address that letters come from. */
  readonly address: string;
  /** IANA name of the zone that dates are told in. */
  readonly timeZone?: string;
}

export interface DeliverPorts {
  readonly stores: MailStores;
  readonly accounts: AccountDirectory;
  readonly jobs: JobQueue;
  readonly reader: ScanReader;
  readonly timers: Timers;
  readonly log: Log;
  readonly limits: IntakeLimits;
  readonly service: ServiceIdentity;
}

export interface DeliverOptions {
  /** Without reading it: it took the process, or us, down too often. */
  readonly unread: boolean;
  /** Aborted when the job is no longer ours. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ReadProgress) => void;
  /** From here on the commit is under way and cannot be taken back. Throws when the job is no longer ours. */
  readonly onCommit: () => void;
}

export interface Delivery {
  readonly result: JobResult & { readonly kind: 'delivered' };
  readonly pages: number;
  /** Mean over the pages with text, 0 to 100. */
  readonly confidence: number;
}

/** @throws Refusal, MailError (trouble with the store), or the reason of `signal` */
export async function deliver(job: Job, ports: DeliverPorts, options: DeliverOptions): Promise<Delivery> {
  const payload = scanPayload(job);
  const account = await openAccount(job, ports.accounts, payload);
  const store = await ports.stores.open(job.account);
  // Before it is read, which is the costly part: a full account stays full until its customer deletes something.
  checkQuota(await store.quota(), { octets: 1, messages: 1 });
  const read = await readJob(job, payload, ports, options);
  options.signal.throwIfAborted();

  const contract = await ports.accounts.contract(job.account);
  const letter: LetterMessageInput = {
    documentId: payload.document,
    language: payload.language,
    ...(ports.service.timeZone === undefined ? {} : { timeZone: ports.service.timeZone }),
    scannedMs: payload.receivedMs,
    service: { name: ports.service.name, address: ports.service.address },
    recipient: { name: contract?.name ?? '', address: contract?.address ?? account.user },
    scan: read,
    facts: describeLetter(read.pages, { scannedMs: payload.receivedMs, language: payload.language }),
    origin: payload.source,
  };

  const content = await store.stage(composeLetter(letter), { signal: options.signal });
  try {
    options.onCommit();
  } catch (error) {
    await store.discard(content);
    throw error;
  }
  const internalDate = { epochMs: Math.floor(payload.receivedMs / 1000) * 1000, zoneMinutes: 0 };
  const message = { content, flags: FlagSet.none, internalDate, preview: letterPreview(letter) };
  const document = { id: payload.document, attachments: attachmentHashes(read) };
  const appended = await store.append(inbox, [message], { completes: job.id, document });
  const uid = appended.uids[0]!;
  return {
    result: { kind: 'delivered', mailbox: appended.mailbox, uid },
    pages: read.pages.length,
    confidence: meanConfidence(read),
  };
}

async function openAccount(job: Job, accounts: AccountDirectory, payload: ScanPayload): Promise<Account> {
  const account = await accounts.get(job.account);
  if (!account) throw new Refusal('account-gone', payload.language);
  if (account.state === 'closed') throw new Refusal('account-closed', payload.language);
  return account;
}

async function readJob(
  job: Job,
  payload: ScanPayload,
  ports: DeliverPorts,
  options: DeliverOptions,
): Promise<ReadScan> {
  const scan = await ports.jobs.scan(job.id).catch((error: unknown) => {
    if (isMailError(error, 'message-gone')) throw new Refusal('failed', payload.language, { cause: error });
    throw error;
  });
  if (options.unread) return unreadScan(scan, 'crashed', payload.language);
  return readScan(scan, {
    reader: ports.reader,
    timers: ports.timers,
    log: ports.log,
    language: payload.language,
    limitMs: ports.limits.readMs,
    signal: options.signal,
    onProgress: options.onProgress,
  });
}

/** SHA-256 of what is attached: the PDF, or the file as it came, and the picture of the first page. */
function attachmentHashes({ pdf, preview }: ReadScan): readonly Buffer[] {
  return [pdf, ...(preview ? [preview.jpeg] : [])].map((octets) => createHash('sha256').update(octets).digest());
}

function meanConfidence(read: ReadScan): number {
  const pages = read.pages.filter((page) => page.origin !== 'none');
  return pages.length === 0 ? 0 : Math.round(pages.reduce((sum, page) => sum + page.confidence, 0) / pages.length);
}
