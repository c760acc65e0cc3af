/** SETMETADATA: RFC 5464 §4.3. */
import { type ContentId, contentId } from '../../../mail/ids.js';
import { foldEntryName } from '../../../mail/metadata.js';
import type { MetadataChange } from '../../../mail/metadata.js';
import type { SetMetadataRequest } from '../../../wire/imap/syntax.js';
import { command } from '../command.js';
import { Refusal } from '../errors.js';
import { documentFacts, documentIn, documentNotes } from '../metadata/documents.js';
import { documentsOf, specialUseEntry } from '../metadata/read.js';
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
    const documents =
      mailbox &&
      (await documentsOf(
        store,
        mailbox,
        entries.map((entry) => entry.name),
      ));
    const changes = entries.map((entry) => changeOf(entry, documents));
    await store.setMetadata(mailbox?.id, changes, { origin: session });
    return ok('SETMETADATA completed');
  },
});

/**
 * @param documents of the mailbox; undefined for annotations of the server
 * @throws Refusal for what is only read, and for notes of documents that are not there
 */
function changeOf(
  { name, value }: SetMetadataRequest['entries'][number],
  documents: ReadonlySet<ContentId> | undefined,
): MetadataChange {
  const folded = foldEntryName(name);
  const isBelow = (base: string): boolean => folded === base || folded.startsWith(`${base}/`);
  // RFC 5464 §3.2.1.1: /shared/admin is always read-only.
  const readOnly = documents ? folded === specialUseEntry || isBelow(documentFacts) : folded === '/shared/admin';
  if (readOnly) throw new Refusal(no(`${name} can only be read`, 'CANNOT'));
  if (!documents || !isBelow(documentNotes)) return { name, value };
  const content = contentId(documentIn(name) ?? 0);
  if (!documents.has(content)) throw new Refusal(no('There is no such document in this mailbox', 'NONEXISTENT'));
  return { name, value, content };
}
