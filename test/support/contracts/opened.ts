/** What a contract is tested on: opened stores, a clock that the test moves, and a few short words for common steps. */
import type { AccountDirectory, ScramVerifier } from '../../../src/mail/accounts.js';
import type { CredentialStore } from '../../../src/mail/credentials.js';
import { FlagSet } from '../../../src/mail/flags.js';
import type { AccountId, MailboxId, QueueId, Uid } from '../../../src/mail/ids.js';
import type { JobQueue } from '../../../src/mail/job-queue.js';
import type { AppendOptions, MailStore, MailStores } from '../../../src/mail/mail-store.js';
import type { Mailbox } from '../../../src/mail/mailbox.js';
import { mailboxName } from '../../../src/mail/mailbox.js';
import type { Message } from '../../../src/mail/message.js';
import type { Correspondents, Ledger, Notebook, QueueStore } from '../../../src/mail/queue-store.js';
import type { RotationStore } from '../../../src/mail/rotation.js';
import type { SetupLinks } from '../../../src/mail/setup-links.js';
import type { StoreLimits } from '../../../src/mail/store-limits.js';

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
  readonly loginSecret: Buffer;
  /** Resolves when all that was deleted is cleared away, where that comes later. */
  drained?(): Promise<void>;
  close(): Promise<void>;
}

/** Opens empty stores; whatever lies behind them is gone after `close`. */
export type OpenEmpty = (clock: TestClock, limits?: Partial<StoreLimits>) => Promise<OpenedStores>;

export class TestClock {
  #nowMs = Date.UTC(2026, 10, 24, 12, 0, 0, 250);
  now(): number {
    return this.#nowMs;
  }
  pass(ms: number): void {
    this.#nowMs += ms;
  }
}

export const verifier: ScramVerifier = {
  mechanism: 'SCRAM-SHA-256',
  iterations: 4096,
  salt: Buffer.from('salt'),
  storedKey: Buffer.alloc(32, 1),
  serverKey: Buffer.alloc(32, 2),
};

export const mark = Buffer.from([1, 2, 3]);

export async function newAccount({ accounts }: OpenedStores, user = 'erika@example.org'): Promise<AccountId> {
  const account = await accounts.create({
    user,
    language: 'de',
    name: 'Erika Mustermann',
    address: user,
    verifier,
    mark,
    createdMs: Date.UTC(2026, 0, 1),
    mailboxes: [],
  });
  return account.id;
}

export async function* pieces(octets: Buffer, size = 1000): AsyncGenerator<Buffer> {
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

/** A message of a few lines; `fields` in the order given. */
export function letter(fields: Readonly<Record<string, string>>, body = 'Guten Tag.\r\n'): Buffer {
  const header = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${header.join('')}\r\n${body}`);
}

export async function append(
  store: MailStore,
  to: string,
  octets: Buffer | string,
  flags: readonly string[] = [],
  options: AppendOptions = {},
): Promise<{ mailbox: MailboxId; uid: Uid; queued: QueueId | undefined }> {
  const content = await store.stage(pieces(Buffer.from(octets)));
  const { mailbox, uids, queued } = await store.append(
    mailboxName(to),
    [{ content, flags: FlagSet.of(flags) }],
    options,
  );
  return { mailbox, uid: uids[0]!, queued };
}

export async function mailboxOf(store: MailStore, name: string): Promise<Mailbox> {
  const mailbox = await store.mailbox(mailboxName(name));
  if (!mailbox) throw new Error(`No mailbox ${name}`);
  return mailbox;
}

export async function allOctets(octets: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of octets) all.push(Buffer.from(piece));
  return Buffer.concat(all);
}

/** Every message of a mailbox, by uid. */
export async function messagesIn(store: MailStore, mailbox: MailboxId): Promise<readonly Message[]> {
  return [...(await store.messages(mailbox)).messages];
}

/** `uid flags` of every message, for short expectations. */
export async function listing(store: MailStore, name: string): Promise<readonly string[]> {
  const messages = await messagesIn(store, (await mailboxOf(store, name)).id);
  return messages.map(({ uid, flags }) => `${uid} ${flags.text}`.trim());
}
