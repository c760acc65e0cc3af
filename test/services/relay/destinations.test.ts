import assert from 'node:assert/strict';
import { MemoryNotebook } from '../../../src/adapters/memory/notebook.js';
import { pausedDestinations } from '../../../src/mail/queue.js';
import { Destinations } from '../../../src/services/relay/destinations.js';
import { defaultRelayLimits } from '../../../src/services/relay/limits.js';
import { TestClock } from '../../support/contracts/opened.js';
import { minute } from './support.js';

describe('destinations', () => {
  const clock = new TestClock();
  const open = () => new Destinations({ clock, notebook: new MemoryNotebook(clock), limits: defaultRelayLimits });
  const reason = { atMs: 0, reply: 'no server answers', status: '4.4.1' };

  it('rest for a minute, and twice as long each time, up to half an hour', () => {
    const destinations = open();
    const rests: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      destinations.unreachable('one.example', reason);
      const rest = destinations.rest('one.example')!.untilMs - clock.now();
      rests.push(rest / minute);
      clock.pass(rest - 1);
      assert.ok(destinations.rest('one.example'));
      clock.pass(1);
      assert.equal(destinations.rest('one.example'), undefined);
    }
    assert.deepEqual(rests, [1, 2, 4, 8, 16, 30, 30, 30]);
  });

  it('rest once however many find it out together, and each for itself', () => {
    const destinations = open();
    destinations.unreachable('one.example', reason);
    destinations.unreachable('one.example', reason);
    assert.equal(destinations.rest('one.example')!.untilMs, clock.now() + minute);
    assert.equal(destinations.rest('two.example'), undefined);
  });

  it('rest no longer when an admin wants them tried, and longer after the next failure', () => {
    const destinations = open();
    destinations.unreachable('one.example', reason);
    destinations.wake();
    assert.equal(destinations.rest('one.example'), undefined);
    destinations.unreachable('one.example', reason);
    assert.equal(destinations.rest('one.example')!.untilMs, clock.now() + 2 * minute);
  });

  it('start afresh once they were reached', () => {
    const destinations = open();
    destinations.unreachable('one.example', reason);
    destinations.reached('one.example');
    assert.equal(destinations.rest('one.example'), undefined);
    destinations.unreachable('one.example', reason);
    assert.equal(destinations.rest('one.example')!.untilMs, clock.now() + minute);
  });

  it('are remembered up to a number', () => {
    const destinations = open();
    for (let i = 0; i <= 10_000; i += 1) destinations.unreachable(`d${i}.example`, reason);
    assert.equal(destinations.rest('d0.example'), undefined);
    assert.ok(destinations.rest('d1.example'));
  });

  it('that an admin pauses are noticed within ten seconds, or when told', async () => {
    const notebook = new MemoryNotebook(clock);
    const destinations = new Destinations({ clock, notebook, limits: defaultRelayLimits });
    assert.deepEqual([...(await destinations.pausedByAdmin())], []);
    await notebook.put(pausedDestinations, 'one.example', {}, clock.now() + 60 * minute);
    assert.deepEqual([...(await destinations.pausedByAdmin())], []);
    clock.pass(10_000);
    assert.deepEqual([...(await destinations.pausedByAdmin())], ['one.example']);
    await notebook.remove(pausedDestinations, 'one.example');
    destinations.wake();
    assert.deepEqual([...(await destinations.pausedByAdmin())], []);
  });
});
