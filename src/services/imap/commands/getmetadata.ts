/** GETMETADATA: RFC 5464 §4.2. */
import { MailError } from '../../../mail/errors.js';
import { type Mailbox, type MailboxName, mailboxName } from '../../../mail/mailbox.js';
import type { MailStore } from '../../../mail/mail-store.js';
import { formatMetadata } from '../../../wire/imap/metadata.js';
import { command } from '../command.js';
import { formatMailbox } from '../mailbox-text.js';
import { readEntries } from '../metadata/read.js';
import { ok } from '../responses.js';

export const getMetadata = command({
  name: 'GETMETADATA',
  state: 'authenticated',
  capabilities: [{ name: 'METADATA', when: 'logged-in', covers: 'command' }],
  parse: (p) => p.sp().getMetadata(),

  async *run({ session, store, signal }, { mailbox: name, maxSize = Infinity, ...asked }) {
    const mailbox = await annotated(store, name);
    const shown = mailbox ? formatMailbox(mailbox.name, session.utf8) : '""';
    let longest = 0;
    for await (const entries of readEntries(store, mailbox, asked)) {
      signal.throwIfAborted();
      const short = entries.filter(({ value }) => value.length <= maxSize);
      for (const { value } of entries) if (value.length > maxSize) longest = Math.max(longest, value.length);
      if (short.length > 0) yield [...formatMetadata(shown, short)];
    }
    return ok('GETMETADATA completed', longest > 0 ? `METADATA LONGENTRIES ${longest}` : undefined);
  },
});

/**
 * @returns undefined for the server itself (§4.1: the empty name)
 * @throws MailError mailbox-not-found, mailbox-name-invalid
 */
export async function annotated(store: MailStore, name: string): Promise<Mailbox | undefined> {
  if (name === '') return undefined;
  const known: MailboxName = mailboxName(name);
  const mailbox = await store.mailbox(known);
  if (!mailbox) throw new MailError('mailbox-not-found', 'There is no such mailbox');
  return mailbox;
}
