import assert from 'node:assert/strict';
import { accountId } from '../../../src/mail/ids.js';
import { Bell } from '../../../src/lib/bell.js';
import { Holds } from '../../../src/services/intake/holds.js';
import { Troubles } from '../../../src/services/intake/troubles.js';

class SetClock {
  nowMs = 1_000_000;
  now = () => this.nowMs;
}

describe('holds', () => {
  it('double from trouble to trouble up to five minutes, and end with success', () => {
    const clock = new SetClock();
    const holds = new Holds(clock);
    const waits = Array.from({ length: 9 }, () => {
      const { delayMs } = holds.trouble('all');
      clock.nowMs += delayMs;
      return delayMs / 1000;
    });
    assert.deepEqual(waits, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
    assert.equal(holds.success(accountId(1)), true);
    assert.equal(holds.success(accountId(1)), false);
    assert.equal(holds.trouble('all').delayMs, 5_000);
  });

  it('count trouble during a hold as the same one', () => {
    const clock = new SetClock();
    const holds = new Holds(clock);
    assert.deepEqual(holds.trouble('all'), { delayMs: 5_000, isNew: true });
    clock.nowMs += 2_000;
    assert.deepEqual(holds.trouble('all'), { delayMs: 3_000, isNew: false });
    assert.equal(holds.remainingMs('all'), 3_000);
  });

  it('of one account are no other’s', () => {
    const holds = new Holds(new SetClock());
    holds.trouble(accountId(1));
    assert.deepEqual(
      [1, 2].map((id) => holds.remainingMs(accountId(id)) > 0),
      [true, false],
    );
    assert.equal(holds.remainingMs('all'), 0);
    assert.equal(holds.success(accountId(2)), false);
    assert.ok(holds.remainingMs(accountId(1)) > 0);
  });
});

describe('troubles', () => {
  it('are told once, left alone for a while, and forgotten when they come up no more', () => {
    const clock = new SetClock();
    const troubles = new Troubles(clock, 60_000);
    assert.equal(troubles.met('a'), true);
    assert.equal(troubles.has('a'), true);
    clock.nowMs += 60_000;
    assert.equal(troubles.has('a'), false);
    assert.equal(troubles.met('a'), false);
    clock.nowMs += 200_000;
    troubles.tidy();
    assert.equal(troubles.met('a'), true);
    troubles.over('a');
    assert.equal(troubles.met('a'), true);
  });
});

describe('a bell', () => {
  it('keeps a ring for who listens later, and many rings as one', async () => {
    const bell = new Bell();
    bell.ring();
    bell.ring();
    await bell.next();
    let rung = false;
    const next = bell.next().then(() => (rung = true));
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(rung, false);
    bell.ring();
    await next;
  });
});
