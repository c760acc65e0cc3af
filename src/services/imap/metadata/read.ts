/** The entries that GETMETADATA and LIST … RETURN (METADATA …) ask for: what clients set, and what is worked out. */
import { setImmediate } from 'node:timers/promises';

import type { ContentId } from '../../../mail/ids.js';
import type { Mailbox } from '../../../mail/mailbox.js';
import type { MailStore } from '../../../mail/mail-store.js';
import { foldEntryName } from '../../../mail/metadata.js';
import type { MetadataEntry } from '../../../mail/metadata.js';
import type { GetMetadataRequest } from '../../../wire/imap/syntax.js';
import { documentFacts, documentIn, documentNotes, factEntries } from './documents.js';

/** Documents whose facts are read at once. */
const batchSize = 50;
/** Messages looked through before others get their turn. */
const messagesPerTurn = 5_000;

export type Asked = Pick<GetMetadataRequest, 'entries' | 'depth'>;

/**
 * @param mailbox undefined: of the server
 * @returns entries, a list for each response
 * @throws MailError mailbox-not-found
 */
export async function* readEntries(
  store: MailStore,
  mailbox: Mailbox | undefined,
  asked: Asked,
): AsyncGenerator<readonly MetadataEntry[], void, void> {
  const own = [...(await store.metadata(mailbox?.id)), ...(mailbox ? workedOut(mailbox) : [])];
  const isAsked = matcher(asked);
  const found = own.filter(({ name }) => isAsked(name));
  if (found.length > 0) yield found;
  if (mailbox?.selectable) yield* readDocuments(store, mailbox, asked);
}

/** RFC 6154 §4: the special use, as an entry. It is given by CREATE, so it can only be read. */
function workedOut({ specialUse }: Mailbox): readonly MetadataEntry[] {
  return specialUse ? [{ name: specialUseEntry, value: Buffer.from(`\\${specialUse}`) }] : [];
}

export const specialUseEntry = '/private/specialuse';

/** Whether an entry is one of those asked for: RFC 5464 §4.2.2. */
function matcher({ entries, depth }: Asked): (name: string) => boolean {
  const wanted = entries.map(foldEntryName);
  return (name) => {
    const folded = foldEntryName(name);
    return wanted.some((each) => {
      if (folded === each) return true;
      return folded.startsWith(`${each}/`) && folded.slice(each.length + 1).split('/').length <= depth;
    });
  };
}

async function* readDocuments(
  store: MailStore,
  mailbox: Mailbox,
  asked: Asked,
): AsyncGenerator<readonly MetadataEntry[], void, void> {
  const wanted = documentsAsked(asked);
  if (wanted.size === 0) return;
  const contents = await contentsIn(store, mailbox, wanted);
  const notes = await notesOf(store, contents, wanted);
  const isAsked = matcher(asked);
  const withFacts = asked.entries.some((entry) => isBelow(entry, documentFacts) || isAtOrAbove(entry, documentFacts));
  const mayHave = withFacts ? contents : contents.filter((content) => notes.has(content));
  for (let at = 0; at < mayHave.length; at += batchSize) {
    const batch = mayHave.slice(at, at + batchSize);
    const facts = withFacts ? await store.facts(batch) : [];
    for (const [index, content] of batch.entries()) {
      const known = facts[index];
      const entries = [...(known ? factEntries(known) : []), ...(notes.get(content) ?? [])];
      const found = entries.filter(({ name }) => isAsked(name));
      if (found.length > 0) yield found;
    }
    await setImmediate();
  }
}

/** The documents that may have entries asked for: some, all, or none. */
function documentsAsked({ entries, depth }: Asked): ReadonlySet<number | 'all'> {
  const wanted = new Set<number | 'all'>();
  for (const entry of entries) {
    const document = documentIn(entry);
    if (document !== undefined) wanted.add(document);
    else if (depth === Infinity && [documentFacts, documentNotes].some((base) => isAtOrAbove(entry, base)))
      wanted.add('all');
  }
  return wanted;
}

const isBelow = (entry: string, base: string): boolean => foldEntryName(entry).startsWith(`${base}/`);
const isAtOrAbove = (entry: string, base: string): boolean => `${base}/`.startsWith(`${foldEntryName(entry)}/`);

/** Those of the mailbox, each once, in the order they came. */
async function contentsIn(
  store: MailStore,
  mailbox: Mailbox,
  wanted: ReadonlySet<number | 'all'>,
): Promise<readonly ContentId[]> {
  const { messages } = await store.messages(mailbox.id);
  const found = new Set<ContentId>();
  for (let index = 0; index < messages.length; index += 1) {
    if (index % messagesPerTurn === messagesPerTurn - 1) await setImmediate();
    const { content } = messages.at(index);
    if (wanted.has('all') || wanted.has(content)) found.add(content);
  }
  return [...found];
}

async function notesOf(
  store: MailStore,
  contents: readonly ContentId[],
  wanted: ReadonlySet<number | 'all'>,
): Promise<ReadonlyMap<ContentId, readonly MetadataEntry[]>> {
  const [only] = contents;
  if (contents.length === 0) return new Map();
  return wanted.has('all') || contents.length > 1 ? store.contentMetadata() : store.contentMetadata(only);
}

/**
 * RFC 9590: just these entries, and in this order.
 * @returns one for each name; without a value where there is none
 * @throws MailError mailbox-not-found
 */
export async function readNamed(
  store: MailStore,
  mailbox: Mailbox,
  entries: readonly string[],
): Promise<readonly { readonly name: string; readonly value: Buffer | undefined }[]> {
  const found = new Map<string, MetadataEntry>();
  for await (const some of readEntries(store, mailbox, { entries, depth: 0 })) {
    for (const entry of some) found.set(foldEntryName(entry.name), entry);
  }
  return entries.map((name) => found.get(foldEntryName(name)) ?? { name, value: undefined });
}

/** Of the documents that these entries are about, those that are in the mailbox. */
export async function documentsOf(
  store: MailStore,
  mailbox: Mailbox,
  names: readonly string[],
): Promise<ReadonlySet<ContentId>> {
  const wanted = new Set(names.map(documentIn).filter((id) => id !== undefined));
  if (wanted.size === 0 || !mailbox.selectable) return new Set();
  return new Set(await contentsIn(store, mailbox, wanted));
}
