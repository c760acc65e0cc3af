/** Annotations in memory. */
import { MailError } from '../../mail/errors.js';
import type { ContentId, MailboxId } from '../../mail/ids.js';
import { checkMetadata, foldEntryName } from '../../mail/metadata.js';
import type { MetadataChange, MetadataEntry } from '../../mail/metadata.js';
import type { AccountState } from './account-state.js';

type Entries = ReadonlyMap<string, MetadataEntry>;
type Owner = MailboxId | ContentId | 'server';

/** Mailboxes and contents have different ids, so one map does for both. */
export class Metadata {
  #owners = new Map<Owner, Entries>();

  of(owner: Owner): readonly MetadataEntry[] {
    const entries = [...(this.#owners.get(owner) ?? [])];
    return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  }

  /** All or none. @throws MailError metadata-too-many */
  change(mailbox: MailboxId | 'server', changes: readonly MetadataChange[]): void {
    const next = new Map(this.#owners);
    const grown = new Set<Owner>();
    for (const { name, value, content } of changes) {
      const owner = content ?? mailbox;
      const entries = new Map(next.get(owner));
      if (value === undefined) entries.delete(foldEntryName(name));
      else {
        entries.set(foldEntryName(name), { name, value: Buffer.from(value) });
        grown.add(owner);
      }
      next.set(owner, entries);
    }
    const all = [...next.values()].flatMap((entries) => [...entries.values()]);
    const octets = all.reduce((sum, { value }) => sum + value.length, 0);
    for (const owner of grown) checkMetadata(next.get(owner)!.size, { entries: all.length, octets });
    this.#owners = next;
  }

  copy(from: MailboxId, to: MailboxId): void {
    this.#owners.set(to, new Map(this.#owners.get(from)));
  }

  remove(owner: Owner): void {
    this.#owners.delete(owner);
  }
}

/** @throws MailError mailbox-not-found */
export function readMetadata({ boxes, metadata }: AccountState, mailbox: MailboxId | undefined) {
  if (mailbox !== undefined && !boxes.has(mailbox)) throw noMailbox();
  return metadata.of(mailbox ?? 'server');
}

/** @param content undefined: of all */
export function readContentMetadata(
  { contents, metadata }: AccountState,
  content: ContentId | undefined,
): ReadonlyMap<ContentId, readonly MetadataEntry[]> {
  const asked = content === undefined ? [...contents.keys()] : [content];
  const entries = asked.map((each) => [each, metadata.of(each)] as const);
  return new Map(entries.filter(([, each]) => each.length > 0));
}

/** @throws MailError mailbox-not-found, message-gone, metadata-too-many */
export function changeMetadata(
  { boxes, contents, metadata }: AccountState,
  mailbox: MailboxId | undefined,
  changes: readonly MetadataChange[],
): void {
  if (mailbox !== undefined && !boxes.has(mailbox)) throw noMailbox();
  if (changes.some(({ content }) => content !== undefined && !contents.has(content))) {
    throw new MailError('message-gone', 'This document was deleted.');
  }
  metadata.change(mailbox ?? 'server', changes);
}

const noMailbox = (): MailError => new MailError('mailbox-not-found', 'This mailbox was deleted.');
