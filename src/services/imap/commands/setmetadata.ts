/** SETMETADATA: RFC 5464 §4.3. */
import { type Mailbox } from '../../../mail/mailbox.js';
import type { MailStore } from '../../../mail/mail-store.js';
import { foldEntryName } from '../../../mail/metadata.js';
import type { MetadataChange } from '../../../mail/metadata.js';
import type { SetMetadataRequest } from '../../../wire/imap/syntax.js';
import { command } from '../command.js';
import { Refusal } from '../errors.js';
import { documentFacts, documentNotes } from '../metadata/documents.js';
import { documentOf, specialUseEntry } from '../metadata/read.js';
import { no, ok } from '../responses.js';
import { annotated } from './getmetadata.js';

export const setMetadata = command({
  name: 'SETMETADATA',
  state: 'authenticated',
  capabilities: [{ name: 'METADATA', when: 'logged-in', covers: 'command' }],
  parse: (p) => p.sp().setMetadata(),

  async run({ session, store }, { mailbox: name, entries }) {
    const mailbox = await annotated(store, name);
    const most = session.limits.metadataOctets;
    if (entries.some(({ value }) => (value?.length ?? 0) > most)) {
      throw new Refusal(no(`A value may have ${most} octets`, `METADATA MAXSIZE ${most}`));
    }
    const changes: MetadataChange[] = [];
    for (const entry of entries) changes.push(await changeOf(store, mailbox, entry));
    await store.setMetadata(mailbox?.id, changes, { origin: session });
    return ok('SETMETADATA completed');
  },
});

/** @throws Refusal for what is only read, and for notes of documents that are not there */
async function changeOf(
  store: MailStore,
  mailbox: Mailbox | undefined,
  { name, value }: SetMetadataRequest['entries'][number],
): Promise<MetadataChange> {
  const folded = foldEntryName(name);
  const isBelow = (base: string): boolean => folded === base || folded.startsWith(`${base}/`);
  // RFC 5464 §3.2.1.1: /shared/admin is always read-only.
  const readOnly = mailbox ? folded === specialUseEntry || isBelow(documentFacts) : folded === '/shared/admin';
  if (readOnly) throw new Refusal(no(`${name} can only be read`, 'CANNOT'));
  if (!mailbox || !isBelow(documentNotes)) return { name, value };
  const content = await documentOf(store, mailbox, name);
  if (content === undefined) throw new Refusal(no('There is no such document in this mailbox', 'NONEXISTENT'));
  return { name, value, content };
}
