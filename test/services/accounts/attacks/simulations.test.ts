/** Attacks as they come, in chosen time: what reaches the verifier, who gets in all the same, what is kept in memory. */
import assert from 'node:assert/strict';
import type { AccountId } from '../../../../src/mail/ids.js';
import { SignInWorld, granted, home, imap, newPassword, refused } from '../support.js';

const hour = 3600_000;
const day = 24 * hour;
/** Fewer than there are attackers' addresses and users. */
const remembered = 4096;
/** On the way out of a phone's provider: another each time. */
const elsewhere = '198.51.100.20';

describe('attacks on an account', function () {
  this.timeout(120_000);
  let world: SignInWorld;
  let account: AccountId;
  let password: string;
  /** The one before, which is valid still, and one that was cut. */
  let lastPassword: string;
  let oldPassword: string;
  /** Guesses by SCRAM that were compared with what is stored, and those refused before TLS. */
  let compared = 0;
  let atTheDoor = 0;

  beforeEach(async () => {
    [password, lastPassword, oldPassword] = [newPassword(), newPassword(), newPassword()];
    compared = atTheDoor = 0;
    world = await SignInWorld.open({ limits: { remembered } });
    account = await world.addAccount('erika', oldPassword);
    granted(await world.plain('erika', oldPassword));
    await world.addPassword(account, lastPassword, { replaces: { which: 'account', how: { kind: 'cut' } } });
    const how = { kind: 'overlap', untilMs: world.time.now() + 60 * day, graceMs: 14 * day } as const;
    await world.addPassword(account, password, { replaces: { which: 'account', how } });
    granted(await world.plain('erika', password));
    world.derivations = 0;
  });
  afterEach(() => world.close());

  const guess = async (address: string, signIn: 'plain' | 'scram', user = 'erika'): Promise<void> => {
    if (!world.authenticator.admits(address)) {
      atTheDoor += 1;
      return;
    }
    const { reason } = refused(await world[signIn](user, newPassword(), imap(address)));
    if (signIn === 'scram' && reason === 'wrong') compared += 1;
  };

  /** The customer's phones: at home and on the road, one that was told of the new password and one that was not. */
  const phonesGetIn = async (): Promise<void> => {
    for (const address of [home, elsewhere]) {
      assert.ok(world.authenticator.admits(address));
      for (const right of [password, lastPassword]) granted(await world.plain('erika', right, imap(address)));
      const old = refused(await world.plain('erika', oldPassword, imap(address)));
      assert.match(old.message, /replaced/);
    }
    for (const right of [password, lastPassword]) granted(await world.scram('erika', right));
  };

  const inBounds = (): void => {
    assert.ok(compared <= 20, `${compared} guesses were compared`);
    assert.ok(world.guard.size <= 6 * remembered);
  };

  it('one address, 100,000 guesses: 50 are answered in the first moment, then one in 72 s', async () => {
    for (let i = 0; i < 100_000; i += 1) {
      await guess('203.0.113.5', i % 2 === 0 ? 'plain' : 'scram');
      if (i % 10_000 === 0) await phonesGetIn();
    }
    // And those by SCRAM beyond the account's 20, which are not looked at, and so not known to be wrong.
    assert.ok(atTheDoor >= 100_000 - 70, `${atTheDoor} were refused before TLS`);
    await phonesGetIn();
    inBounds();
    await world.time.advance(hour);
    for (let i = 0; i < 1000; i += 1) await guess('203.0.113.5', 'plain');
    assert.ok(atTheDoor >= 101_000 - 120, 'an hour later as many again');
  });

  it('10,000 addresses, 10 guesses each, by PLAIN and by SCRAM, against one account', async () => {
    for (let i = 0; i < 10_000; i += 1) {
      const address = `${11 + (i >> 12)}.${(i >> 4) & 0xff}.${(i & 0xf) * 16}.7`;
      for (let each = 0; each < 10; each += 1) await guess(address, each < 5 ? 'plain' : 'scram');
      if (i % 1000 === 0) await phonesGetIn();
    }
    await phonesGetIn();
    inBounds();
    // Those of the phones that had the right password, on the way to the cache.
    assert.ok(world.derivations <= 6, `${world.derivations} derivations`);
  });

  it('an attacker with a /32 of IPv6: each guess from another /64', async () => {
    for (let i = 0; i < 20_480; i += 1) {
      await guess(`2001:db8:${(i >> 10).toString(16)}:${(i & 0x3ff).toString(16)}::1`, i % 20 ? 'plain' : 'scram');
      if (i % 10_000 === 0) await phonesGetIn();
    }
    await phonesGetIn();
    inBounds();
    assert.ok(atTheDoor >= 9_000, `${atTheDoor} refused: each /48 has 500 in the hour`);
  });

  it('from behind the same address as the phone: the phone gets in, the attacker is not heard', async () => {
    for (let i = 0; i < 5000; i += 1) await guess(home, 'plain', `victim ${i}`);
    assert.ok(world.authenticator.admits(home));
    granted(await world.plain('erika', password));
    assert.equal(refused(await world.plain('victim 1', newPassword())).reason, 'throttled');
    assert.ok(world.events.filter(({ reason }) => reason === 'wrong').length <= 50);
  });

  it('of many users, each a few guesses, so that counts push each other out', async () => {
    for (let i = 0; i < 20; i += 1) await guess(`203.0.${i}.9`, 'scram');
    for (let i = 0; i < 10_000; i += 1) await guess(`11.${i >> 8}.${i & 0xff}.1`, 'scram', `user ${i}`);
    compared = 0;
    await guess('203.0.77.9', 'scram');
    assert.equal(compared, 0, 'the count of the one that was guessed at most is there still');
    await phonesGetIn();
  });

  it('a phone with the old password, 500 times an hour for a week: nobody is locked out, nothing is counted', async () => {
    for (let i = 0; i < 7 * 24; i += 1) {
      for (let each = 0; each < 500; each += 1) refused(await world.plain('erika', oldPassword));
      assert.match(refused(await world.scram('erika', oldPassword)).message, /replaced/);
      await world.time.advance(hour);
    }
    assert.deepEqual(world.events, []);
    granted(await world.plain('erika', password));
    assert.ok(world.derivations <= 7 * 24 + 1, 'once in five minutes that it calls');
  });

  it('every day anew 20 guesses, not more in the week', async () => {
    for (let i = 0; i < 7; i += 1) {
      compared = 0;
      for (let each = 0; each < 100; each += 1) await guess(`203.0.${each}.9`, 'scram');
      inBounds();
      await world.time.advance(day);
    }
  });
});
