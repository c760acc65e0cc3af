/** An IMAP server on the memory store with one account, on free loopback ports. */
import { type OpenedStores, openMemoryStores } from '../../../src/adapters/memory/open.js';
import type { Clock } from '../../../src/mail/clock.js';
import type { AccountId } from '../../../src/mail/ids.js';
import type { Authenticator, Login } from '../../../src/mail/authenticator.js';
import { FlagSet } from '../../../src/mail/flags.js';
import { type Log, silentLog } from '../../../src/mail/log.js';
import type { MailStore, MailStores } from '../../../src/mail/mail-store.js';
import { mailboxName } from '../../../src/mail/mailbox.js';
import type { InternalDate } from '../../../src/mail/message.js';
import type { StoreLimits } from '../../../src/mail/store-limits.js';
import type { ImapLimits } from '../../../src/services/imap/limits.js';
import type { ImapServerOptions } from '../../../src/services/imap/options.js';
import { fixedAuthenticator, refusedWrong } from '../fixed-authenticator.js';
import { type ImapServer, createImapServer } from '../../../src/services/imap/server.js';

export const user = 'erika@example.com';
export const password = 'geheim';

/** Opens stores for one host. */
export type OpenStores = (options: { clock: Clock; limits?: Partial<StoreLimits> }) => Promise<OpenedStores>;

export interface HostOptions {
  /** In memory by default. */
  readonly openStores?: OpenStores;
  readonly limits?: Partial<ImapLimits>;
  readonly storeLimits?: Partial<StoreLimits>;
  readonly plaintextLogin?: 'never' | 'loopback';
  readonly secureContext?: ImapServerOptions['secureContext'];
  readonly without?: ImapServerOptions['without'];
  readonly log?: Log;
  readonly channelBindings?: ImapServerOptions['channelBindings'];
  /** What the server sees in place of the store. */
  readonly wrap?: (stores: MailStores) => MailStores;
}

export interface ImapHost {
  readonly server: ImapServer;
  readonly stores: MailStores;
  readonly store: MailStore;
  readonly account: AccountId;
  /** Families of mail apps that the authenticator was told of. */
  readonly told: readonly string[];
  /** Of the STARTTLS listener, and of the one that begins with TLS. */
  readonly port: number;
  readonly tlsPort: number;
  deliver(mailbox: string, message: string | Buffer, options?: Delivery): Promise<void>;
  close(): Promise<void>;
}

export interface Delivery {
  readonly flags?: readonly string[];
  readonly internalDate?: InternalDate;
}

/** 2026-02-01T12:00:00Z, when all tests take place. */
export const nowMs = Date.UTC(2026, 1, 1, 12);

export async function startImapHost(options: HostOptions = {}): Promise<ImapHost> {
  const clock = { now: () => nowMs };
  const opened = await (options.openStores ?? openMemoryStores)({
    clock,
    ...(options.storeLimits && { limits: options.storeLimits }),
  });
  const { stores, accounts } = opened;
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
  const told: string[] = [];
  const server = createImapServer({
    stores: options.wrap?.(stores) ?? stores,
    authenticator: authenticatorOf(account, told),
    secureContext:
      options.secureContext ??
      (() => {
        throw new Error('this host has no certificate');
      }),
    plaintextLogin: options.plaintextLogin ?? 'loopback',
    ...(options.without && { without: options.without }),
    ...(options.channelBindings && { channelBindings: options.channelBindings }),
    limits: { refusedLoginDelayMs: 1, ...options.limits },
    clock,
    log: options.log ?? silentLog,
    addressForLog: () => '127.0.0.0/24',
    version: '1.2.3',
  });
  const { port } = await server.listen({ host: '127.0.0.1', port: 0, tls: 'starttls' });
  const { port: tlsPort } = await server.listen({ host: '127.0.0.1', port: 0, tls: 'implicit' });
  const store = await stores.open(account);
  return {
    server,
    told,
    stores,
    store,
    account,
    port,
    tlsPort,
    async deliver(mailbox, message, { flags = [], internalDate } = {}) {
      const content = await store.stage(once(message));
      const fresh = { content, flags: FlagSet.of(flags), ...(internalDate && { internalDate }) };
      await store.append(mailboxName(mailbox), [fresh]);
    },
    async close() {
      await server.close();
      await opened.close();
    },
  };
}

function authenticatorOf(account: AccountId, told: string[]): Authenticator {
  const granted: Login = { kind: 'granted', account, credential: 1 };
  return fixedAuthenticator(
    (name, secret) => {
      if (name === user && secret === password) return granted;
      if (name === 'closed') return { kind: 'refused', reason: 'closed', message: 'This account is closed' };
      if (secret === 'gehiem')
        return { kind: 'refused', reason: 'mistyped', message: 'Gruppe 2 ist vertippt: überprüfen' };
      return refusedWrong;
    },
    { granted, user, password },
    told,
  );
}

async function* once(message: string | Buffer): AsyncGenerator<Buffer> {
  yield Buffer.from(message as string);
}

/** A small message; `n` makes it differ. */
export function sampleMessage(n: number): string {
  return [
    `From: Stadtwerke <post${n}@stadtwerke.example>`,
    'To: Erika Mustermann <erika@example.com>',
    `Subject: Letter ${n}`,
    'Date: Sun, 1 Feb 2026 12:00:00 +0100',
    `Message-ID: <${n}@stadtwerke.example>`,
    '',
    `This is letter ${n}.`,
    '',
  ].join('\r\n');
}
