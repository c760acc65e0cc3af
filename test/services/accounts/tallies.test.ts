import assert from 'node:assert/strict';
import { Tallies } from '../../../src/services/accounts/tallies.js';

const hour = 3600_000;

describe('services/accounts/tallies', () => {
  it('counts, and goes down with time', () => {
    const tallies = new Tallies({ most: 10, drainPerHour: 4 });
    assert.equal(tallies.add('a', 3, 0), 3);
    assert.equal(tallies.add('a', 1, hour / 4), 3);
    assert.equal(tallies.level('a', hour / 2), 2);
    assert.equal(tallies.level('a', hour), 0);
    assert.equal(tallies.level('b', 0), 0);
  });

  it('does not go down when clocks are put back', () => {
    const tallies = new Tallies({ most: 10, drainPerHour: 4 });
    tallies.add('a', 3, hour);
    assert.equal(tallies.level('a', 0), 3);
  });

  it('keeps no more than it may, and of those the highest', () => {
    const tallies = new Tallies({ most: 1000, drainPerHour: 1 });
    const attacker = 'attacker';
    tallies.add(attacker, 50, 0);
    for (let i = 0; i < 20_000; i += 1) tallies.add(`hop ${i}`, 1 + (i % 3), 0);
    assert.equal(tallies.size, 1000);
    assert.equal(tallies.level(attacker, 0), 50, 'nobody is rid of a high count by low ones');
  });

  it('keeps nothing that has gone down to nothing, when it is touched or when there is need of room', () => {
    const tallies = new Tallies({ most: 2, drainPerHour: 1 });
    tallies.add('a', 1, 0);
    tallies.add('a', -1, 0);
    assert.equal(tallies.size, 0);
    tallies.add('old', 1, 0);
    tallies.add('high', 9, 0);
    tallies.add('new', 1, 2 * hour);
    assert.equal(tallies.level('high', 2 * hour), 7);
    assert.equal(tallies.level('new', 2 * hour), 1);
  });
});
