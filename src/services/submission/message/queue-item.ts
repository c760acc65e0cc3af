/** What goes into the queue of a message that has come, and whether its customer is asked first. */
import { judgePostcard } from '../../../mail/postcard.js';
import type { NewQueueItem } from '../../../mail/queue.js';
import { refuse } from '../errors.js';
import type { Transaction, VerbContext } from '../transaction.js';
import type { Received } from './incoming.js';

/** Of the recipients, those known, and whether documents may go to them unencrypted for good. */
export type Known = ReadonlyMap<string, { readonly allowed: boolean }>;

/** @throws Refusal: the postcard rule */
export async function queueItem(
  { header, eightBit, findings }: Received,
  { account, envelope, recipients }: Transaction,
  known: Known,
  { server, login }: VerbContext,
): Promise<NewQueueItem> {
  const documents = [...new Set([...findings.documents, ...(await login.store.documents(findings.attachments))])];
  const all = [...recipients.values()];
  const verdict = judgePostcard({
    policy: account.postcard,
    encryptedBySender: findings.encryptedBySender,
    documents,
    recipients: await Promise.all(
      all.map(async ({ address }) => ({
        address,
        reached: await server.protection.reaches(login.account, address),
        allowed: known.get(address)?.allowed ?? false,
      })),
    ),
  });
  if (verdict.kind === 'refuse') throw refuse('postcard', inWords(verdict.addresses));
  // RFC 6531 §3.2: a domain can be sent in A-labels, a local part cannot.
  const locals = [envelope.from, ...all.map(({ address }) => address)].map((each) =>
    each.slice(0, each.lastIndexOf('@')),
  );
  const utf8 = header.utf8 || !locals.every(isAscii);
  return {
    envelope: { ...envelope, smtpUtf8: utf8, eightBit },
    recipients: all,
    messageId: header.messageId,
    documents,
    encryptedBySender: findings.encryptedBySender,
    ...(verdict.kind === 'hold' && { hold: 'postcard' as const }),
  };
}

/** Two of them are enough to know which. */
function inWords(addresses: readonly string[]): string {
  const more = addresses.length - 2;
  return addresses.slice(0, 2).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
