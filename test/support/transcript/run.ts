/** Plays a dialog against an IMAP server on the memory store. */
import assert from 'node:assert/strict';
import { CommandInput } from '../../../src/wire/imap/command-input.js';
import { CommandParser } from '../../../src/wire/imap/parser.js';
import { mailboxName, specialUses } from '../../../src/mail/mailbox.js';
import {
  type HostOptions,
  type ImapHost,
  type OpenStores,
  password,
  sampleMessage,
  startImapHost,
  user,
} from './imap-host.js';
import { LineClient } from './line-client.js';
import { fill, hear, octetNames } from './hear.js';
import type { Dialog, Step } from './parse.js';

type Given = Step & { readonly kind: 'given' };

/** How a session begins: where the dialog takes over. */
interface Beginning {
  fresh?: boolean;
  enable?: string;
  open?: string;
}

/** @param openStores in memory by default */
export async function playDialog(dialog: Dialog, openStores?: OpenStores): Promise<void> {
  const givens = dialog.steps.filter((step) => step.kind === 'given');
  const host = await startImapHost({ ...hostOptions(givens), ...(openStores && { openStores }) });
  const beginnings = new Map<number, Beginning>();
  const clients = new Map<number, LineClient>();
  const words = new Map(octetNames);
  const client = async (session: number): Promise<LineClient> => {
    const there = clients.get(session) ?? (await begin(host, beginnings.get(session) ?? {}));
    clients.set(session, there);
    return there;
  };
  try {
    for (const given of givens) await arrange(host, given, beginnings);
    for (const session of [...beginnings.keys()].sort((a, b) => a - b)) await client(session);
    for (const [index, step] of dialog.steps.entries()) {
      if (step.kind === 'given') continue;
      if (step.kind === 'then') throw new Error(`line ${step.at}: nobody looks at what is stored here`);
      const speaker = await client(step.session);
      if (step.kind === 'client') speak(speaker, fill(step.text, words));
      else if (step.text !== '...') {
        const before = dialog.steps[index - 1];
        const skips = before?.kind === 'server' && before.session === step.session && before.text === '...';
        await hear(speaker, step, words, skips);
      }
    }
    for (const [session, each] of clients) assert.equal(each.unread, '', `session ${session} was told more`);
  } finally {
    for (const each of clients.values()) each.close();
    await host.close();
  }
}

function hostOptions(givens: readonly Given[]): HostOptions {
  const limits: Record<string, number> = {};
  const storeLimits: Record<string, number> = {};
  let plaintextLogin: 'never' | 'loopback' = 'loopback';
  for (const { text } of givens) {
    const [, kind, name, value] = /^(limit|store limit) (\w+) (\d+)$/.exec(text) ?? [];
    if (kind === 'limit') limits[name!] = Number(value);
    if (kind === 'store limit') storeLimits[name!] = Number(value);
    if (text === 'no login without TLS') plaintextLogin = 'never';
  }
  return { limits, storeLimits, plaintextLogin };
}

async function arrange(host: ImapHost, given: Given, beginnings: Map<number, Beginning>): Promise<void> {
  const { text, body, at } = given;
  const session = (digit: string): Beginning => {
    const beginning = beginnings.get(Number(digit)) ?? {};
    beginnings.set(Number(digit), beginning);
    return beginning;
  };
  if (/^(store )?limit |^no login without TLS$/.test(text)) return;
  const [, fresh] = /^session (\d) just connected$/.exec(text) ?? [];
  if (fresh) {
    session(fresh).fresh = true;
    return;
  }
  const [, digit, extensions] = /^session (\d) enabled (.+)$/.exec(text) ?? [];
  if (digit) {
    session(digit).enable = extensions!;
    return;
  }
  const mailbox =
    /^("[^"]+"|\S+) (empty|subscribed|special \\\w+|\d+ messages?|message\b.*?)(?:, (selected|examined) by (\d)(?: and (\d))?)?$/.exec(
      text,
    );
  if (!mailbox) throw new Error(`line ${at}: nobody knows how to arrange "${text}"`);
  const name = mailbox[1]!.replaceAll('"', '');
  const what = mailbox[2]!;
  const use = specialUses.find((each) => what === `special \\${each}`);
  if (!(await host.store.mailbox(mailboxName(name)))) {
    await host.store.create(mailboxName(name), use ? { specialUse: use } : {});
  }
  if (what === 'subscribed') await host.store.subscribe(mailboxName(name), true);
  for (let n = 1; n <= Number(/^(\d+) messages?$/.exec(what)?.[1] ?? 0); n += 1)
    await host.deliver(name, sampleMessage(n));
  if (what.startsWith('message') && !/^\d/.test(what)) await deliver(host, name, what, body);
  for (const one of [mailbox[4], mailbox[5]]) {
    if (one) session(one).open = `${mailbox[3] === 'examined' ? 'EXAMINE' : 'SELECT'} "${name}"`;
  }
}

/** `message flags (\Seen) date "1-Feb-2026 12:00:00 +0100"`, with its octets below. */
async function deliver(host: ImapHost, mailbox: string, what: string, body: readonly string[]): Promise<void> {
  const flags =
    /flags \(([^)]*)\)/
      .exec(what)?.[1]
      ?.split(' ')
      .filter((flag) => flag !== '') ?? [];
  const date = /date ("[^"]+")/.exec(what)?.[1];
  const internalDate = date === undefined ? undefined : new CommandParser(CommandInput.ofLine(date)).dateTime();
  const message = body.length > 0 ? Buffer.concat(body.map(messageLine)) : sampleMessage(1);
  await host.deliver(mailbox, message, { flags, ...(internalDate && { internalDate }) });
}

/** With CRLF, unless another line end or `{END}` is written. */
function messageLine(line: string): Buffer {
  const octets = fill(Buffer.from(line).toString('latin1'), octetNames);
  const whole = /\{(LF|CR|END)\}$/.test(line) ? octets.replace('{END}', '') : `${octets}\r\n`;
  return Buffer.from(whole, 'latin1');
}

async function begin(host: ImapHost, { fresh, enable, open }: Beginning): Promise<LineClient> {
  const client = await LineClient.connect(host.port);
  if (fresh) return client;
  await client.next();
  const commands = [`LOGIN ${user} ${password}`, ...(enable ? [`ENABLE ${enable}`] : []), ...(open ? [open] : [])];
  for (const [index, text] of commands.entries()) {
    const answer = (await client.command(`given${index}`, text)).at(-1)!;
    assert.match(answer, /^\S+ OK /, text);
  }
  return client;
}

function speak(client: LineClient, text: string): void {
  if (text === '(closes)') client.close();
  else if (text === '(ends)') client.end();
  else client.line(text);
}
