/** Outcomes of recipients, recorded within a change. */
import { MailError } from '../../mail/errors.js';
import type { HandOver } from '../../mail/queue-outcome.js';
import { attemptOf, doesCount, isHandedOver, standingAfter } from '../../mail/queue-outcome.js';
import type { Outcome, Settlement } from '../../mail/queue.js';
import { insertDisclosure } from './ledger.js';
import type { About } from './queue-rows.js';
import { openAbout, recipientStates, sealAttempt, standingOf, storedState } from './queue-rows.js';
import type { Scope } from './scope.js';
import { queueStatements } from './statements/queue.js';
import type { ItemRow, RecipientRow } from './statements/queue.js';

/**
 * @param all every outcome must count
 * @returns whether something is due now
 * @throws MailError unavailable: with `all`, one does not, or the item is not this account's
 */
export function recordOutcomes(scope: Scope, { item, outcomes }: Settlement, { all }: { all: boolean }): boolean {
  const { db, account } = scope;
  const row = db.get(queueStatements.get, item);
  if (row?.[1] !== account) {
    if (all) throw settledOtherwise();
    return false;
  }
  let isDue = false;
  let about: About | undefined; // opened once, and only for the ledger
  for (const [number, outcome] of outcomes) {
    const recipient = db.get(queueStatements.recipient, account, item, number);
    const counts = recipient !== undefined && doesCount(standingOf(recipient), outcome);
    if (all && !counts) throw settledOtherwise();
    if (recipient && isHandedOver(standingOf(recipient).state, outcome)) {
      about ??= openAbout(scope.keys, row);
      disclose(scope, about, { item, number }, outcome);
    }
    if (counts && settle(scope, row, recipient, outcome) === recipientStates.ready) isDue = true;
  }
  if (row[4] !== 0 && !db.get(queueStatements.anyOpen, item, account)) db.run(queueStatements.setHold, item, 0);
  return isDue;
}

/** @returns the state as stored */
function settle(scope: Scope, [item, , , , hold]: ItemRow, recipient: RecipientRow, outcome: Outcome): number {
  const { db, account, keys, clock } = scope;
  const [number, , , , , last] = recipient;
  const standing = standingAfter(standingOf(recipient), outcome);
  const attempt = attemptOf(outcome);
  const state = storedState(standing, hold !== 0, clock);
  const sealed = attempt ? sealAttempt(keys, item, number, attempt) : last;
  const { failures, delayTold } = standing;
  const dueMs = Math.ceil(standing.dueMs); // a wait with jitter need not be whole
  db.run(queueStatements.settle, account, item, number, state, failures, dueMs, delayTold ? 1 : 0, sealed);
  return state;
}

function disclose(
  scope: Scope,
  { messageId, documents, recipients }: About,
  { item, number }: { item: number; number: number },
  { attempt, way }: HandOver,
): void {
  const { reply } = attempt;
  const atMs = Math.floor(attempt.atMs);
  const recipient = recipients[number]!.address;
  insertDisclosure(scope, { atMs, item, number }, { recipient, messageId, documents, way, reply });
}

function settledOtherwise(): MailError {
  return new MailError('unavailable', 'What the message tells of is settled in another way already.');
}
