import assert from 'node:assert/strict';
import { dayMs, Office } from './office.js';

describe('passwords of devices', () => {
  let office: Office;
  beforeEach(async () => {
    office = await Office.open();
    await office.add('erika');
  });
  const device = { name: 'Handy', scopes: ['imap'] } as const;

  it('are issued beside the account’s own, which stays', async () => {
    const issued = await office.accounts.issueDevice('erika', { ...device, expiresMs: office.clock.now() + dayMs });
    const [own, fresh] = await office.accounts.credentials('erika');
    assert.deepEqual([own!.kind, own!.valid, fresh!.kind, fresh!.name], ['account', true, 'device', 'Handy']);
    assert.deepEqual([fresh!.scopes, fresh!.lastUsed], [['imap'], null]);
    assert.equal(await office.opens(issued.account, issued.password), issued.credential);
    office.clock.pass(dayMs);
    assert.equal(await office.opens(issued.account, issued.password), undefined);
    assert.equal((await office.accounts.credentials('erika'))[1]!.valid, false);
  });

  it('are withdrawn one by one, with their sessions', async () => {
    const { account, credential } = await office.accounts.issueDevice('erika', device);
    assert.equal(await office.accounts.revoke('erika', credential), true);
    assert.deepEqual(office.ended, [`${account}/${credential}`]);
    assert.equal(await office.accounts.revoke('erika', credential), false);
    assert.equal(office.ended.length, 1);
    await assert.rejects(office.accounts.revoke('erika', 99), /has no password 99/);
  });

  it('have names that can be shown, and an end that is to come', async () => {
    for (const name of ['', '  ', 'a\nb', 'x'.repeat(101)]) {
      await assert.rejects(office.accounts.issueDevice('erika', { ...device, name }), RangeError);
    }
    await assert.rejects(office.accounts.issueDevice('erika', { ...device, scopes: [] }), /at least one/);
    const expiresMs = office.clock.now();
    await assert.rejects(office.accounts.issueDevice('erika', { ...device, expiresMs }), /valid for a while/);
  });

  it('are not issued for a closed account, nor without end', async () => {
    for (let i = 0; i < 50; i++) await office.accounts.issueDevice('erika', device);
    await assert.rejects(office.accounts.issueDevice('erika', device), /50 devices/);
    await office.accounts.close('erika');
    await assert.rejects(office.accounts.issueDevice('erika', device), { code: 'account-closed' });
  });
});
