/**
 * Annotations of mailboxes, of the account as a whole ("the server"), and of documents: RFC 5464. A document is a content:
 * what is noted of it is there with each copy, and goes with the last.
 */
import { MailError } from './errors.js';
import type { ContentId } from './ids.js';

export interface MetadataEntry {
  /** Full name, `/private/comment`, in the spelling last set. Two that differ in case only are one (RFC 5464 §3.2). */
  readonly name: string;
  readonly value: Buffer;
}

export interface MetadataChange {
  readonly name: string;
  /** Undefined removes it; that it was not there is no error. */
  readonly value: Buffer | undefined;
  /** For an entry that belongs to a document: its content. */
  readonly content?: ContentId;
}

/** Most entries of one mailbox, of the account itself, or of one document; and of all together, with their octets. */
export const metadataLimits = { entriesEach: 100, entriesInAll: 20_000, octetsInAll: 16 * 1024 * 1024 } as const;

export const foldEntryName = (name: string): string => name.toLowerCase();

/**
 * @param each after the change, entries of what was changed
 * @throws MailError metadata-too-many
 */
export function checkMetadata(each: number, all: { readonly entries: number; readonly octets: number }): void {
  const { entriesEach, entriesInAll, octetsInAll } = metadataLimits;
  if (each > entriesEach || all.entries > entriesInAll || all.octets > octetsInAll) {
    throw new MailError('metadata-too-many', 'No more annotations can be kept here; remove some first.');
  }
}
