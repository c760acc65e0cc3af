/** The admin's calls, done in this process. */
import { basename } from 'node:path';
import type { Account, PostcardPolicy, QuotaChange } from '../../mail/accounts.js';
import type { AccountSummary, Admin, IntakeOutcome, IntakeRequest } from '../../mail/admin.js';
import type { AccountId, JobId } from '../../mail/ids.js';
import type { MailStores } from '../../mail/mail-store.js';
import type { Ledger } from '../../mail/queue-store.js';
import type { ReadProgress } from '../../mail/scan.js';
import type { QueueCalls } from './queue.js';

/** What of the accounts service is needed here. Services meet through what they are handed. */
export interface AccountCalls {
  find(reference: string): Promise<Account>;
  add(customer: Parameters<Admin['addAccount']>[0]): ReturnType<Admin['addAccount']>;
  list(): Promise<readonly Customer[]>;
  show(reference: string): Promise<Customer & { readonly credentials: readonly CredentialDates[] }>;
  credentials(reference: string): ReturnType<Admin['listCredentials']>;
  issueDevice(...call: Parameters<Admin['issueDevicePassword']>): ReturnType<Admin['issueDevicePassword']>;
  revoke(...call: Parameters<Admin['revokeCredential']>): ReturnType<Admin['revokeCredential']>;
  close(reference: string): Promise<Customer>;
  reopen(reference: string): Promise<Customer>;
  setQuota(reference: string, change: QuotaChange): Promise<Customer>;
  setPostcard(reference: string, policy: PostcardPolicy): Promise<Customer>;
  setAliases(reference: string, change: Parameters<Admin['setAliases']>[1]): Promise<Customer>;
  setPostal(reference: string, lines: readonly string[]): Promise<Customer>;
  delete(reference: string): Promise<Customer>;
}

type Customer = Account & Pick<AccountSummary, 'name' | 'address' | 'aliases' | 'postal'>;
interface CredentialDates {
  readonly id: number;
  readonly createdMs: number;
  readonly expiresMs: number | undefined;
}

/** New passwords for many accounts. */
export type RotationCalls = Pick<
  Admin,
  'previewRotation' | 'beginRotation' | 'openRotations' | 'prepareRotation' | 'commitRotation' | 'endRotation'
>;

/** What of the intake service is needed here. */
export interface IntakeCalls {
  submit(scan: CommandScan, options: { again: boolean }): Promise<{ readonly job: JobId; readonly fresh: boolean }>;
  take(
    scan: CommandScan,
    options: {
      again: boolean;
      signal?: AbortSignal;
      onProgress?: (progress: ReadProgress) => void;
      onHeld?: () => void;
    },
  ): Promise<
    { readonly repeated: boolean } & (
      | { readonly result: 'delivered'; readonly mailbox: string; readonly uid: number }
      | { readonly result: 'rejected'; readonly reason: string }
    )
  >;
}

interface CommandScan {
  readonly account: AccountId;
  readonly octets: Buffer;
  readonly source: 'command';
  readonly fileName: string;
  readonly identity: string;
}

export function createAdmin(options: {
  readonly accounts: AccountCalls;
  readonly rotation: RotationCalls;
  readonly stores: MailStores;
  readonly intake: IntakeCalls;
  readonly ledger: Ledger;
  readonly queue: QueueCalls;
  readonly scanOctets: number;
  readonly hotFolderOf: (account: AccountId) => string;
  /** With all that lies in it: scans not taken yet, and rejected ones. */
  readonly removeHotFolder: (account: AccountId) => Promise<void>;
}): Admin {
  const { accounts, rotation, stores, intake, ledger, queue } = options;

  /** More than the limit is not read: intake then refuses it by its size. */
  async function collect(octets: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of octets) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > options.scanOctets) break;
    }
    return Buffer.concat(chunks);
  }

  async function scanOf(request: IntakeRequest, octets: AsyncIterable<Uint8Array>): Promise<CommandScan> {
    const { id } = await accounts.find(request.account);
    return {
      account: id,
      octets: await collect(octets),
      source: 'command',
      fileName: basename(request.file),
      identity: [request.file, request.modifiedMs, request.sizeOctets].join('\0'),
    };
  }

  return {
    addAccount: (customer) => accounts.add(customer),
    listAccounts: async () => (await accounts.list()).map(summary),
    closeAccount: async (reference) => summary(await accounts.close(reference)),
    reopenAccount: async (reference) => summary(await accounts.reopen(reference)),
    setQuota: async (reference, change) => summary(await accounts.setQuota(reference, change)),
    setPostcard: async (reference, policy) => summary(await accounts.setPostcard(reference, policy)),
    setAliases: async (reference, change) => summary(await accounts.setAliases(reference, change)),
    setPostal: async (reference, lines) => summary(await accounts.setPostal(reference, lines)),
    disclosures: async (reference, range) => ledger.disclosures((await accounts.find(reference)).id, range),
    ...queue,
    async deleteAccount(reference) {
      const deleted = await accounts.delete(reference);
      await options.removeHotFolder(deleted.id);
      return summary(deleted);
    },
    previewRotation: (selection) => rotation.previewRotation(selection),
    beginRotation: (plan) => rotation.beginRotation(plan),
    openRotations: () => rotation.openRotations(),
    prepareRotation: (run, prepare) => rotation.prepareRotation(run, prepare),
    commitRotation: (run, batch) => rotation.commitRotation(run, batch),
    endRotation: (run) => rotation.endRotation(run),
    listCredentials: (reference) => accounts.credentials(reference),
    issueDevicePassword: (reference, device) => accounts.issueDevice(reference, device),
    revokeCredential: (reference, credential) => accounts.revoke(reference, credential),

    async showAccount(reference) {
      const customer = await accounts.show(reference);
      const store = await stores.open(customer.id);
      const mailboxes = [];
      for (const mailbox of await store.mailboxes()) {
        const { messages, unseen, sizeOctets } = await store.counts(mailbox.id);
        mailboxes.push({ name: mailbox.name, messages, unseen, sizeOctets });
      }
      const { octets, messages } = await store.quota();
      return {
        ...summary(customer),
        credentials: customer.credentials.map(({ id, createdMs, expiresMs }) => {
          return { credential: id, createdMs, expiresMs: expiresMs ?? null };
        }),
        mailboxes,
        quota: {
          octets: { used: octets.used, limit: octets.limit ?? null },
          messages: { used: messages.used, limit: messages.limit ?? null },
        },
        hotFolder: options.hotFolderOf(customer.id),
      };
    },

    async intake(request, octets, { signal, onProgress } = {}): Promise<IntakeOutcome> {
      const scan = await scanOf(request, octets);
      const { again } = request;
      if (!request.wait) {
        await intake.submit(scan, { again });
        return { result: 'queued' };
      }
      // Nobody waits at a terminal until a customer has tidied up.
      const held = new AbortController();
      const report = await intake
        .take(scan, {
          again,
          signal: signal ? AbortSignal.any([signal, held.signal]) : held.signal,
          ...(onProgress ? { onProgress } : {}),
          onHeld: () => held.abort(),
        })
        .catch((error: unknown) => {
          if (held.signal.aborted && !signal?.aborted) return 'held' as const;
          throw error;
        });
      if (report === 'held') {
        return { result: 'queued', reason: 'The account is full; the letter is kept and follows when there is room.' };
      }
      if (report.result === 'rejected') return { result: 'rejected', reason: report.reason };
      const { mailbox, uid } = report;
      const reason = report.repeated ? { reason: 'taken in before; --again takes it in once more' } : {};
      return { result: 'delivered', mailbox, uid, ...reason };
    },
  };
}

function summary({ id, closedMs, ...customer }: Customer): AccountSummary {
  const { user, name, address, aliases, postal, language, state, postcard, createdMs } = customer;
  return {
    account: id,
    user,
    name,
    address,
    aliases,
    postal,
    language,
    state,
    postcard,
    createdMs,
    closedMs: closedMs ?? null,
  };
}
