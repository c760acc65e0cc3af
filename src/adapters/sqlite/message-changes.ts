/** Changes of messages, each within a transaction. One call raises a mailbox's modseq once; its messages share it. */
import { MailError } from '../../mail/errors.js';
import { uid } from '../../mail/ids.js';
import type { Uid } from '../../mail/ids.js';
import type { FlagChange } from '../../mail/mail-store.js';
import { addKeywords, ensureKeywords, keywordText, knownKeywords, removeKeywords } from './keywords.js';
import { rowsOf, runsOf } from './message-rows.js';
import { addHeldMessages } from './quota.js';
import type { Scope } from './scope.js';
import { mailboxStatements } from './statements/mailboxes.js';
import { messageStatements } from './statements/messages.js';
import type { MessageRow } from './statements/messages.js';
import type { Delta } from './tables.js';

/** RFC 9051 §2.3.1.1. */
const lastUid = 4_294_967_295;

/** A message without its uid and modseq, in the order of the row. */
export type NewRow = readonly [
  content: number,
  flags: number,
  keywords: string,
  internalSeconds: number,
  zoneMinutes: number,
  saveMs: number,
  sizeOctets: number,
];

/** @returns the new modseq */
export function raise({ db, account }: Scope, mailbox: number): number {
  return db.get(mailboxStatements.raise, account, mailbox, 0)![1];
}

/** @returns the messages, with ascending uids */
export function insertMessages(scope: Scope, mailbox: number, rows: readonly NewRow[]): Delta {
  const { db, account } = scope;
  const [uidNext, modSeq] = db.get(mailboxStatements.raise, account, mailbox, rows.length)!;
  if (uidNext > lastUid) {
    throw new MailError('unavailable', 'This mailbox has used up its numbers; move its messages to a new one.');
  }
  addHeldMessages(scope, rows.length);
  const first = uidNext - rows.length;
  const inserted = rows.map(([content, flags, keywords, ...rest], i): MessageRow => {
    const row: MessageRow = [first + i, content, flags, keywords, modSeq, ...rest];
    db.run(messageStatements.insert, account, mailbox, ...row);
    return row;
  });
  return { mailbox, modSeq, rows: inserted, expunged: [] };
}

/** @returns the originals, and the copies (undefined when nothing was copied) */
export function copyMessages(
  scope: Scope,
  source: number,
  uids: readonly Uid[],
  target: number,
): { rows: MessageRow[]; copies: Delta | undefined } {
  const rows = rowsOf(scope, source, uids);
  if (rows.length === 0) return { rows, copies: undefined };
  const nowMs = scope.clock.now();
  const copies = insertMessages(
    scope,
    target,
    rows.map(([, content, flags, keywords, , seconds, zone, , size]) => [
      content,
      flags,
      keywords,
      seconds,
      zone,
      nowMs,
      size,
    ]),
  );
  return { rows, copies };
}

/** Removes messages and writes the journal. The contents stay. @returns undefined for no rows */
export function expungeRows(scope: Scope, mailbox: number, rows: readonly MessageRow[]): Delta | undefined {
  if (rows.length === 0) return undefined;
  const { db, account } = scope;
  addHeldMessages(scope, -rows.length);
  const modSeq = raise(scope, mailbox);
  const expunged = rows.map(([each]) => each);
  for (const { first, last } of runsOf(expunged)) {
    db.run(messageStatements.removeRun, account, mailbox, first, last);
    db.run(messageStatements.insertExpunged, account, mailbox, modSeq, first, last);
  }
  return { mailbox, modSeq, rows: [], expunged };
}

export interface FlagsChanged {
  /** Named, there and not refused; as they are now. */
  readonly rows: readonly MessageRow[];
  readonly modified: readonly Uid[];
  /** Those that were changed; undefined for none. */
  readonly delta: Delta | undefined;
}

/** @param floor the mailbox's `floorModSeq` @throws MailError keyword-limit */
export function changeFlags(
  scope: Scope,
  { mailbox, floor }: { readonly mailbox: number; readonly floor: number },
  uids: readonly Uid[],
  change: FlagChange,
): FlagsChanged {
  const { db, account } = scope;
  const named = rowsOf(scope, mailbox, uids, floor);
  const since = change.unchangedSince === undefined ? Infinity : Number(change.unchangedSince);
  const rest = named.filter(([, , , , at]) => at <= since);
  const modified = named.filter(([, , , , at]) => at > since).map(([each]) => uid(each));
  // A keyword that is taken away need not be known, and nobody needs one that no message gets.
  const numbers =
    change.mode === 'remove' || rest.length === 0
      ? knownKeywords(scope, change.flags)
      : ensureKeywords(scope, change.flags);
  const { bits } = change.flags;
  const after = ([, , flags, keywords]: MessageRow): readonly [flags: number, keywords: string] => {
    if (change.mode === 'replace') return [bits, keywordText(numbers)];
    if (change.mode === 'add') return [flags | bits, addKeywords(keywords, numbers)];
    return [flags & ~bits, removeKeywords(keywords, numbers)];
  };
  let modSeq: number | undefined;
  const rows = rest.map((row): MessageRow => {
    const [flags, keywords] = after(row);
    if (flags === row[2] && keywords === row[3]) return row;
    modSeq ??= raise(scope, mailbox);
    db.run(messageStatements.setFlags, account, mailbox, row[0], flags, keywords, modSeq);
    return [row[0], row[1], flags, keywords, modSeq, row[5], row[6], row[7], row[8]];
  });
  const delta =
    modSeq === undefined ? undefined : { mailbox, modSeq, rows: rows.filter(changed(modSeq)), expunged: [] };
  return { rows, modified, delta };
}

const changed = (at: number) => (row: MessageRow) => row[4] === at;
