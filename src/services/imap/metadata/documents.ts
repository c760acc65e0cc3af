/**
 * What recognition found on a document, as entries that can only be read: below `/shared/vendor/unpaperme/documents/`, its
 * EMAILID, and the fact's name. It is read off the header that the letter was composed with, so it is as lasting as the
 * letter, the same in each of its mailboxes, and there after a move to another server.
 */
import type { ContentFacts } from '../../../mail/content-facts.js';
import type { MetadataEntry } from '../../../mail/metadata.js';
import { formatObjectId, parseObjectId } from '../../../wire/imap/object-id.js';
import { decodeWords } from '../../../wire/mime/encoded-word.js';
import { Header } from '../../../wire/mime/header-fields.js';

/** Folded. */
export const documentFacts = '/shared/vendor/unpaperme/documents';
/** Where notes of documents go. */
export const documentNotes = '/private/vendor/unpaperme/documents';

const fields = {
  sender: 'x-unpaperme-sender',
  date: 'x-unpaperme-letter-date',
  amount: 'x-unpaperme-amount',
  due: 'x-unpaperme-due',
  iban: 'x-unpaperme-iban',
  reference: 'x-unpaperme-reference',
  pages: 'x-unpaperme-pages',
} as const;

/** Entries of a content that was composed from a scan; none of other mail. */
export function factEntries(facts: ContentFacts): readonly MetadataEntry[] {
  const header = new Header(facts.header);
  if (header.value('x-unpaperme-document') === undefined) return [];
  const place = `${documentFacts}/${formatObjectId('email', facts.content)}`;
  return Object.entries(fields).flatMap(([name, field]) => {
    const value = header.value(field);
    return value === undefined ? [] : [{ name: `${place}/${name}`, value: Buffer.from(decodeWords(value)) }];
  });
}

/** The content that an entry at or below a document's own is about; names have any case (RFC 5464 §3.2). */
export function documentIn(name: string): number | undefined {
  const folded = name.toLowerCase();
  const base = [documentFacts, documentNotes].find((each) => folded.startsWith(`${each}/`));
  if (base === undefined) return undefined;
  const id = name.slice(base.length + 1).split('/', 1)[0]!;
  return parseObjectId('email', id.toUpperCase());
}
