/** What mailboxes cost in memory and in turns of the event loop. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { FlagSet } from '../../../src/mail/flags.js';
import { uid } from '../../../src/mail/ids.js';
import type { AccountId, MailboxId } from '../../../src/mail/ids.js';
import { mailboxName } from '../../../src/mail/mailbox.js';
import { View } from '../../../src/services/imap/view.js';
import { Dialect } from '../../../src/services/imap/dialect.js';
import type { OpenedStores } from '../../../src/adapters/sqlite/open.js';
import { append, letter, listing, mailboxOf, messagesIn, newAccount } from '../../support/contracts/opened.js';
import { keptOctets } from '../../support/memory.js';
import { temporaryFolder } from '../../support/temp-folder.js';
import { openStores } from './open-for-test.js';

const seen = { mode: 'add', flags: FlagSet.of(['\\Seen']) } as const;

/** A mailbox as if it had been filled over years: copies of one message, put in behind the store's back. */
async function bigMailbox(folder: string, count: number): Promise<{ account: AccountId; mailbox: MailboxId }> {
  const opened = await openStores(folder);
  const account = await newAccount(opened);
  const { mailbox } = await append(await opened.stores.open(account), 'INBOX', letter({ Subject: 'Rechnung' }));
  await opened.close();
  const database = new SqliteDatabase(join(folder, 'mail.db'));
  database
    .prepare(
      'with recursive n(uid) as (select 2 union all select uid + 1 from n where uid < $1) ' +
        'insert into messages select account, mailbox, n.uid, content, n.uid % 7 = 0, keywords, modseq, internal_s, ' +
        'zone_minutes, save_ms, size_octets from messages, n where messages.uid = 1',
    )
    .run({ 1: count });
  database.prepare('update mailboxes set uid_next = $1, first_recent = $1 where mailbox = $2').run({
    ...{ 1: count + 1, 2: mailbox },
  });
  database.close();
  return { account, mailbox };
}

describe('tables of messages', () => {
  const folder = temporaryFolder();
  let opened: OpenedStores;
  afterEach(() => opened.close());

  async function select(account: AccountId, onNews: () => void = () => {}): Promise<View> {
    const store = await opened.stores.open(account);
    const mailbox = await mailboxOf(store, 'INBOX');
    const { feed } = opened.stores;
    const dialect = new Dialect(new Set());
    return View.open({ ...{ store, feed, account, mailbox, dialect, onNews }, readOnly: false, recent: true });
  }

  it('cost a session that selects 200,000 messages next to nothing beyond the shared one', async function () {
    this.timeout(60_000);
    const { account } = await bigMailbox(folder(), 200_000);
    opened = await openStores(folder());
    const store = await opened.stores.open(account);
    const { id } = await mailboxOf(store, 'INBOX');
    const without = keptOctets();
    await store.messages(id);
    const shared = keptOctets();
    assert.ok(shared - without < 20 * 1024 * 1024, `${shared - without} octets for the shared table`);
    const views = [];
    for (let i = 0; i < 10; i += 1) views.push(await select(account));
    assert.equal(views[0]!.exists, 200_000);
    const selected = keptOctets();
    assert.ok((selected - shared) / views.length < 100_000, `${(selected - shared) / views.length} octets a session`);
    // Also once much has changed and everybody has been told of it.
    for (let i = 0; i < 100; i += 1) {
      const uids = Array.from({ length: 50 }, (_, n) => uid(1 + ((i * 2000 + n * 37) % 200_000)));
      await store.storeFlags(id, uids, { ...seen, mode: i % 2 ? 'add' : 'remove' });
    }
    for (const view of views) {
      await view.pull();
      for (const _ of view.report({ expunges: true, uids: true }));
    }
    const told = keptOctets();
    assert.ok((told - shared) / views.length < 400_000, `${(told - shared) / views.length} octets a session, told`);
    for (const view of views) view.close();
  });

  it('are read in slices between which others work, and have what is committed meanwhile', async () => {
    const { account, mailbox } = await bigMailbox(folder(), 30_000);
    opened = await openStores(folder());
    const store = await opened.stores.open(account);
    const state = { read: false };
    const reading = store.messages(mailbox).finally(() => (state.read = true));
    const again = store.messages(mailbox);
    let turns = 0;
    const busy: Promise<unknown>[] = [];
    while (!state.read) {
      turns += 1;
      if (turns === 3) busy.push(store.storeFlags(mailbox, [uid(1), uid(29_999)], seen));
      if (turns === 5) busy.push(append(store, 'INBOX', letter({ Subject: 'neu' })));
      if (turns === 8) busy.push(store.move(mailbox, [uid(2), uid(29_998)], mailboxName('INBOX')));
      await setImmediate();
    }
    assert.ok(turns > 10, `${turns} turns`);
    await Promise.all(busy);
    assert.equal((await reading).messages, (await again).messages, 'read twice');
    const now = await messagesIn(store, mailbox);
    await opened.close();
    opened = await openStores(folder());
    assert.deepEqual(now, await messagesIn(await opened.stores.open(account), mailbox));
    assert.equal(now.length, 30_001);
  });

  it('are forgotten, the longest unused first, and read again', async () => {
    opened = await openStores(folder(), { limits: { tableMessages: 120 } });
    const account = await newAccount(opened);
    const store = await opened.stores.open(account);
    for (const name of ['a', 'b', 'c']) {
      await store.create(mailboxName(name));
      for (let i = 0; i < 3; i += 1) await append(store, name, letter({ Subject: name }));
    }
    const { id } = await mailboxOf(store, 'a');
    const first = (await store.messages(id)).messages;
    assert.equal((await store.messages(id)).messages, first);
    for (const name of ['b', 'c']) assert.deepEqual(await listing(store, name), ['1', '2', '3']);
    assert.notEqual((await store.messages(id)).messages, first);
    await store.storeFlags(id, [uid(2)], seen);
    assert.deepEqual(await listing(store, 'a'), ['1', '2 \\Seen', '3']);
  });

  it('go with their mailbox, also while they are read', async () => {
    const { account } = await bigMailbox(folder(), 1);
    opened = await openStores(folder());
    const store = await opened.stores.open(account);
    const { id } = await store.create(mailboxName('a'));
    await append(store, 'a', letter({ Subject: 'a' }));
    await store.messages(id);
    const deleting = store.delete(mailboxName('a'));
    await deleting;
    await assert.rejects(store.messages(id), /deleted/);
    await assert.rejects(store.changes(id, 1n as never), /deleted/);
  });
});
