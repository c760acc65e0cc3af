/** A relay on stores in memory, with chosen time, a transport that does as told, and a customer who moves mail about. */
import { openMemoryStores, type OpenedStores } from '../../../src/adapters/memory/open.js';
import type { Language } from '../../../src/mail/accounts.js';
import { FlagSet } from '../../../src/mail/flags.js';
import type { AccountId, QueueId, Uid } from '../../../src/mail/ids.js';
import type { MailStore } from '../../../src/mail/mail-store.js';
import { type Mailbox, type MailboxRole, type SpecialUse } from '../../../src/mail/mailbox.js';
import type { Message } from '../../../src/mail/message.js';
import type { NewQueueItem, QueueItem } from '../../../src/mail/queue.js';
import { noProtection } from '../../../src/mail/transport.js';
import type { OutgoingMail, Outlook, Transport, TransportResult } from '../../../src/mail/transport.js';
import { defaultRelayLimits } from '../../../src/services/relay/limits.js';
import { createRelay, type Relay, type RelayOptions } from '../../../src/services/relay/relay.js';
import { textsFor } from '../../../src/texts/texts.js';
import type { OpenStores } from '../../support/transcript/imap-host.js';
import { allOctets, mark, pieces, verifier } from '../../support/contracts/opened.js';
import { FakeTime, memoryTurns, turns, until } from '../../support/fake-time.js';
import { RecordingLog } from '../../support/recording-log.js';
import { Mortal } from './mortal.js';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export type Answer = (
  address: string,
  about: { readonly mail: OutgoingMail; readonly octets: string; readonly signal: AbortSignal; readonly atMs: number },
) => TransportResult | Promise<TransportResult>;

/** Takes everything, unless told otherwise, and remembers what it handed over. */
export class ScriptedTransport implements Transport {
  by: Transport['by'] = 'domain';
  answer: Answer = (_address, { atMs }) => taken(atMs);
  outlooks = new Map<string, Outlook>();
  /** Tries in order, one for each recipient; and those handed over. */
  readonly tries: { readonly address: string; readonly atMs: number }[] = [];
  readonly arrived: { readonly address: string; readonly octets: string }[] = [];
  running = 0;
  mostRunning = 0;

  constructor(readonly time: FakeTime) {}

  async deliver(mail: OutgoingMail, { signal }: { readonly signal: AbortSignal }) {
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    try {
      const octets = (await allOctets(mail.octets())).toString('latin1');
      const results = new Map<number, TransportResult>();
      for (const { number, address } of mail.recipients) {
        const atMs = this.time.now();
        this.tries.push({ address, atMs });
        const result = await this.answer(address, { mail, octets, signal, atMs });
        if (result.kind === 'delivered' || result.kind === 'relayed') this.arrived.push({ address, octets });
        results.set(number, result);
      }
      return results;
    } finally {
      this.running -= 1;
    }
  }

  async outlook(domain: string): Promise<Outlook> {
    return this.outlooks.get(domain) ?? 'unproven';
  }

  async close(): Promise<void> {}
}

export function taken(atMs: number, kind: 'delivered' | 'relayed' = 'relayed'): TransportResult {
  const remote = 'mx.example.net';
  const attempt = { atMs, remote, reply: '250 2.0.0 Ok: queued', status: '2.0.0' };
  return { kind, attempt, way: { remote, tls: 'TLSv1.3', verified: 'dane' } };
}

export function refused(atMs: number, status: string, reply = `550 ${status} no`): TransportResult {
  return { kind: 'failed', attempt: { atMs, remote: 'mx.example.net', reply, status } };
}

export function later(atMs: number, status = '4.7.1', reply = `450 ${status} later`): TransportResult {
  return { kind: 'deferred', attempt: { atMs, remote: 'mx.example.net', reply, status } };
}

export function unreachable(atMs: number): TransportResult {
  return { kind: 'deferred', attempt: { atMs, reply: 'no server answers', status: '4.4.1' }, unreachable: true };
}

export interface Submission {
  readonly to?: readonly (string | NewQueueItem['recipients'][number])[];
  readonly subject?: string;
  readonly messageId?: string;
  readonly hold?: NewQueueItem['hold'];
  readonly envelope?: Partial<NewQueueItem['envelope']>;
  readonly documents?: readonly string[];
  readonly body?: string;
  readonly encryptedBySender?: boolean;
}

export class World {
  readonly log = new RecordingLog();
  readonly #relays = new Map<Relay, Mortal>();
  /** Copies that the mail app saved, by Message-ID. */
  readonly ownCopies = new Map<string, number>();
  #lastMessage = 0;

  private constructor(
    readonly time: FakeTime,
    readonly transport: ScriptedTransport,
    readonly opened: OpenedStores,
    readonly account: AccountId,
    readonly store: MailStore,
  ) {}

  static async open(
    language: Language = 'de',
    limits: { quotaOctets?: number } = {},
    openStores: OpenStores = openMemoryStores,
  ): Promise<World> {
    const time = new FakeTime(openStores === openMemoryStores ? memoryTurns : turns);
    const opened = await openStores({ clock: time, limits });
    const user = 'erika@example.org';
    const account = await opened.accounts.create({
      ...{ user, language, name: 'Erika Mustermann', address: user, verifier, mark, createdMs: time.now() },
      mailboxes: textsFor(language).mailboxes,
    });
    return new World(time, new ScriptedTransport(time), opened, account.id, await opened.stores.open(account.id));
  }

  /** Not started. */
  relay(options: Partial<RelayOptions> = {}): Relay {
    const { opened } = this;
    const life = new Mortal();
    const relay = createRelay({
      ...{
        stores: life.port(opened.stores, ['open', 'feed']),
        accounts: opened.accounts,
        jobs: life.port(opened.jobs),
      },
      ...{ queue: life.port(opened.queue), correspondents: life.port(opened.correspondents) },
      ...{ ledger: opened.ledger, notebook: life.port(opened.notebook) },
      ...{ transport: this.transport, protection: noProtection, signer: { sign: async () => Buffer.alloc(0) } },
      ...{ clock: this.time, timers: life.timers(this.time), random: () => 0, log: this.log },
      service: { name: 'Briefe', address: 'post@post.example', timeZone: 'Europe/Berlin' },
      hostname: 'mail.post.example',
      ...options,
    });
    this.#relays.set(relay, life);
    return relay;
  }

  start(options: Partial<RelayOptions> = {}): Relay {
    const relay = this.relay(options);
    relay.start();
    return relay;
  }

  /** What submission does: message and queue item in one commit. */
  async submit(submission: Submission = {}): Promise<QueueId> {
    const { to = ['a@one.example'], subject = 'Fwd: Steuerbescheid', hold, body = 'Siehe Anhang.' } = submission;
    const messageId = submission.messageId ?? `<m${(this.#lastMessage += 1)}@phone.example>`;
    const octets = letterOf(messageId, subject, body);
    const content = await this.store.stage(pieces(Buffer.from(octets)));
    const flags = FlagSet.of([hold ? '$Held' : '$Queued', '\\Seen']);
    const { queued } = await this.store.append((await this.mailbox('outbox')).name, [{ content, flags }], {
      queues: {
        envelope: {
          ...{ from: 'erika@example.org', smtpUtf8: false, eightBit: false, requireTls: false },
          ...submission.envelope,
        },
        recipients: to.map((each) => (typeof each === 'string' ? { address: each } : each)),
        messageId,
        documents: submission.documents ?? [],
        encryptedBySender: submission.encryptedBySender ?? false,
        ...(hold && { hold }),
      },
    });
    return queued!;
  }

  /** As a mail app saves its own copy. */
  async saveOwnCopy(messageId: string, subject = 'Fwd: Steuerbescheid'): Promise<void> {
    this.ownCopies.set(messageId, (this.ownCopies.get(messageId) ?? 0) + 1);
    const content = await this.store.stage(pieces(Buffer.from(letterOf(messageId, subject, 'Siehe Anhang.'))));
    await this.store.append((await this.mailbox('Sent')).name, [{ content, flags: FlagSet.of(['\\Seen']) }]);
  }

  async item(id: QueueId): Promise<QueueItem> {
    const item = await this.opened.queue.get(id);
    if (!item) throw new Error('no such item');
    return item;
  }

  async states(id: QueueId): Promise<readonly string[]> {
    return (await this.item(id)).recipients.map(({ state }) => state);
  }

  async mailbox(of: MailboxRole | SpecialUse | 'INBOX'): Promise<Mailbox> {
    const found = (await this.store.mailboxes()).find(
      ({ name, role, specialUse }) => role === of || specialUse === of || name === of,
    );
    if (!found) throw new Error(`no mailbox ${of}`);
    return found;
  }

  async messages(of: Parameters<World['mailbox']>[0]): Promise<readonly Message[]> {
    return [...(await this.store.messages((await this.mailbox(of)).id)).messages];
  }

  /** Of each message in a mailbox the flags, in order. */
  async flags(of: Parameters<World['mailbox']>[0]): Promise<readonly string[]> {
    return (await this.messages(of)).map(({ flags }) => flags.text);
  }

  async texts(of: Parameters<World['mailbox']>[0]): Promise<readonly string[]> {
    const found: string[] = [];
    for (const { content } of await this.messages(of)) {
      found.push((await allOctets(this.store.octets(content))).toString('utf8'));
    }
    return found;
  }

  /** The customer moves everything there. */
  async move(
    from: MailboxRole | SpecialUse,
    to: MailboxRole | SpecialUse,
    how: 'move' | 'copy' = 'move',
  ): Promise<void> {
    const uids = (await this.messages(from)).map(({ uid }) => uid);
    await this.store[how]((await this.mailbox(from)).id, uids, (await this.mailbox(to)).name);
  }

  /** The customer deletes everything there. */
  async empty(of: MailboxRole | SpecialUse, uids?: readonly Uid[]): Promise<void> {
    const { id } = await this.mailbox(of);
    const some = uids ?? (await this.messages(of)).map(({ uid }) => uid);
    await this.store.storeFlags(id, some, { mode: 'add', flags: FlagSet.of(['\\Deleted']) });
    await this.store.expunge(id, some);
  }

  /** Lets time pass until something has come about, in steps of what the watcher waits. */
  async passUntil(condition: () => boolean | Promise<boolean>, stepMs = 600): Promise<void> {
    await until(condition, () => this.time.advance(stepMs), 10_000);
  }

  async pass(ms: number): Promise<void> {
    await this.time.advance(0); // what was just begun has its first turns before time passes
    await this.time.advance(ms);
  }

  /** A few looks of the watcher, and what they bring. */
  async looks(): Promise<void> {
    for (let i = 0; i < 4; i += 1) await this.time.advance(defaultRelayLimits.watchMs + 100);
  }

  async close(): Promise<void> {
    for (const relay of this.#relays.keys()) await this.closeRelay(relay);
    await this.opened.close();
  }

  /** As `kill -9` does, in the middle of what it is doing: after so many calls of stores, or when it comes to rest. */
  async kill(relay: Relay, calls = 0): Promise<void> {
    const life = this.#relays.get(relay);
    life?.dieAfter(calls);
    await this.time.advance(1000);
    life?.dieAfter(0);
    this.#relays.delete(relay);
  }

  async closeRelay(relay: Relay): Promise<void> {
    let closed = false;
    this.#relays.delete(relay);
    const closing = relay.close().then(() => (closed = true));
    await until(
      () => closed,
      () => this.time.advance(1000),
      10_000,
    );
    await closing;
  }
}

export function letterOf(messageId: string, subject: string, body: string): string {
  return [
    'From: Erika Mustermann <erika@example.org>',
    'To: somebody@one.example',
    `Subject: ${subject}`,
    `Message-ID: ${messageId}`,
    'Date: Tue, 24 Nov 2026 10:00:00 +0100',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    body,
    '--b',
    'Content-Type: application/pdf',
    'Content-Disposition: attachment; filename="Steuerbescheid.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    'JVBERi0xLjcK',
    '--b--',
    '',
  ].join('\r\n');
}

/** The text of quoted-printable parts, for words looked for in them. */
export function readable(message: string): string {
  const joined = message.replace(/=\r\n/gu, '');
  return Buffer.from(
    joined.replace(/=([0-9A-F]{2})/gu, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');
}
