/** DATA: RFC 5321 §4.1.1.4. The message streams into the store's staging, and is a queued one in one commit. */
import type { PassThrough } from 'node:stream';
import { FlagSet } from '../../../mail/flags.js';
import type { StagedContent } from '../../../mail/mail-store.js';
import { ensureMailbox } from '../../../mail/ensure-mailbox.js';
import { textsFor } from '../../../texts/texts.js';
import { type Reply, refuse } from '../errors.js';
import { Incoming } from '../message/incoming.js';
import { type Known, queueItem } from '../message/queue-item.js';
import type { Transaction, VerbContext } from '../transaction.js';

/** Before the client sends the message. @throws Refusal */
export async function beforeData({ recipients, share }: Transaction, context: VerbContext): Promise<Known> {
  const { server, login } = context;
  const addresses = [...recipients.values()].map(({ address }) => address);
  const known = await server.correspondents.known(login.account, addresses);
  const unknown = addresses.filter((address) => !known.has(address)).length;
  await share.takeFirst(unknown);
  return known;
}

/**
 * Takes the message and queues it.
 *
 * @param stream the message with its dots undoubled; read to its end whatever happens
 * @returns the answer to the final dot: the message would survive a power cut (RFC 5321 §6.1)
 * @throws Refusal, MailError; or what ended the stream before its end: then nothing is kept
 */
export async function data(
  stream: PassThrough,
  transaction: Transaction,
  known: Known,
  context: VerbContext,
): Promise<Reply> {
  const { login, server, signal } = context;
  const { store } = login;
  const incoming = new Incoming(transaction, context);
  let content: StagedContent | undefined;
  try {
    content = await store.stage(incoming.octets(stream), { signal });
  } catch (error) {
    // RFC 5321 §4.1.1.4: the answer comes after the dot, whatever it is.
    await drain(stream, context.limits.messageOctets);
    throw error;
  }
  try {
    const item = await queueItem(incoming.finish(), transaction, known, context);
    const state = item.hold ? '$Held' : '$Queued';
    const outbox = await ensureMailbox(store, { role: 'outbox' }, textsFor(transaction.account.language).mailboxes);
    signal.throwIfAborted();
    const { sizeOctets } = content;
    const message = { content, flags: FlagSet.of(['\\Seen', state]) };
    content = undefined; // the append's from here on
    const { queued } = await store.append(outbox.name, [message], { queues: item });
    server.log.info('submission.queued', {
      conn: context.conn,
      account: login.account,
      queue: queued,
      octets: sizeOctets,
      recipients: item.recipients.length,
      documents: item.documents.length,
      ...(item.hold && { hold: item.hold }),
    });
    const text = item.hold ? `Held as ${queued}: please read the question in your inbox.` : `Queued as ${queued}.`;
    return { code: 250, status: '2.0.0', text };
  } finally {
    if (content) await store.discard(content);
  }
}

/** Reads what is left of a message that is refused already. @throws Refusal when it goes on and on */
async function drain(stream: PassThrough, mostOctets: number): Promise<void> {
  let octets = 0;
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      octets += (chunk as Buffer).length;
      if (octets > mostOctets) break;
    }
  } catch {
    return; // The client has gone: nobody waits for an answer.
  }
  if (octets <= mostOctets) return;
  stream.destroy();
  throw refuse('endless');
}
