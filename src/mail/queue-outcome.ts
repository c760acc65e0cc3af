/** What an outcome makes of a recipient in the queue: one rule for all stores. */
import type { Attempt, Outcome, RecipientState } from './queue.js';

/** A recipient's part that outcomes change. */
export interface Standing {
  readonly state: RecipientState;
  readonly failures: number;
  readonly dueMs: number;
  readonly delayTold: boolean;
}

/** An outcome counts for a recipient that is not final; that of a delay, when it tells the sender, only the first time. */
export function doesCount(standing: Standing, outcome: Outcome): boolean {
  if (standing.state !== 'queued') return false;
  return !(outcome.kind === 'deferred' && outcome.delayTold && standing.delayTold);
}

/** Of an outcome for a recipient that is not final. */
export function standingAfter(before: Standing, outcome: Outcome): Standing {
  switch (outcome.kind) {
    case 'deferred':
      return {
        ...before,
        failures: before.failures + 1,
        dueMs: outcome.dueMs,
        delayTold: before.delayTold || outcome.delayTold === true,
      };
    case 'returned':
      return { ...before, dueMs: outcome.dueMs };
    case 'delivered':
    case 'relayed':
    case 'failed':
    case 'cancelled':
      return { ...before, state: outcome.kind };
  }
}

export function attemptOf(outcome: Outcome): Attempt | undefined {
  return 'attempt' in outcome ? outcome.attempt : undefined;
}

export type HandOver = Outcome & { readonly kind: 'delivered' | 'relayed' };

/**
 * A hand-over goes into the ledger also when the recipient was cancelled while it was on the wire: it has the message.
 * Only from states in which it is not there yet.
 */
export function isHandedOver(before: RecipientState, outcome: Outcome): outcome is HandOver {
  return (
    (outcome.kind === 'delivered' || outcome.kind === 'relayed') && (before === 'queued' || before === 'cancelled')
  );
}
