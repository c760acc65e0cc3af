/**
 * Whether the last run ended as it should. One that did not may have told clients of mod-sequences that are lost, so
 * that all mailboxes go on above them (RFC 7162 §3.1.1: mod-sequences never decrease); a client that asks what changed
 * since one of these is told the flags of all messages.
 */
import { modSeqJump } from './commits.js';
import type { Connection } from './connection.js';
import { stateStatements } from './statements/state.js';

/** At start, before anything is read; durable with the next sync. @returns whether the last stop was clean */
export function beginRun(db: Connection): boolean {
  const clean = db.get(stateStatements.isClean)?.[0] === 1;
  db.begin();
  if (!clean) db.run(stateStatements.raiseFloors, modSeqJump);
  db.run(stateStatements.setClean, 0);
  db.commit();
  return clean;
}

/** The last thing that is written. */
export function endRun(db: Connection): void {
  db.run(stateStatements.setClean, 1);
}
