/** Annotations, sealed like the names of mailboxes; each name's hash is another in each mailbox. */
import { MailError } from '../../mail/errors.js';
import { contentId } from '../../mail/ids.js';
import type { ContentId, MailboxId } from '../../mail/ids.js';
import { checkMetadata, foldEntryName } from '../../mail/metadata.js';
import type { MetadataChange, MetadataEntry } from '../../mail/metadata.js';
import type { Scope } from './scope.js';
import { mailboxStatements } from './statements/mailboxes.js';
import { metadataStatements } from './statements/metadata.js';
import type { MetadataRow } from './statements/metadata.js';
import { contentStatements } from './statements/contents.js';

/** The account itself, as owner. */
const server = 0;

const hashOf = ({ keys }: Scope, owner: number, name: string): Buffer =>
  keys.hash('metadata', `${owner} ${foldEntryName(name)}`);

function entryOf({ keys }: Scope, [owner, hash, name, value]: MetadataRow): MetadataEntry {
  const place = `${owner} ${hash.toString('hex')}`;
  return { name: keys.openName('metadata', place, name), value: keys.openMetadata(place, value) };
}

const byName = (a: MetadataEntry, b: MetadataEntry): number => (foldEntryName(a.name) < foldEntryName(b.name) ? -1 : 1);

/** @throws MailError mailbox-not-found */
export function readMetadata(scope: Scope, mailbox: MailboxId | undefined): readonly MetadataEntry[] {
  checkMailbox(scope, mailbox);
  return scope.db
    .all(metadataStatements.of, scope.account, mailbox ?? server)
    .map((row) => entryOf(scope, row))
    .sort(byName);
}

/** @param content undefined: of all */
export function readContentMetadata(
  scope: Scope,
  content: ContentId | undefined,
): ReadonlyMap<ContentId, readonly MetadataEntry[]> {
  const { db, account } = scope;
  if (content !== undefined && !db.get(contentStatements.get, account, content)) return new Map();
  const rows =
    content === undefined
      ? db.all(metadataStatements.ofContents, account)
      : db.all(metadataStatements.of, account, content);
  const found = new Map<ContentId, MetadataEntry[]>();
  for (const row of rows) {
    const entries = found.get(contentId(row[0])) ?? [];
    found.set(contentId(row[0]), entries);
    entries.push(entryOf(scope, row));
  }
  for (const entries of found.values()) entries.sort(byName);
  return found;
}

/**
 * Within a change.
 * @throws MailError mailbox-not-found, message-gone, metadata-too-many
 */
export function changeMetadata(scope: Scope, mailbox: MailboxId | undefined, changes: readonly MetadataChange[]): void {
  const { db, account } = scope;
  checkMailbox(scope, mailbox);
  const grown = new Set<number>();
  for (const { name, value, content } of changes) {
    if (content !== undefined && !db.get(contentStatements.get, account, content)) {
      throw new MailError('message-gone', 'This document was deleted.');
    }
    const owner = content ?? mailbox ?? server;
    if (value === undefined) db.run(metadataStatements.remove, account, owner, hashOf(scope, owner, name));
    else {
      put(scope, owner, { name, value });
      grown.add(owner);
    }
  }
  if (grown.size === 0) return;
  const [entries, octets] = db.get(metadataStatements.total, account)!;
  for (const owner of grown) checkMetadata(db.get(metadataStatements.count, account, owner)![0], { entries, octets });
}

function put(scope: Scope, owner: number, { name, value }: MetadataEntry): void {
  const { db, account, keys } = scope;
  const hash = hashOf(scope, owner, name);
  const place = `${owner} ${hash.toString('hex')}`;
  const sealed = keys.sealName('metadata', place, name);
  db.run(metadataStatements.put, account, owner, hash, sealed, keys.sealMetadata(place, value));
}

/** RFC 5464 §4.1: what RENAME leaves of INBOX keeps its annotations, and the new mailbox gets the same. */
export function copyMetadata(scope: Scope, from: MailboxId, to: MailboxId): void {
  for (const entry of readMetadata(scope, from)) put(scope, to, entry);
}

export function removeMetadata({ db, account }: Scope, mailbox: MailboxId): void {
  db.run(metadataStatements.removeOf, account, mailbox);
}

/** A name that only holds others has annotations too (RFC 5464 §4.1). */
function checkMailbox({ db, account }: Scope, mailbox: MailboxId | undefined): void {
  if (mailbox === undefined || db.get(mailboxStatements.get, account, mailbox)) return;
  throw new MailError('mailbox-not-found', 'This mailbox was deleted.');
}
