import assert from 'node:assert/strict';
import { doesCount, isHandedOver, standingAfter } from '../../src/mail/queue-outcome.js';
import type { Standing } from '../../src/mail/queue-outcome.js';
import type { Outcome, RecipientState } from '../../src/mail/queue.js';
import { deferred, delivered, failed, relayed } from '../support/contracts/queued.js';

const queued: Standing = { state: 'queued', failures: 2, dueMs: 100, delayTold: false };
const returned: Outcome = { kind: 'returned', dueMs: 300 };
const cancelled: Outcome = { kind: 'cancelled' };

describe('what an outcome makes of a recipient', () => {
  const rows: readonly { outcome: Outcome; becomes: Partial<Standing> }[] = [
    { outcome: delivered(), becomes: { state: 'delivered' } },
    { outcome: relayed, becomes: { state: 'relayed' } },
    { outcome: failed, becomes: { state: 'failed' } },
    { outcome: cancelled, becomes: { state: 'cancelled' } },
    { outcome: deferred(200), becomes: { failures: 3, dueMs: 200 } },
    { outcome: deferred(200, true), becomes: { failures: 3, dueMs: 200, delayTold: true } },
    { outcome: returned, becomes: { dueMs: 300 } },
  ];
  for (const { outcome, becomes } of rows) {
    it(`${outcome.kind}: ${JSON.stringify(becomes)}`, () => {
      assert.ok(doesCount(queued, outcome));
      assert.deepEqual(standingAfter(queued, outcome), { ...queued, ...becomes });
    });
  }

  it('remembers that the sender was told of the delay, and tells once', () => {
    const told = standingAfter(queued, deferred(200, true));
    assert.equal(standingAfter(told, deferred(300)).delayTold, true);
    assert.equal(doesCount(told, deferred(300, true)), false);
    assert.equal(doesCount(told, deferred(300)), true);
  });

  for (const state of ['delivered', 'relayed', 'failed', 'cancelled'] as const satisfies readonly RecipientState[]) {
    it(`counts nothing for what is ${state}`, () => {
      for (const { outcome } of rows) assert.equal(doesCount({ ...queued, state }, outcome), false);
      assert.equal(isHandedOver(state, delivered()), state === 'cancelled');
      assert.equal(isHandedOver(state, failed), false);
    });
  }
});
