/** What is left after a power cut, and what a session is shown of changes that one could still take back. */
import assert from 'node:assert/strict';
import { copyFile, cp, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { isMailError } from '../../../src/mail/errors.js';
import { FlagSet } from '../../../src/mail/flags.js';
import { uid } from '../../../src/mail/ids.js';
import { append, letter, listing, mailboxOf, newAccount } from '../../support/contracts/opened.js';
import { submit } from '../../support/contracts/queued.js';
import { temporaryFolder } from '../../support/temp-folder.js';
import { openStores } from './open-for-test.js';

const mail = letter({ Subject: 'Rechnung' });
const seen = { mode: 'add', flags: FlagSet.of(['\\Seen']) } as const;

/** A disk that ends a sync when it is told to. */
function slowDisk() {
  const waiting: (() => void)[] = [];
  let slow = false;
  return {
    sync: () => new Promise<void>((resolve) => (slow ? waiting.push(resolve) : resolve())),
    stall: () => (slow = true),
    get waiting() {
      return waiting.length;
    },
    async endSync() {
      waiting.shift()?.();
      await setImmediate();
    },
    recover() {
      slow = false;
      for (const end of waiting.splice(0)) end();
    },
  };
}

const turns = async () => {
  for (let i = 0; i < 5; i += 1) await setImmediate();
};

describe('a power cut', () => {
  const folder = temporaryFolder();
  const survivor = temporaryFolder();

  it('may take flags set in the last half second; mod-sequences go on above all that was told', async () => {
    const opened = await openStores(folder());
    const account = await newAccount(opened);
    const store = await opened.stores.open(account);
    for (let i = 0; i < 3; i += 1) await append(store, 'INBOX', mail);
    const { id } = await mailboxOf(store, 'INBOX');
    await cp(folder(), survivor(), { recursive: true }); // all that a sync has made durable
    for (let i = 0; i < 50; i += 1) await store.storeFlags(id, [uid(2)], { ...seen, mode: i % 2 ? 'remove' : 'add' });
    await store.storeFlags(id, [uid(2)], seen);
    const told = (await mailboxOf(store, 'INBOX')).highestModSeq;
    await opened.close();

    const again = await openStores(survivor());
    const left = await again.stores.open(account);
    const now = await mailboxOf(left, 'INBOX');
    assert.deepEqual(await listing(left, 'INBOX'), ['1', '2', '3']);
    assert.equal(now.uidNext, 4);
    assert.ok(now.highestModSeq > told);
    // The client believes message 2 to be \Seen; it hears that it is not.
    const changes = await left.changes(id, told);
    assert.deepEqual([changes.messages.map((each) => each.uid), changes.expunged], [[1, 2, 3], []]);
    assert.ok(changes.messages.every((each) => each.modSeq > told && each.modSeq <= now.highestModSeq));
    // RFC 7162 §3.1.3: nor can it change what it has not seen as it is.
    const refused = await left.storeFlags(id, [uid(2)], { ...seen, unchangedSince: told });
    assert.deepEqual([refused.messages, refused.modified], [[], [2]]);
    const stored = await left.storeFlags(id, [uid(2)], seen);
    assert.ok(stored.messages[0]!.modSeq > now.highestModSeq);
    await again.close();

    const third = await openStores(survivor());
    const { highestModSeq } = await mailboxOf(await third.stores.open(account), 'INBOX');
    assert.equal(highestModSeq, stored.messages[0]!.modSeq, 'no jump after a clean stop');
    await third.close();
  });

  it('takes no flags that are older', async () => {
    const opened = await openStores(folder());
    const account = await newAccount(opened);
    const store = await opened.stores.open(account);
    const { mailbox } = await append(store, 'INBOX', mail);
    await store.storeFlags(mailbox, [uid(1)], seen);
    const log = join(folder(), 'mail.db-wal');
    const { size } = await stat(log);
    await setTimeout(600);
    await cp(folder(), survivor(), { recursive: true });
    await truncate(join(survivor(), 'mail.db-wal'), size);
    await opened.close();
    const again = await openStores(survivor());
    assert.deepEqual(await listing(await again.stores.open(account), 'INBOX'), ['1 \\Seen']);
    await again.close();
  });

  it('takes no message to be sent that was acknowledged, and leaves none without its place in the queue', async () => {
    const opened = await openStores(folder());
    const account = await newAccount(opened);
    const store = await opened.stores.open(account);
    const log = join(folder(), 'mail.db-wal');
    const { size: before } = await stat(log);
    const sizes: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      await submit(store, ['a@x.example', 'b@y.example']);
      sizes.push((await stat(log)).size);
    }
    await cp(folder(), survivor(), { recursive: true });
    await opened.close();
    const end = sizes.at(-1)!;
    for (let size = before; size <= end; size += 1500) {
      for (const file of ['mail.db', 'mail.db-wal']) await copyFile(join(survivor(), file), join(folder(), file));
      await truncate(log, size);
      const again = await openStores(folder());
      const items = await again.queue.list();
      const messages = await listing(await again.stores.open(account), 'INBOX');
      assert.equal(items.length, messages.length);
      assert.ok(items.length >= sizes.filter((each) => each <= size).length);
      assert.ok(items.every(({ recipients }) => recipients.length === 2));
      await again.close();
    }
  });

  it('takes no message that was acknowledged, wherever the log is torn after it', async () => {
    const opened = await openStores(folder());
    const account = await newAccount(opened);
    const store = await opened.stores.open(account);
    const log = join(folder(), 'mail.db-wal');
    const sizes: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      const { mailbox } = await append(store, 'INBOX', mail);
      sizes.push((await stat(log)).size);
      await store.storeFlags(mailbox, [uid(i + 1)], seen);
    }
    await cp(folder(), survivor(), { recursive: true });
    await opened.close();
    for (const [i, size] of sizes.entries()) {
      for (const torn of [0, 1, 24, 4096, 5000]) {
        for (const file of ['mail.db', 'mail.db-wal']) await copyFile(join(survivor(), file), join(folder(), file));
        await truncate(log, size + torn);
        const again = await openStores(folder());
        const left = await listing(await again.stores.open(account), 'INBOX');
        assert.ok(left.length >= i + 1, `${left.length} of ${i + 1} messages`);
        await again.close();
      }
    }
  });

  it('can take nothing that was shown: a message is told of, counted and numbered when it is durable', async () => {
    const disk = slowDisk();
    const opened = await openStores(folder(), { sync: disk.sync });
    const [mine, other] = [await newAccount(opened), await newAccount(opened, 'otto@example.org')];
    const [store, otherStore] = [await opened.stores.open(mine), await opened.stores.open(other)];
    const { mailbox } = await append(store, 'INBOX', mail);
    await append(otherStore, 'INBOX', mail);
    const before = await store.messages(mailbox);
    let heard = 0;
    opened.stores.feed.subscribe(mine, () => (heard += 1));
    disk.stall();
    let acknowledged = false;
    const appending = append(store, 'INBOX', mail).then(() => (acknowledged = true));
    while (disk.waiting === 0) await setImmediate();

    assert.equal((await store.messages(mailbox)).messages.length, 1);
    assert.equal((await store.changes(mailbox, before.highestModSeq)).messages.length, 0);
    let looked: (string | number)[] = [];
    const looking = mailboxOf(store, 'INBOX').then(({ uidNext }) => (looked = ['uidNext', uidNext]));
    const counting = store.counts(mailbox);
    const flagging = store.storeFlags(mailbox, [uid(1)], seen).then(() => (looked = [...looked, 'flagged']));
    // Another account's flags wait for nobody.
    const { id: elsewhere } = await mailboxOf(otherStore, 'INBOX');
    assert.equal((await otherStore.storeFlags(elsewhere, [uid(1)], seen)).messages.length, 1);
    await turns();
    assert.deepEqual([acknowledged, heard, looked], [false, 0, []]);

    await disk.endSync();
    await Promise.all([appending, looking]);
    assert.deepEqual([heard, looked, (await counting).messages], [1, ['uidNext', 3], 2]);
    disk.recover();
    await flagging;
    assert.equal(heard, 2);
    await opened.close();
  });

  it('is not what a failed sync is taken for: the caller is told that nobody knows, and nothing more is changed', async () => {
    let broken = false;
    const sync = async () => {
      if (broken) throw Object.assign(new Error('input/output error'), { code: 'EIO' });
    };
    const opened = await openStores(folder(), { sync });
    const account = await newAccount(opened);
    const store = await opened.stores.open(account);
    const { mailbox } = await append(store, 'INBOX', mail);
    await store.messages(mailbox);
    broken = true;
    const unavailable = (error: unknown) => isMailError(error, 'unavailable');
    await assert.rejects(append(store, 'INBOX', mail), unavailable);
    await assert.rejects(store.storeFlags(mailbox, [uid(1)], seen), unavailable);
    broken = false; // a disk that says it is well again proves nothing
    await assert.rejects(append(store, 'INBOX', mail), unavailable);
    assert.deepEqual(await listing(store, 'INBOX').catch(unavailable), true);
    assert.equal((await store.messages(mailbox)).messages.length, 1);
    await opened.close();
    const again = await openStores(folder());
    const left = await again.stores.open(account);
    assert.ok((await listing(left, 'INBOX')).length >= 1);
    await append(left, 'INBOX', mail);
    await again.close();
  });
});
