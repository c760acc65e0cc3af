import assert from 'node:assert/strict';
import { accountId, contentId, queueId } from '../../../src/mail/ids.js';
import type { Notify, QueueItem, QueueRecipient } from '../../../src/mail/queue.js';
import { outcomeOf, reportOn, resting } from '../../../src/services/relay/outcomes.js';
import { giveUpMs } from '../../../src/services/relay/schedule.js';
import { hour, later, minute, refused, taken } from './support.js';

const recipientOf = (more: Partial<QueueRecipient> = {}): QueueRecipient => ({
  ...{ address: 'a@one.example', number: 0, state: 'queued', failures: 0, dueMs: 0, delayTold: false, last: undefined },
  ...more,
});

const item: QueueItem = {
  ...{ id: queueId(1), account: accountId(1), content: contentId(1), queuedMs: 0, hold: undefined },
  ...{ recipients: [recipientOf()], endedMs: undefined, sent: undefined, messageId: '<a@b>', documents: [] },
  envelope: { from: 'e@x.example', smtpUtf8: false, eightBit: false, requireTls: false },
  encryptedBySender: false,
};

const at = (nowMs: number, recipient: QueueRecipient = recipientOf()) => ({ item, recipient, nowMs, random: () => 0 });

describe('outcomes of a try', () => {
  it('are what the transport says, with the protection of the message', () => {
    const result = taken(5, 'delivered');
    assert.deepEqual(outcomeOf(result, 'openpgp', at(5)), {
      ...{ kind: 'delivered', attempt: result.attempt },
      way: { remote: 'mx.example.net', tls: 'TLSv1.3', verified: 'dane', encrypted: 'openpgp' },
    });
    assert.equal(outcomeOf(refused(5, '5.1.1'), 'no', at(5)).kind, 'failed');
  });

  const notify: Notify = ['FAILURE'];
  for (const { age, recipient, kind, told, due } of [
    { age: 0, recipient: {}, kind: 'deferred', told: undefined, due: minute },
    { age: 0, recipient: { failures: 3 }, kind: 'deferred', told: undefined, due: 30 * minute },
    { age: 4 * hour, recipient: { failures: 7 }, kind: 'deferred', told: true, due: 8 * hour },
    { age: 4 * hour, recipient: { failures: 7, delayTold: true }, kind: 'deferred', told: undefined, due: 8 * hour },
    { age: 4 * hour, recipient: { failures: 7, notify }, kind: 'deferred', told: undefined, due: 8 * hour },
    { age: giveUpMs, recipient: { failures: 40 }, kind: 'failed', told: undefined, due: undefined },
  ]) {
    const words = `${age / hour} h and ${JSON.stringify(recipient)}`;
    it(`of what may succeed later are ${kind}${told ? ', told of,' : ''} after ${words}`, () => {
      const outcome = outcomeOf(later(age), 'no', at(age, recipientOf(recipient)));
      assert.deepEqual(
        [
          outcome.kind,
          'delayTold' in outcome ? outcome.delayTold : undefined,
          'dueMs' in outcome ? outcome.dueMs : undefined,
        ],
        [kind, told, due],
      );
    });
  }
});

describe('a destination that rests', () => {
  const { attempt } = later(0, '4.4.1');
  for (const { age, delayTold, kind } of [
    { age: hour, delayTold: false, kind: 'returned' },
    { age: 4 * hour, delayTold: false, kind: 'deferred' },
    { age: 5 * hour, delayTold: true, kind: 'returned' },
    { age: giveUpMs, delayTold: true, kind: 'failed' },
  ]) {
    it(`makes a recipient ${kind} after ${age / hour} hours${delayTold ? ', the delay told' : ''}`, () => {
      const outcome = resting(attempt, age + 10 * minute, at(age, recipientOf({ delayTold, failures: 3 })));
      assert.equal(outcome.kind, kind);
      if (outcome.kind === 'returned') assert.equal(outcome.dueMs, age + 10 * minute);
    });
  }
});

describe('what the sender hears', () => {
  const { attempt } = taken(0);
  const way = { remote: 'mx', tls: undefined, verified: 'no', encrypted: 'no' } as const;
  for (const { outcome, hears } of [
    { outcome: { kind: 'failed', attempt }, hears: 'failed' },
    { outcome: { kind: 'deferred', attempt, dueMs: 1 }, hears: undefined },
    { outcome: { kind: 'deferred', attempt, dueMs: 1, delayTold: true }, hears: 'delayed' },
    { outcome: { kind: 'relayed', attempt, way }, hears: undefined },
    { outcome: { kind: 'delivered', attempt, way }, hears: undefined },
    { outcome: { kind: 'returned', dueMs: 1 }, hears: undefined },
    { outcome: { kind: 'cancelled' }, hears: undefined },
  ] as const) {
    it(`without NOTIFY is ${hears ?? 'nothing'} when it is ${outcome.kind}${'delayTold' in outcome ? ' and late' : ''}`, () => {
      assert.equal(reportOn(outcome, recipientOf()), hears);
    });
  }
});
