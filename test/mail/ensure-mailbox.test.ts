import assert from 'node:assert/strict';
import { openMemoryStores } from '../../src/adapters/memory/open.js';
import { ensureMailbox, findMailbox } from '../../src/mail/ensure-mailbox.js';
import type { MailStore } from '../../src/mail/mail-store.js';
import { mailboxName } from '../../src/mail/mailbox.js';
import { textsFor } from '../../src/texts/texts.js';
import { newAccount, TestClock } from '../support/contracts/opened.js';

const standard = textsFor('de').mailboxes;

describe('ensureMailbox', () => {
  let store: MailStore;
  beforeEach(async () => {
    const opened = await openMemoryStores({ clock: new TestClock() });
    store = await opened.stores.open(await newAccount(opened));
  });
  const names = async () => (await store.mailboxes()).map(({ name }) => name as string);
  const outbox = { role: 'outbox' } as const;
  const release = { role: 'outbox-release' } as const;

  it('makes a mailbox that is missing, with the one it lies below, and subscribes to both', async () => {
    const { role, name } = await ensureMailbox(store, release, standard);
    assert.deepEqual([role, name], ['outbox-release', 'Postausgang/Freigeben']);
    assert.deepEqual(await names(), ['INBOX', 'Postausgang', 'Postausgang/Freigeben']);
    assert.deepEqual(await store.subscriptions(), ['INBOX', 'Postausgang', 'Postausgang/Freigeben']);
    assert.equal(findMailbox(await store.mailboxes(), outbox)!.name, 'Postausgang');
  });

  it('finds it whatever it is called by now, and makes others below the new name', async () => {
    const { id } = await ensureMailbox(store, outbox, standard);
    await store.rename(mailboxName('Postausgang'), mailboxName('Weg damit'));
    assert.equal((await ensureMailbox(store, outbox, standard)).id, id);
    assert.equal((await ensureMailbox(store, release, standard)).name, 'Weg damit/Freigeben');
  });

  it('finds and makes by special use', async () => {
    await store.create(mailboxName('Sent Items'), { specialUse: 'Sent' });
    assert.equal((await ensureMailbox(store, { specialUse: 'Sent' }, standard)).name, 'Sent Items');
    await store.delete(mailboxName('Sent Items'));
    const made = await ensureMailbox(store, { specialUse: 'Sent' }, standard);
    assert.deepEqual([made.name, made.specialUse], ['Gesendet', 'Sent']);
  });

  it("leaves the customer's own mailbox of the name alone", async () => {
    await store.create(mailboxName('Protokoll'));
    await store.create(mailboxName('Protokoll 2'));
    assert.equal((await ensureMailbox(store, { role: 'protocol' }, standard)).name, 'Protokoll 3');
  });

  it('makes a new one of a name that only holds others', async () => {
    const old = await ensureMailbox(store, outbox, standard);
    await ensureMailbox(store, release, standard);
    await store.delete(mailboxName('Postausgang'));
    assert.equal(findMailbox(await store.mailboxes(), outbox), undefined);
    const made = await ensureMailbox(store, outbox, standard);
    assert.notEqual(made.id, old.id);
    assert.deepEqual([made.name, made.selectable], ['Postausgang', true]);
  });

  it('makes one when several ask at once', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => ensureMailbox(store, release, standard)));
    assert.equal(new Set(all.map(({ id }) => id)).size, 1);
    assert.deepEqual(await names(), ['INBOX', 'Postausgang', 'Postausgang/Freigeben']);
  });
});
