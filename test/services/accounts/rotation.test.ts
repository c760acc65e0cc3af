import assert from 'node:assert/strict';
import { setupPinTag, setupTokenHash } from '../../../src/mail/setup-links.js';
import { batchLastsMs } from '../../../src/services/accounts/prepared-batches.js';
import { append, letter } from '../../support/contracts/opened.js';
import { dayMs, Office } from './office.js';

describe('new passwords', () => {
  let office: Office;
  let erika: Awaited<ReturnType<Office['add']>>;
  beforeEach(async () => {
    office = await Office.open();
    erika = await office.add('erika');
  });
  const only = { accounts: ['erika'] };
  const use = async (credential: number) => {
    const atMs = office.clock.now();
    await office.opened.credentials.used(erika.account, credential, { atMs, day: '2026-11-24', client: undefined });
  };

  describe('as a matter of routine', () => {
    it('leave the old one valid until the new one is used, and the grace after it', async () => {
      const [fresh] = await office.renew(only);
      assert.equal(fresh!.oldUntilMs, office.clock.now() + 60 * dayMs);
      office.clock.pass(30 * dayMs);
      assert.equal(await office.opens(erika.account, erika.password), 1);
      assert.equal(await office.opens(erika.account, fresh!.password), fresh!.credential);
      await use(fresh!.credential);
      office.clock.pass(7 * dayMs - 1);
      assert.equal(await office.opens(erika.account, erika.password), 1);
      office.clock.pass(1);
      assert.equal(await office.opens(erika.account, erika.password), undefined);
      assert.equal(await office.opens(erika.account, fresh!.password), fresh!.credential);
    });

    it('end the old one in time, when the new one is never used', async () => {
      const [fresh] = await office.renew(only);
      office.clock.pass(60 * dayMs - 1);
      assert.equal(await office.opens(erika.account, erika.password), 1);
      office.clock.pass(1);
      assert.equal(await office.opens(erika.account, erika.password), undefined);
      assert.equal(await office.opens(erika.account, fresh!.password), fresh!.credential);
    });

    it('count as overlapping beside an own password only, not beside those of devices', async () => {
      await office.accounts.issueDevice('erika', { name: 'Handy', scopes: ['imap'] });
      await office.opened.credentials.revoke(erika.account, [1], office.clock.now());
      const run = await office.begin(only);
      const { batch, passwords } = await office.rotation.prepareRotation(run, { count: 1, setupLinks: false });
      assert.equal(passwords[0]!.oldUntilMs, null);
      const committed = await office.rotation.commitRotation(run, batch);
      assert.ok(committed.kind === 'issued');
      assert.deepEqual([committed.overlapping, committed.devices], [0, 1]);
    });

    it('end no session, and leave mail on its way', async () => {
      const queued = await submit();
      await office.renew(only);
      assert.deepEqual(office.ended, []);
      assert.equal((await office.opened.queue.get(queued))!.hold, undefined);
    });

    it('cut all the same when there shall be no overlap', async () => {
      const [fresh] = await office.renew(only, { overlapMs: 0, graceMs: 0 });
      assert.deepEqual([fresh!.oldUntilMs, office.ended], [null, [`${erika.account}/1`]]);
    });

    it('share the salt of the old one, since SCRAM has one for all; also of one that is cut, which is known by it', async () => {
      await office.renew(only);
      const device = await office.accounts.issueDevice('erika', { name: 'Handy', scopes: ['imap'] });
      const salts = (await office.opened.credentials.list(erika.account)).map(({ verifier }) =>
        verifier.salt.toString('hex'),
      );
      assert.equal(new Set(salts).size, 1);
      assert.equal(await office.opens(erika.account, device.password), device.credential);
      await office.renew(only, { reason: 'misuse' });
      const { verifier } = (await office.opened.credentials.list(erika.account)).at(-1)!;
      assert.equal(verifier.salt.toString('hex'), salts[0]);
    });
  });

  describe('after loss or misuse', () => {
    for (const [reason, devices] of [
      ['loss', 'stay'],
      ['misuse', 'go'],
    ] as const) {
      it(`${reason}: the old one ends at once with its sessions, devices' passwords ${devices}`, async () => {
        const device = await office.accounts.issueDevice('erika', { name: 'Handy', scopes: ['imap'] });
        const [fresh] = await office.renew(only, { reason });
        const cut = devices === 'go' ? [1, device.credential] : [1];
        assert.deepEqual(
          office.ended,
          cut.map((each) => `${erika.account}/${each}`),
        );
        assert.equal(await office.opens(erika.account, erika.password), undefined);
        assert.equal((await office.opens(erika.account, device.password)) !== undefined, devices === 'stay');
        assert.equal(await office.opens(erika.account, fresh!.password), fresh!.credential);
      });
    }

    it('hold what is on its way for review, and nothing else', async () => {
      const other = await office.add('karl');
      const queued = await submit();
      const asked = await submit('postcard');
      const others = await submit(undefined, other.account);
      await office.renew(only, { reason: 'loss' });
      const holds = [];
      for (const id of [queued, asked, others]) holds.push((await office.opened.queue.get(id))!.hold);
      assert.deepEqual(holds, ['review', 'postcard', undefined]);
    });

    it('have no overlap', async () => {
      await assert.rejects(office.begin(only, { reason: 'loss', graceMs: 1 }), /no overlap and no grace/);
    });
  });

  it('are held in memory as verifiers for a while, and gone then; none is valid before the commit', async () => {
    const run = await office.begin(only);
    const first = await office.rotation.prepareRotation(run, { count: 1, setupLinks: false });
    assert.deepEqual([first.waiting, first.before, first.passwords.length], [1, 0, 1]);
    assert.equal(await office.opens(erika.account, first.passwords[0]!.password), undefined);
    const second = await office.rotation.prepareRotation(run, { count: 1, setupLinks: false });
    assert.equal((await office.rotation.commitRotation(run, first.batch)).kind, 'gone'); // taken over
    office.clock.pass(batchLastsMs);
    assert.equal((await office.rotation.commitRotation(run, second.batch)).kind, 'gone'); // too late
    const third = await office.rotation.prepareRotation(run, { count: 1, setupLinks: false });
    office.restart();
    assert.equal((await office.rotation.commitRotation(run, third.batch)).kind, 'gone');
    assert.deepEqual(await office.valid(erika.account), [1]);
  });

  it('bring a link to set a phone up with, when asked for', async () => {
    const run = await office.begin(only);
    const { batch, passwords } = await office.rotation.prepareRotation(run, { count: 1, setupLinks: true });
    const { token, pin, untilMs } = passwords[0]!.setup!;
    assert.equal(untilMs, office.clock.now() + 14 * dayMs);
    const { setupLinks } = office.opened;
    assert.equal(await setupLinks.isOpen(setupTokenHash(token), office.clock.now()), false);
    await office.rotation.commitRotation(run, batch);
    const answer = await setupLinks.open(setupTokenHash(token), setupPinTag({ token, pin }), office.clock.now());
    assert.deepEqual(answer, { kind: 'opened', account: erika.account });
  });

  describe('for whom', () => {
    it('are those named, each once, by number, user name or address; the closed get none', async () => {
      const karl = await office.add('karl');
      await office.add('lea');
      await office.accounts.close('lea');
      const preview = await office.rotation.previewRotation({
        accounts: ['KARL', String(karl.account), 'erika@post.example', 'lea'],
      });
      assert.deepEqual(
        preview.accounts.map(({ user }) => user),
        ['karl', 'erika'],
      );
      assert.deepEqual(
        preview.closed.map(({ user }) => user),
        ['lea'],
      );
      await assert.rejects(office.begin({ accounts: ['lea'] }), { code: 'account-closed' });
      await assert.rejects(office.begin({ accounts: ['erika', 'nobody'] }), { code: 'account-not-found' });
    });

    it('are those whose password is old, or all', async () => {
      office.clock.pass(100 * dayMs);
      await office.add('karl');
      await office.accounts.issueDevice('erika', { name: 'Handy', scopes: ['imap'] });
      const users = async (selection: Parameters<typeof office.begin>[0]) =>
        (await office.rotation.previewRotation(selection)).accounts.map(({ user }) => user);
      assert.deepEqual(await users({ olderThanMs: 100 * dayMs }), []);
      assert.deepEqual(await users({ olderThanMs: 100 * dayMs - 1 }), ['erika']);
      assert.deepEqual(await users({ all: true }), ['erika', 'karl']);
    });

    it('are never two runs of several at a time; one account may be renewed at any time', async () => {
      await office.add('karl');
      const run = await office.begin({ all: true });
      await assert.rejects(office.begin({ all: true }), { code: 'unavailable', message: /--resume 1.*--abandon 1/ });
      const [fresh] = await office.renew(only, { reason: 'loss' });
      assert.equal(await office.opens(erika.account, fresh!.password), fresh!.credential);
      assert.deepEqual(await office.rotation.endRotation(run), [erika.account, 2]);
      await office.begin({ all: true });
    });

    it('is not who was closed since the run began', async () => {
      const karl = await office.add('karl');
      const run = await office.begin({ all: true });
      const { batch, passwords } = await office.rotation.prepareRotation(run, { count: 10, setupLinks: false });
      assert.equal(passwords.length, 2);
      await office.accounts.close('karl');
      const committed = await office.rotation.commitRotation(run, batch);
      assert.ok(committed.kind === 'issued');
      assert.deepEqual(
        committed.issued.map(({ account }) => account),
        [erika.account],
      );
      assert.deepEqual([committed.run.done, committed.run.skipped], [1, 1]);
      assert.deepEqual(await office.valid(karl.account), [1]);
    });

    it('is one account whose command was interrupted no more after an hour', async () => {
      await office.begin(only);
      office.clock.pass(3_600_001);
      const run = await office.begin(only);
      assert.deepEqual(
        (await office.rotation.openRotations()).map((each) => each.run),
        [run],
      );
    });
  });

  async function submit(hold?: 'postcard', account = erika.account) {
    const store = await office.opened.stores.open(account);
    const { queued } = await append(store, 'INBOX', letter({ Subject: 'x' }), [], {
      queues: {
        envelope: { from: 'e@post.example', smtpUtf8: false, eightBit: false, requireTls: false },
        recipients: [{ address: 'x@kunde.example' }],
        messageId: '<x@post.example>',
        documents: [],
        encryptedBySender: false,
        ...(hold && { hold }),
      },
    });
    return queued!;
  }
});
