import assert from 'node:assert/strict';
import { Turnstile } from '../../src/lib/turnstile.js';

describe('lib/turnstile', () => {
  it('lets so many in at a time, in order, and turns away who would wait behind too many', async () => {
    const turnstile = new Turnstile({ atOnce: 2, waiting: 3 });
    const leave: (() => void)[] = [];
    const begun: number[] = [];
    const visit = (number: number) =>
      turnstile.run(async () => {
        begun.push(number);
        await new Promise<void>((resolve) => leave.push(resolve));
        return number;
      });
    const visits = [1, 2, 3, 4, 5, 6, 7].map(visit);
    assert.deepEqual(begun, [1, 2]);
    assert.deepEqual(await Promise.all(visits.slice(5)), [undefined, undefined]);
    for (let left = 0; left < 5; left += 1) {
      leave[left]!();
      await visits[left];
    }
    assert.deepEqual(begun, [1, 2, 3, 4, 5]);
    assert.deepEqual(await visits[4], { result: 5 });
  });

  it('gives the place back when the work fails', async () => {
    const turnstile = new Turnstile({ atOnce: 1, waiting: 0 });
    await assert.rejects(turnstile.run(() => Promise.reject(new Error('no'))));
    assert.deepEqual(await turnstile.run(async () => 1), { result: 1 });
  });
});
