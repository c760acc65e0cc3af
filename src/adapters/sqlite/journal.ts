/**
 * The journal of expunges: runs of uids by mod-sequence, for clients that were away (RFC 7162 §3.2.6). A mailbox
 * remembers so many runs; then the older half goes, and from which mod-sequence on the rest is whole is kept.
 */
import { runsOf } from './message-rows.js';
import type { Scope } from './scope.js';
import { mailboxStatements } from './statements/mailboxes.js';
import { messageStatements } from './statements/messages.js';

/**
 * Within a change.
 *
 * @param uids ascending
 * @returns the mod-sequence above which nothing is forgotten
 */
export function writeJournal(
  { db, account, limits }: Scope,
  mailbox: number,
  modSeq: number,
  uids: readonly number[],
): number {
  const runs = runsOf(uids);
  for (const { first, last } of runs) db.run(messageStatements.insertExpunged, account, mailbox, modSeq, first, last);
  const [kept, forgotten] = db.get(mailboxStatements.addJournalRuns, account, mailbox, runs.length)!;
  if (kept <= limits.journalRuns) return forgotten;
  // The runs of one change are remembered all or none.
  const half = Math.floor(limits.journalRuns / 2);
  const [upTo] = db.get(messageStatements.nthNewestRun, account, mailbox, half)!;
  const removed = db.run(messageStatements.forgetExpungedUpTo, account, mailbox, upTo);
  db.run(mailboxStatements.forgetJournal, account, mailbox, removed, upTo);
  return upTo;
}
