import assert from 'node:assert/strict';
import { openMemoryStores } from '../../../src/adapters/memory/open.js';
import { silentLog } from '../../../src/mail/log.js';
import { createDevices } from '../../../src/services/accounts/devices.js';
import { createPasswordMaker, type PasswordMaker } from '../../../src/services/accounts/password-maker.js';
import { newAccount, TestClock, verifier } from '../../support/contracts/opened.js';

describe('a device’s password', () => {
  it('has the salt of the account’s own, also of one that is issued while it is made', async () => {
    const clock = new TestClock();
    const opened = await openMemoryStores({ clock });
    const { credentials, loginSecret, stores } = opened;
    const account = await newAccount(opened);
    const maker = createPasswordMaker({ loginSecret, iterations: verifier.iterations });
    let made = 0;
    const overtaken: PasswordMaker = {
      async make(user, beside) {
        made += 1;
        const kept = await maker.make(user, beside);
        if (made === 1) {
          const { verifier: fresh, mark } = await maker.make(user, undefined);
          await credentials.add(account, {
            ...{ kind: 'account', name: '', scopes: ['imap', 'smtp'], verifier: fresh, mark, createdMs: clock.now() },
            replaces: { which: 'account', how: { kind: 'cut' } },
          });
        }
        return kept;
      },
    };
    const devices = createDevices({ credentials, feed: stores.feed, maker: overtaken, clock, log: silentLog });
    const about = (await opened.accounts.get(account))!;
    const { credential } = await devices.issue(about, { name: 'phone', scopes: ['imap'] });
    const [, own, device, ...others] = await credentials.list(account);
    assert.deepEqual([made, device!.id, others], [2, credential, []]);
    assert.ok(device!.verifier.salt.equals(own!.verifier.salt));
    await opened.close();
  });
});
