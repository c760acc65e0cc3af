import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { inParallel } from '../../src/lib/in-parallel.js';

describe('work in parallel', () => {
  it('keeps the order of the items, and the limit', async () => {
    let underWay = 0;
    let most = 0;
    const doubled = await inParallel([5, 1, 4, 2, 3], 2, async (turns) => {
      most = Math.max(most, (underWay += 1));
      for (let i = 0; i < turns; i++) await setImmediate();
      underWay -= 1;
      return turns * 2;
    });
    assert.deepEqual([doubled, most], [[10, 2, 8, 4, 6], 2]);
    assert.deepEqual(await inParallel([], 2, async () => 1), []);
  });

  it('begins nothing more after a failure, and waits for what is under way', async () => {
    const ended: number[] = [];
    const work = inParallel([1, 2, 3, 4], 2, async (item) => {
      await setImmediate();
      if (item === 1) throw new Error('one');
      await setImmediate();
      ended.push(item);
    });
    await assert.rejects(work, /one/);
    assert.deepEqual(ended, [2]);
  });
});
