import assert from 'node:assert/strict';
import { PasswordCheck } from '../../../src/services/accounts/password-check.js';
import { createLookup } from '../../../src/services/accounts/lookup.js';
import { SignInWorld, newPassword } from './support.js';

describe('services/accounts/password-check', () => {
  it('turns away rather than let thousands wait for a key derivation', async () => {
    const world = await SignInWorld.open();
    const { accounts: directory, credentials, loginSecret: secret } = world.opened;
    const password = newPassword();
    await world.addAccount('erika', password);
    const lookup = createLookup({ directory, credentials, secret, iterations: 1, clock: world.time });
    const found = await lookup('erika');
    const passwords = new PasswordCheck({ secret, clock: world.time });
    const results = await Promise.all(
      Array.from({ length: 3_000 }, () => passwords.check(found, password, () => undefined)),
    );
    const count = (kind: string) => results.filter((each) => each.kind === kind).length;
    assert.equal(count('right'), 2_002);
    assert.equal(count('busy'), 998);
    assert.equal((await passwords.check(found, password, () => undefined)).kind, 'right');
    await world.close();
  });
});
