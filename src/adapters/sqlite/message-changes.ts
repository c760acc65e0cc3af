/** Changes of messages, each within a transaction. One call raises a mailbox's modseq once; its messages share it. */
import { uidsUsedUp } from '../../mail/errors.js';
import { type Uid, lastUidNext } from '../../mail/ids.js';
import { writeJournal } from './journal.js';
import { rowsOf, runsOf } from './message-rows.js';
import { addHeldMessages } from './quota.js';
import type { Scope } from './scope.js';
import { mailboxStatements } from './statements/mailboxes.js';
import { messageStatements } from './statements/messages.js';
import type { MessageRow } from './statements/messages.js';
import type { Delta } from './tables.js';

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
  if (uidNext > lastUidNext) throw uidsUsedUp();
  addHeldMessages(scope, rows.length);
  const first = uidNext - rows.length;
  const inserted = rows.map(([content, flags, keywords, ...rest], i): MessageRow => {
    const row: MessageRow = [first + i, content, flags, keywords, modSeq, ...rest];
    db.run(messageStatements.insert, account, mailbox, ...row);
    return row;
  });
  return { mailbox, modSeq, rows: inserted, flagged: [], expunged: [] };
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
  for (const { first, last } of runsOf(expunged)) db.run(messageStatements.removeRun, account, mailbox, first, last);
  const forgotten = writeJournal(scope, mailbox, modSeq, expunged);
  return { mailbox, modSeq, rows: [], flagged: [], expunged, forgotten };
}
