import assert from 'node:assert/strict';
import { Turns } from '../../../src/adapters/reader/turns.js';

describe('turns', () => {
  it('are taken in the order of asking, no more at once than there are places', async () => {
    const turns = new Turns(2);
    const { signal } = new AbortController();
    const order: number[] = [];
    const first = await turns.take(signal);
    const second = await turns.take(signal);
    const third = turns.take(signal).then((release) => (order.push(3), release));
    const fourth = turns.take(signal).then((release) => (order.push(4), release));
    await new Promise(setImmediate);
    assert.deepEqual(order, []);
    second();
    (await third)();
    (await fourth)();
    first();
    assert.deepEqual(order, [3, 4]);
  });

  it('are given up by who aborts, and go to the next', async () => {
    const turns = new Turns(1);
    const patient = new AbortController();
    const hasty = new AbortController();
    const release = await turns.take(patient.signal);
    const given = turns.take(hasty.signal);
    const waiting = turns.take(patient.signal);
    hasty.abort(new Error('no longer'));
    await assert.rejects(given, /no longer/);
    release();
    (await waiting)();
    (await turns.take(patient.signal))();
  });

  it('are refused to who has aborted already', async () => {
    await assert.rejects(new Turns(1).take(AbortSignal.abort(new Error('gone'))), /gone/);
  });
});
