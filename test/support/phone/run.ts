/**
 * Plays a dialog of a phone: sessions 1 to 4 are IMAP, 5 to 9 submission, all of one customer and logged in. `given letter`
 * puts one into INBOX; `then 2 seconds pass` (or minutes, days) lets the relay work; `then arrived at <address>: 1` says how
 * often something was handed over, and `then nothing has arrived`.
 */
import assert from 'node:assert/strict';
import { FlagSet } from '../../../src/mail/flags.js';
import { inbox } from '../../../src/mail/mailbox.js';
import { letterOf } from '../../services/relay/support.js';
import { pieces } from '../contracts/opened.js';
import { fill, hear, octetNames } from '../transcript/hear.js';
import { LineClient } from '../transcript/line-client.js';
import type { Dialog, Step } from '../transcript/parse.js';
import { password, startPhoneHost, user, type PhoneHost } from './host.js';

const firstSubmission = 5;
const unitsMs: Readonly<Record<string, number>> = { second: 1000, minute: 60_000, day: 86_400_000 };
const letterId = `<${'0'.repeat(31)}1@post.example>`;

export async function playPhoneDialog(dialog: Dialog): Promise<void> {
  const host = await startPhoneHost();
  const clients = new Map<number, LineClient>();
  const words = new Map([...octetNames, ['letter', letterId] as const]);
  const client = async (session: number): Promise<LineClient> => {
    const there = clients.get(session) ?? (await (session < firstSubmission ? openImap(host) : openSubmission(host)));
    clients.set(session, there);
    return there;
  };
  try {
    for (const [index, step] of dialog.steps.entries()) {
      if (step.kind === 'given') await arrange(host, step);
      else if (step.kind === 'then') await then(host, step);
      else if (step.kind === 'client') (await client(step.session)).line(fill(step.text, words));
      else if (step.text !== '...') {
        const before = dialog.steps[index - 1];
        const skips = before?.kind === 'server' && before.session === step.session && before.text === '...';
        await hear(await client(step.session), step, words, skips);
      }
    }
    for (const [session, each] of clients) assert.equal(each.unread, '', `session ${session} was told more`);
  } finally {
    for (const each of clients.values()) each.close();
    await host.close();
  }
}

async function arrange({ world }: PhoneHost, { text, at }: Step & { readonly kind: 'given' }): Promise<void> {
  if (text !== 'letter') throw new Error(`line ${at}: nobody knows how to arrange "${text}"`);
  const content = await world.store.stage(pieces(Buffer.from(letterOf(letterId, 'Bescheid', 'Sehr geehrte Frau'))));
  await world.store.append(inbox, [{ content, flags: FlagSet.none }]);
}

async function then(host: PhoneHost, { text, at }: Step & { readonly kind: 'then' }): Promise<void> {
  const [, count, unit] = /^(\d+) (second|minute|day)s? pass(?:es)?$/.exec(text) ?? [];
  const [, address, times] = /^arrived at (\S+): (\d+)$/.exec(text) ?? [];
  const { arrived } = host.world.transport;
  if (unit) await host.pass(Number(count) * unitsMs[unit]!);
  else if (address) {
    assert.equal(arrived.filter((each) => each.address === address).length, Number(times), `line ${at}`);
  } else if (text === 'nothing has arrived') {
    assert.deepEqual(
      arrived.map((each) => each.address),
      [],
      `line ${at}`,
    );
  } else throw new Error(`line ${at}: nobody knows how to look at "${text}"`);
}

async function openImap({ imapPort }: PhoneHost): Promise<LineClient> {
  const client = await LineClient.connect(imapPort);
  await client.next();
  assert.match((await client.command('given', `LOGIN ${user} ${password}`)).at(-1)!, /^given OK /);
  return client;
}

async function openSubmission({ smtpPort }: PhoneHost): Promise<LineClient> {
  const client = await LineClient.connect(smtpPort);
  await client.next();
  client.line('EHLO phone');
  await client.until('250 ');
  client.line(`AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`);
  assert.match((await client.next())!, /^235 /);
  return client;
}
