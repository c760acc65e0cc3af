/** A submission server on the memory store with one account, on free loopback ports. */
import { openMemoryStores, type OpenedStores } from '../../../src/adapters/memory/open.js';
import type { AccountId } from '../../../src/mail/ids.js';
import type { Authenticator, Login } from '../../../src/mail/authenticator.js';
import { findMailbox } from '../../../src/mail/ensure-mailbox.js';
import { type Log, silentLog } from '../../../src/mail/log.js';
import type { MailStore, MailStores, StagedContent } from '../../../src/mail/mail-store.js';
import type { QueueItem } from '../../../src/mail/queue.js';
import { modSeq } from '../../../src/mail/ids.js';
import { fixedAuthenticator } from '../fixed-authenticator.js';
import type { OpenStores } from '../transcript/imap-host.js';
import type { StoreLimits } from '../../../src/mail/store-limits.js';
import type { SubmissionLimits } from '../../../src/services/submission/limits.js';
import type { SubmissionOptions } from '../../../src/services/submission/options.js';
import { type Submission, createSubmission } from '../../../src/services/submission/server.js';

export const user = 'erika@example.com';
export const alias = 'e.mustermann@bücher.example';
export const password = 'geheim';
/** 2026-02-01T12:00:00Z, when all tests take place. */
export const nowMs = Date.UTC(2026, 1, 1, 12);

export interface SmtpHostOptions {
  /** In memory by default. */
  readonly openStores?: OpenStores;
  readonly limits?: Partial<SubmissionLimits>;
  readonly storeLimits?: Partial<StoreLimits>;
  readonly plaintextLogin?: 'never' | 'loopback';
  readonly secureContext?: SubmissionOptions['secureContext'];
  /** Addresses whose keys are known. */
  readonly reached?: ReadonlySet<string>;
  readonly log?: Log;
  readonly channelBindings?: SubmissionOptions['channelBindings'];
  /** Called when the server asks whom the account has written to. */
  readonly onKnown?: () => void;
  /** What the server sees in place of the store. */
  readonly wrap?: (store: MailStore) => MailStore;
}

/** A message in the outbox, and what the queue knows of it. */
export interface Queued {
  readonly octets: Buffer;
  readonly flags: string;
  readonly item: QueueItem;
}

export interface SmtpHost extends Pick<OpenedStores, 'accounts' | 'queue' | 'correspondents'> {
  readonly server: Submission;
  readonly stores: MailStores;
  readonly store: MailStore;
  readonly account: AccountId;
  /** Of the STARTTLS listener, and of the one that begins with TLS. */
  readonly port: number;
  readonly tlsPort: number;
  /** In order. */
  queued(): Promise<readonly Queued[]>;
  /** Contents staged and neither appended nor discarded. */
  readonly leftStaged: number;
  close(): Promise<void>;
}

export async function startSmtpHost(options: SmtpHostOptions = {}): Promise<SmtpHost> {
  const clock = { now: () => nowMs };
  const opened = await (options.openStores ?? openMemoryStores)({
    clock,
    ...(options.storeLimits && { limits: options.storeLimits }),
  });
  const { accounts, queue, correspondents } = opened;
  const none = Buffer.alloc(32);
  const { id: account } = await accounts.create({
    user,
    language: 'de',
    name: 'Erika Mustermann',
    address: user,
    verifier: { mechanism: 'SCRAM-SHA-256', iterations: 4096, salt: none, storedKey: none, serverKey: none },
    mark: none,
    createdMs: nowMs,
    mailboxes: [],
  });
  await accounts.setAliases(account, [alias]);
  const staged = new Set<StagedContent>();
  const stores: MailStores = {
    feed: opened.stores.feed,
    open: async (id) => watched(options.wrap?.(await opened.stores.open(id)) ?? (await opened.stores.open(id)), staged),
  };
  let ids = 0;
  const server = createSubmission({
    stores,
    accounts,
    queue,
    correspondents: {
      firstSince: (...all) => correspondents.firstSince(...all),
      async known(...all) {
        options.onKnown?.();
        return correspondents.known(...all);
      },
    },
    protection: { reaches: async (_account, address) => options.reached?.has(address) ?? false },
    authenticator: authenticatorOf(account),
    secureContext:
      options.secureContext ??
      (() => {
        throw new Error('this host has no certificate');
      }),
    plaintextLogin: options.plaintextLogin ?? 'loopback',
    ...(options.channelBindings && { channelBindings: options.channelBindings }),
    hostname: 'mail.example.com',
    serviceDomain: 'scans.example.com',
    limits: { refusedLoginDelayMs: 1, ...options.limits },
    clock,
    log: options.log ?? silentLog,
    addressForLog: () => '127.0.0.0/24',
    newId: () => `id${(ids += 1)}`,
  });
  const { port } = await server.listen({ host: '127.0.0.1', port: 0, tls: 'starttls' });
  const { port: tlsPort } = await server.listen({ host: '127.0.0.1', port: 0, tls: 'implicit' });
  const store = await opened.stores.open(account);
  return {
    server,
    stores: opened.stores,
    store,
    account,
    accounts,
    queue,
    correspondents,
    port,
    tlsPort,
    get leftStaged() {
      return staged.size;
    },
    queued: () => queuedIn(store, queue.list({ account })),
    async close() {
      await server.close();
      await opened.close();
    },
  };
}

async function queuedIn(store: MailStore, listed: Promise<readonly QueueItem[]>): Promise<readonly Queued[]> {
  const items = await listed;
  const outbox = findMailbox(await store.mailboxes(), { role: 'outbox' });
  if (!outbox) return [];
  const { messages } = await store.changes(outbox.id, modSeq(0n));
  return Promise.all(
    messages.map(async (message) => {
      const octets: Buffer[] = [];
      for await (const piece of store.octets(message.content)) octets.push(piece);
      const item = items.find(({ content }) => content === message.content)!;
      return { octets: Buffer.concat(octets), flags: message.flags.text, item };
    }),
  );
}

/** The same store, whose staged contents are counted. */
function watched(store: MailStore, staged: Set<StagedContent>): MailStore {
  const watching: Partial<MailStore> = {
    async stage(octets, options) {
      const content = await store.stage(octets, options);
      staged.add(content);
      return content;
    },
    async discard(content) {
      staged.delete(content);
      await store.discard(content);
    },
    async append(to, messages, options) {
      for (const { content } of messages) staged.delete(content);
      return store.append(to, messages, options);
    },
  };
  return withMethods(store, watching);
}

/** The same store, with some methods in place of its own. */
export function withMethods(store: MailStore, methods: Partial<MailStore>): MailStore {
  return new Proxy(store, {
    get(target, name) {
      const own = methods[name as keyof MailStore] ?? Reflect.get(target, name, target);
      return typeof own === 'function' ? (own as (...all: unknown[]) => unknown).bind(target) : own;
    },
  });
}

function authenticatorOf(account: AccountId): Authenticator {
  const granted: Login = { kind: 'granted', account, credential: 1 };
  return fixedAuthenticator(
    (name, secret) => {
      if (name === user && secret === password) return granted;
      if (name === 'closed') return { kind: 'refused', reason: 'closed', message: 'This account is closed.' };
      if (secret === 'gehiem') {
        return { kind: 'refused', reason: 'mistyped', message: 'Password mistyped: group 2 is wrong.' };
      }
      return { kind: 'refused', reason: 'wrong', message: 'User name or password is wrong.' };
    },
    { granted, user, password },
  );
}
