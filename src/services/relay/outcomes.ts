/** What the result of a try makes of a recipient, and whether the sender hears of it. */
import type { Attempt, Notify, Outcome, QueueItem, QueueRecipient, Way } from '../../mail/queue.js';
import type { TransportResult } from '../../mail/transport.js';
import type { ReportKind } from './bounce.js';
import { isLate, retryDelay } from './schedule.js';

export interface OutcomeFacts {
  readonly item: QueueItem;
  readonly recipient: QueueRecipient;
  readonly nowMs: number;
  readonly random: () => number;
}

export function outcomeOf(result: TransportResult, encrypted: Way['encrypted'], facts: OutcomeFacts): Outcome {
  switch (result.kind) {
    case 'delivered':
    case 'relayed':
      return { kind: result.kind, attempt: result.attempt, way: { ...result.way, encrypted } };
    case 'failed':
      return { kind: 'failed', attempt: result.attempt };
    case 'deferred':
      return deferred(result.attempt, facts);
  }
}

/** Tried again later, told of the delay once, or failed when the time is up. */
export function deferred(attempt: Attempt, { item, recipient, nowMs, random }: OutcomeFacts): Outcome {
  const ageMs = nowMs - item.queuedMs;
  const waitMs = retryDelay(recipient.failures + 1, ageMs, random);
  if (waitMs === undefined) return { kind: 'failed', attempt };
  const tells = isLate(ageMs) && !recipient.delayTold && wants(recipient.notify, 'DELAY');
  return { kind: 'deferred', attempt, dueMs: nowMs + waitMs, ...(tells && { delayTold: true }) };
}

/**
 * For a destination that rests because it cannot be reached: no try, so no failure; but the clock goes on.
 * @param reason what the last try of another message there came to
 */
export function resting(reason: Attempt, untilMs: number, facts: OutcomeFacts): Outcome {
  const { nowMs, random } = facts;
  // As if it had been tried, where the sender has to hear of it: at the end, and of the delay.
  const tried = deferred({ ...reason, atMs: nowMs }, facts);
  if (tried.kind === 'failed' || (tried.kind === 'deferred' && tried.delayTold)) return tried;
  const spreadMs = Math.round((untilMs - nowMs) * (random() / 10));
  return { kind: 'returned', dueMs: untilMs + spreadMs };
}

/** RFC 3461 §4.1. Without NOTIFY: failures, and delays as every server tells them (§5.2.4 leaves it to us). */
function wants(notify: Notify | undefined, what: 'SUCCESS' | 'FAILURE' | 'DELAY'): boolean {
  if (notify === undefined) return what !== 'SUCCESS';
  return notify !== 'NEVER' && notify.includes(what);
}

/** @returns what the sender is told, if anything */
export function reportOn(outcome: Outcome, { notify }: QueueRecipient): ReportKind | undefined {
  switch (outcome.kind) {
    case 'failed':
      return wants(notify, 'FAILURE') ? 'failed' : undefined;
    case 'deferred':
      return outcome.delayTold ? 'delayed' : undefined;
    case 'relayed':
      // RFC 3461 §5.2.2: the server that took it tells nothing, so that we do. One that does is `delivered`: it tells
      // the sender itself, and two reports would be one too many.
      return wants(notify, 'SUCCESS') ? 'relayed' : undefined;
    case 'delivered':
    case 'returned':
    case 'cancelled':
      return undefined;
  }
}
