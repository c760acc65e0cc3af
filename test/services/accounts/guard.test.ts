import assert from 'node:assert/strict';
import { type Guard, createGuard } from '../../../src/services/accounts/guard.js';
import { FakeTime, memoryTurns } from '../../support/fake-time.js';

const hour = 3600_000;
const day = 24 * hour;

describe('services/accounts/guard', () => {
  let time: FakeTime;
  let guard: Guard;
  let secrets: Buffer[];
  let guesses = 0;

  beforeEach(() => {
    time = new FakeTime(memoryTurns);
    secrets = [];
    guard = createGuard({
      clock: time,
      timers: time,
      limits: { wrongPerAddress: 10, wrongPerNetwork: 30 },
      exempt: (address) => address === '127.0.0.1',
      newSecret: () => {
        secrets.push(Buffer.alloc(32, secrets.length + 1));
        return secrets.at(-1)!;
      },
    });
  });
  afterEach(() => guard.close());

  const wrong = (address: string, user = 'erika') => guard.wrong(user, address, `guess ${(guesses += 1)}`);

  it('says of nothing from behind a proxy on this host that it counted: the address is the proxy’s', () => {
    assert.equal(wrong('127.0.0.1').counted, false);
    assert.equal(wrong('192.0.2.1').counted, true);
  });

  it('takes no connection from where there were too many wrong ones, until some time has passed', async () => {
    for (let i = 0; i < 10; i += 1) {
      assert.ok(guard.admits('192.0.2.1'));
      wrong('192.0.2.1');
    }
    assert.ok(!guard.admits('192.0.2.1'));
    assert.ok(guard.admits('192.0.2.2'), 'a neighbour');
    await time.advance(hour / 5);
    assert.ok(guard.admits('192.0.2.1'));
  });

  it('counts IPv6 addresses by /64, and the networks by /48 and /24', () => {
    for (let i = 0; i < 10; i += 1) wrong(`2001:db8:1:2::${i}`);
    assert.ok(!guard.admits('2001:db8:1:2:ffff::1'));
    assert.ok(guard.admits('2001:db8:1:3::1'));
    for (let i = 3; i < 23; i += 1) wrong(`2001:db8:1:${i}::1`);
    assert.ok(!guard.admits('2001:db8:1:99::1'));
    assert.ok(guard.admits('2001:db8:2::1'));
    for (let i = 0; i < 30; i += 1) wrong(`198.51.100.${i}`);
    assert.ok(!guard.admits('198.51.100.99'));
    assert.ok(guard.admits('198.51.101.1'));
  });

  it('lets an address in that somebody has signed in from, and hears there who that was', () => {
    guard.right('erika', '192.0.2.1');
    for (let i = 0; i < 50; i += 1) wrong('192.0.2.1', `victim ${i}`);
    assert.ok(guard.admits('192.0.2.1'));
    assert.ok(guard.hears('erika', '192.0.2.1'));
    assert.ok(!guard.hears('victim 1', '192.0.2.1'), 'an attacker with an account of his own');
    assert.ok(!guard.admits('192.0.2.2'), 'the network is shut for others');
  });

  it('knows a wrong password again, and does not count it twice', () => {
    assert.ok(guard.wrong('erika', '192.0.2.1', 'old password').counted);
    for (let i = 0; i < 1000; i += 1) assert.ok(!guard.wrong('erika', '192.0.2.1', 'old password').counted);
    assert.ok(guard.admits('192.0.2.1'));
    assert.equal(guard.wrong('erika', '192.0.2.1', 'old password').holdMs, 0);
    assert.ok(guard.wrong('max', '192.0.2.1', 'old password').counted, 'of another user it is another guess');
  });

  it('holds answers back longer and longer, up to 15 s', () => {
    const holds = Array.from({ length: 60 }, (_, i) => wrong(`203.0.${i}.1`).holdMs);
    assert.deepEqual(holds.slice(0, 6), [0, 0, 0, 0, 0, 1000]);
    assert.deepEqual([holds[15], holds[25], holds[35], holds[45], holds[59]], [2000, 4000, 8000, 15_000, 15_000]);
    assert.equal(wrong('203.0.1.1', 'max').holdMs, 0, 'another user from there');
  });

  it('gives an account 20 guesses a day; what was right is none', async () => {
    for (let i = 0; i < 100; i += 1) guard.guess('erika', '192.0.2.1')!.right();
    for (let i = 0; i < 20; i += 1) assert.ok(guard.guess('erika', `203.0.${i}.1`));
    assert.equal(guard.guess('erika', '192.0.2.1'), undefined);
    assert.ok(guard.guess('max', '192.0.2.1'));
    guard.right('erika', '192.0.2.1');
    assert.ok(guard.guess('erika', '192.0.2.1'), 'where she has signed in');
    await time.advance(day);
    assert.ok(guard.guess('erika', '203.0.1.1'));
  });

  it('counts nothing for a proxy on this host', () => {
    for (let i = 0; i < 1000; i += 1) wrong('127.0.0.1', `user ${i}`);
    assert.ok(guard.admits('127.0.0.1'));
    assert.ok(guard.hears('erika', '127.0.0.1'));
  });

  it('destroys the secret of the day, and all counts with it; who has signed in is known a day longer', async () => {
    guard.right('erika', '192.0.2.1');
    for (let i = 0; i < 10; i += 1) wrong('192.0.2.9');
    await time.advance(day);
    assert.equal(secrets.length, 2);
    assert.ok(guard.admits('192.0.2.9'));
    for (let i = 0; i < 30; i += 1) wrong('192.0.2.9');
    assert.ok(guard.admits('192.0.2.1'));
    await time.advance(day);
    assert.deepEqual(secrets[0], Buffer.alloc(32));
    for (let i = 0; i < 30; i += 1) wrong('192.0.2.9');
    assert.ok(!guard.admits('192.0.2.1'));
    guard.close();
    assert.deepEqual(
      secrets,
      secrets.map(() => Buffer.alloc(32)),
    );
  });
});
