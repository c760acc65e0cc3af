/** The STATUS response: RFC 9051 §6.3.11, §7.3.4, for STATUS and LIST … RETURN (STATUS …). */
import type { Mailbox, MailboxCounts } from '../../mail/mailbox.js';
import type { MailStore } from '../../mail/mail-store.js';
import { formatObjectId } from '../../wire/imap/object-id.js';
import type { StatusItem } from '../../wire/imap/syntax.js';
import { formatMailbox } from './mailbox-text.js';
import type { Session } from './session.js';

type Value = (mailbox: Mailbox, counts: MailboxCounts, session: Session) => number | bigint | string;

const values: Record<StatusItem, Value> = {
  messages: (_, counts) => counts.messages,
  recent: (_, counts) => counts.recent,
  uidnext: (mailbox) => mailbox.uidNext,
  uidvalidity: (mailbox) => mailbox.uidValidity,
  unseen: (_, counts) => counts.unseen,
  deleted: (_, counts) => counts.deleted,
  size: (_, counts) => counts.sizeOctets,
  highestmodseq: (mailbox) => mailbox.highestModSeq,
  appendlimit: (_mailbox, _counts, { limits }) => limits.messageOctets,
  // RFC 9208 §4.1.4: what copies share is counted with each of them, which the RFC allows.
  'deleted-storage': (_, counts) => Math.ceil(counts.deletedOctets / 1024),
  mailboxid: ({ id }) => `(${formatObjectId('mailbox', id)})`, // RFC 8474 §4.3
};

const capabilityOf: Partial<Record<StatusItem, string>> = {
  size: 'STATUS=SIZE',
  highestmodseq: 'CONDSTORE',
  mailboxid: 'OBJECTID',
  appendlimit: 'APPENDLIMIT',
  'deleted-storage': 'QUOTA=RES-STORAGE',
};

/** Capabilities that these items belong to. */
export const statusNeeds = (items: readonly StatusItem[]): readonly string[] =>
  items.map((item) => capabilityOf[item]).filter((name) => name !== undefined);

/** @throws MailError mailbox-not-found */
export async function statusResponse(
  session: Session,
  store: MailStore,
  mailbox: Mailbox,
  items: readonly StatusItem[],
): Promise<string> {
  const counts = await store.counts(mailbox.id);
  const told = [...new Set(items)].map((item) => `${item.toUpperCase()} ${values[item](mailbox, counts, session)}`);
  return `* STATUS ${formatMailbox(mailbox.name, session.utf8)} (${told.join(' ')})\r\n`;
}
