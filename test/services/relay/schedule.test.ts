import assert from 'node:assert/strict';
import fc from 'fast-check';
import { delayNoticeMs, giveUpMs, isLate, retryDelay } from '../../../src/services/relay/schedule.js';

const minute = 60_000;
const never = () => 0;

describe('the schedule of tries', () => {
  for (const { failures, waits } of [
    { failures: 1, waits: 1 },
    { failures: 2, waits: 5 },
    { failures: 3, waits: 15 },
    { failures: 4, waits: 30 },
    { failures: 5, waits: 60 },
    { failures: 6, waits: 120 },
    { failures: 7, waits: 240 },
    { failures: 8, waits: 240 },
    { failures: 1_000_000, waits: 240 },
  ]) {
    it(`waits ${waits} minutes after failure ${failures}`, () => {
      assert.equal(retryDelay(failures, 0, never), waits * minute);
    });
  }

  it('gives up after five days, with a try at the end', () => {
    assert.equal(retryDelay(30, giveUpMs - 90 * minute, never), 90 * minute);
    assert.equal(retryDelay(30, giveUpMs - 1, never), 30 * minute);
    assert.equal(retryDelay(30, giveUpMs, never), undefined);
    assert.equal(retryDelay(1, giveUpMs, never), undefined);
  });

  it('has a try soon after the sender should hear of the delay', () => {
    assert.equal(retryDelay(7, delayNoticeMs - 9 * minute, never), 30 * minute);
    assert.equal(retryDelay(6, delayNoticeMs - 80 * minute, never), 80 * minute);
    assert.equal(retryDelay(5, delayNoticeMs - 50 * minute, never), 60 * minute);
    assert.equal(retryDelay(7, delayNoticeMs, never), 240 * minute);
  });

  it('tells of a delay after four hours', () => {
    assert.deepEqual([0, delayNoticeMs - 1, delayNoticeMs].map(isLate), [false, false, true]);
    assert.equal(delayNoticeMs, 4 * 60 * minute);
  });

  it('never tries again sooner than after 30 minutes once the quick tries are done, nor later than after 4.4 hours', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 500 }),
        fc.integer({ min: 0, max: giveUpMs - 1 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (failures, ageMs, random) => {
          const wait = retryDelay(failures, ageMs, () => random)!;
          assert.ok(wait >= 30 * minute && wait <= 264 * minute, `${wait}`);
          assert.ok(Number.isInteger(wait));
        },
      ),
    );
  });

  it('ends, whatever chance says, between five days and half an hour later', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), (chances) => {
        let [age, failures] = [0, 0];
        for (;;) {
          failures += 1;
          const wait = retryDelay(failures, age, () => chances.next().value as number);
          if (wait === undefined) break;
          age += wait;
          assert.ok(failures < 100);
        }
        assert.ok(age >= giveUpMs && age <= giveUpMs + 30 * minute, `${age}`);
        assert.ok(failures >= 30, `${failures} tries`);
      }),
    );
  });
});
