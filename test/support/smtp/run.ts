/**
 * Plays a dialog against a submission server on the memory store. A session is logged in when the dialog takes it over,
 * but for `given session 1 just connected`. A client's line ends in CRLF unless `{LF}`, `{CR}` or `{END}` is its last word.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { FlagSet } from '../../../src/mail/flags.js';
import { mailboxName } from '../../../src/mail/mailbox.js';
import type { PostcardPolicy } from '../../../src/mail/accounts.js';
import type { OpenStores } from '../transcript/imap-host.js';
import { LineClient } from '../transcript/line-client.js';
import { fill, hear, octetNames } from '../transcript/hear.js';
import type { Dialog, Step } from '../transcript/parse.js';
import { type Queued, type SmtpHost, type SmtpHostOptions, password, startSmtpHost, user } from './host.js';

type Given = Step & { readonly kind: 'given' };
type Then = Step & { readonly kind: 'then' };

/** Octets of a client's line; none for `{END}`. */
const lineWords: ReadonlyMap<string, string> = new Map([...octetNames, ['END', '']]);

/** @param openStores in memory by default */
export async function playSmtpDialog(dialog: Dialog, openStores?: OpenStores): Promise<void> {
  const givens = dialog.steps.filter((step) => step.kind === 'given');
  const host = await startSmtpHost({ ...hostOptions(givens), ...(openStores && { openStores }) });
  const fresh = new Set<number>();
  const clients = new Map<number, LineClient>();
  const words = new Map(lineWords);
  const client = async (session: number): Promise<LineClient> => {
    const there = clients.get(session) ?? (await begin(host, fresh.has(session)));
    clients.set(session, there);
    return there;
  };
  try {
    for (const given of givens) await arrange(host, given, fresh);
    for (const [index, step] of dialog.steps.entries()) {
      if (step.kind === 'given') continue;
      if (step.kind === 'then') await look(host, step, words);
      else if (step.kind === 'client') speak(await client(step.session), step.text, words);
      else if (step.text !== '...') {
        const before = dialog.steps[index - 1];
        const skips = before?.kind === 'server' && before.session === step.session && before.text === '...';
        await hear(await client(step.session), step, words, skips);
      }
    }
    for (const [session, each] of clients) assert.equal(each.unread, '', `session ${session} was told more`);
    assert.equal(host.leftStaged, 0, 'something is left staged');
  } finally {
    for (const each of clients.values()) each.close();
    await host.close();
  }
}

function hostOptions(givens: readonly Given[]): SmtpHostOptions {
  const limits: Record<string, number> = {};
  const storeLimits: Record<string, number> = {};
  const reached = new Set<string>();
  let plaintextLogin: 'never' | 'loopback' = 'loopback';
  for (const { text } of givens) {
    const [, kind, name, value] = /^(limit|store limit) (\w+) (\d+)$/.exec(text) ?? [];
    if (kind === 'limit') limits[name!] = Number(value);
    if (kind === 'store limit') storeLimits[name!] = Number(value);
    if (text === 'no login without TLS') plaintextLogin = 'never';
    const [, address] = /^a key of (\S+)$/.exec(text) ?? [];
    if (address) reached.add(address);
  }
  return { limits, storeLimits, plaintextLogin, reached };
}

async function arrange(host: SmtpHost, { text, at }: Given, fresh: Set<number>): Promise<void> {
  const [, session] = /^session (\d) just connected$/.exec(text) ?? [];
  const [, policy] = /^postcard (warn|allow|require)$/.exec(text) ?? [];
  const [, allowed] = /^(\S+) allowed for good$/.exec(text) ?? [];
  const [, id, attachment] = /^document (\w+) with attachment "(.*)"$/.exec(text) ?? [];
  const [, sent, to] = /^(\d+) messages? sent to (\S+)$/.exec(text) ?? [];
  if (session) fresh.add(Number(session));
  else if (policy) await host.accounts.setPostcard(host.account, policy as PostcardPolicy);
  else if (allowed) await host.correspondents.allow(host.account, allowed, true);
  else if (id) await addDocument(host, id, attachment!);
  else if (sent) for (let n = 0; n < Number(sent); n += 1) await addSent(host, to!.replace('#', String(n)));
  else if (text === 'the account closed') await host.accounts.close(host.account, 0);
  else if (!/^(store )?limit |^no login without TLS$|^a key of /.test(text)) {
    throw new Error(`line ${at}: nobody knows how to arrange "${text}"`);
  }
}

async function addDocument({ store }: SmtpHost, id: string, attachment: string): Promise<void> {
  const content = await store.stage(once(`Message-ID: <${id}@scans.example.com>\r\n\r\n`));
  const attachments = [createHash('sha256').update(attachment).digest()];
  await store.append(mailboxName('INBOX'), [{ content, flags: FlagSet.none }], { document: { id, attachments } });
}

async function addSent({ store }: SmtpHost, address: string): Promise<void> {
  const content = await store.stage(once('Subject: before\r\n\r\n'));
  const envelope = { from: user, smtpUtf8: false, eightBit: false, requireTls: false };
  const queues = { envelope, recipients: [{ address }], messageId: '<b@x>', documents: [], encryptedBySender: false };
  await store.append(mailboxName('INBOX'), [{ content, flags: FlagSet.none }], { queues });
}

async function* once(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

export async function begin(host: SmtpHost, fresh = false): Promise<LineClient> {
  const client = await LineClient.connect(host.port);
  if (fresh) return client;
  await client.next();
  client.line('EHLO phone');
  await client.until('250 ');
  client.line(`AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`);
  assert.equal(await client.next(), '235 2.7.0 Logged in.');
  return client;
}

function speak(client: LineClient, text: string, words: ReadonlyMap<string, string>): void {
  if (text === '(closes)') client.close();
  else if (text === '(ends)') client.end();
  else client.send(Buffer.from(lineOf(text, words), 'latin1'));
}

/** One character an octet. */
function lineOf(text: string, words: ReadonlyMap<string, string>): string {
  const octets = fill(Buffer.from(text).toString('latin1'), words);
  return /\{(LF|CR|END)\}$/.test(text) ? octets : `${octets}\r\n`;
}

/** `then stored`: the last message's octets; `then queued …`: what the queue has of it; `then nothing is queued`. */
async function look(host: SmtpHost, { text, body, at }: Then, words: ReadonlyMap<string, string>): Promise<void> {
  const queued = await host.queued();
  const last = queued.at(-1);
  if (text === 'nothing is queued') assert.deepEqual(queued, [], `line ${at}`);
  else if (text === 'stored') {
    const wanted = body.map((line) => lineOf(line, words)).join('');
    assert.equal(last?.octets.toString('latin1'), wanted, `line ${at}`);
  } else if (text.startsWith('queued '))
    assert.equal(last && inOneLine(last), text.slice('queued '.length), `line ${at}`);
  else throw new Error(`line ${at}: nobody knows how to look for "${text}"`);
}

function inOneLine({ flags, item }: Queued): string {
  const { envelope, recipients, hold, documents, encryptedBySender, messageId } = item;
  const to = recipients.map(({ address, notify, orcpt }) => [address, notify, orcpt].filter(Boolean).join(' '));
  const words = [
    ...(envelope.ret ? [`ret ${envelope.ret}`] : []),
    ...(envelope.envid ? [`envid ${envelope.envid}`] : []),
    ...(envelope.smtpUtf8 ? ['smtputf8'] : []),
    ...(envelope.eightBit ? ['8bit'] : []),
    ...(envelope.requireTls ? ['requiretls'] : []),
    ...(documents.length > 0 ? [`documents ${documents.join(' ')}`] : []),
    ...(encryptedBySender ? ['encrypted'] : []),
    ...(hold ? [`hold ${hold}`] : []),
  ];
  return `${messageId} (${flags}) from ${envelope.from} to ${to.join(', ')}${words.map((word) => `; ${word}`).join('')}`;
}
