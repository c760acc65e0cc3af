import assert from 'node:assert/strict';
import { accountId } from '../../../src/mail/ids.js';
import { setupPinTag, setupTokenHash } from '../../../src/mail/setup-links.js';
import { dayMs, Office } from './office.js';

describe('accounts', () => {
  it('are added with a postal address, and with a link to set a phone up where it is wanted', async () => {
    const office = await Office.open();
    const postal = ['Heidestraße 17', '51147 Köln'];
    const added = await office.accounts.add({ name: 'Erika', language: 'de', postal, setupLink: true });
    assert.deepEqual([added.postal, added.address], [postal, 'erika@post.example']);
    assert.deepEqual((await office.accounts.show('1')).postal, postal);
    const { setupLinks } = office.opened;
    const { token, pin, untilMs } = added.setup!;
    assert.equal(untilMs, office.clock.now() + 14 * dayMs);
    assert.deepEqual(await setupLinks.open(setupTokenHash(token), setupPinTag({ token, pin }), office.clock.now()), {
      kind: 'opened',
      account: accountId(added.account),
    });
    assert.equal((await office.accounts.add({ name: 'Karl', language: 'de' })).setup, null);
  });

  it('change their postal address, and are not added with one that no window has room for', async () => {
    const office = await Office.open();
    const { account } = await office.accounts.add({ name: 'Erika', language: 'de', postal: ['Weg 1'] });
    assert.deepEqual((await office.accounts.setPostal(String(account), ['Weg 2', ''])).postal, ['Weg 2']);
    assert.deepEqual((await office.accounts.setPostal(String(account), [''])).postal, []);
    const postal = Array.from({ length: 7 }, () => 'x');
    await assert.rejects(office.accounts.add({ name: 'Karl', language: 'de', postal }), RangeError);
    assert.equal((await office.accounts.list()).length, 1);
  });
});
