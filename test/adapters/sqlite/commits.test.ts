import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { Commits } from '../../../src/adapters/sqlite/commits.js';
import { openConnection, sql } from '../../../src/adapters/sqlite/connection.js';
import type { Connection } from '../../../src/adapters/sqlite/connection.js';
import { isMailError } from '../../../src/mail/errors.js';
import { temporaryFolder } from '../../support/temp-folder.js';

const insert = sql<[n: number]>('insert into numbers (n) values ($1)');
const all = sql<[], [n: number]>('select n from numbers order by n');
const unavailable = (error: unknown) => isMailError(error, 'unavailable');

describe('group commit', () => {
  const folder = temporaryFolder();
  let db: Connection;
  let commits: Commits;
  let transactions: number;
  /** Syncs that were asked for and have not ended. */
  let syncs: { end(error?: Error): Promise<void> }[];
  let syncsBegun: number;
  beforeEach(() => {
    db = openConnection(join(folder(), 'x.db'), 'normal');
    db.exec('create table numbers (n integer primary key)');
    [transactions, syncsBegun, syncs] = [0, 0, []];
    const sync = () => {
      syncsBegun += 1;
      return new Promise<void>((resolve, reject) => {
        syncs.push({
          end(error) {
            if (error) reject(error);
            else resolve();
            return setImmediate();
          },
        });
      });
    };
    commits = new Commits(db, { sync, grown: () => (transactions += 1) });
  });
  afterEach(() => db.close());
  const numbers = () => db.all(all).map(([n]) => n);
  const write = (n: number, options: { account?: number; quick?: boolean } = {}) =>
    commits.write((on) => on.run(insert, n), options);
  /** Two turns: one for what waits, one for what that led to. */
  const turns = async () => {
    await setImmediate();
    await setImmediate();
  };
  const endSync = () => syncs.shift()!.end();

  it('is set up so that a power cut leaves the log sound, and what was deleted is overwritten', () => {
    assert.equal(db.pragma('journal_mode'), 'wal');
    assert.equal(db.pragma('synchronous'), 1);
    assert.equal(db.pragma('foreign_keys'), 1);
    assert.equal(db.pragma('secure_delete'), 1);
  });

  it('puts all that wait into one transaction, in order, and answers each after one sync', async () => {
    const seen: number[] = [];
    const answers = Promise.all(
      [1, 2, 3].map((n) =>
        commits.write(
          (on) => {
            on.run(insert, n);
            return n * 10;
          },
          { committed: (value) => seen.push(value) },
        ),
      ),
    );
    assert.deepEqual(numbers(), []);
    await turns();
    assert.deepEqual([numbers(), seen], [[1, 2, 3], []]);
    await endSync();
    assert.deepEqual(
      [await answers, seen],
      [
        [10, 20, 30],
        [10, 20, 30],
      ],
    );
    assert.deepEqual([transactions, syncsBegun], [1, 1]);
  });

  it('gathers the next group while the disk is busy with one', async () => {
    const first = write(1);
    await turns();
    const second = [write(2), write(3)];
    await turns();
    assert.deepEqual(numbers(), [1]);
    await endSync();
    await first;
    await turns();
    assert.deepEqual(numbers(), [1, 2, 3]);
    await endSync();
    await Promise.all(second);
    assert.equal(transactions, 2);
  });

  it('does not ask the disk for what changed nothing', async () => {
    assert.equal(await commits.write(() => 7), 7);
    assert.equal(syncsBegun, 0);
  });

  it('answers a quick change once it is committed, also while the disk is busy, and syncs it within half a second', async () => {
    const durable = write(1, { account: 1 });
    await turns();
    await write(2, { quick: true, account: 2 });
    assert.equal(syncsBegun, 1);
    await endSync();
    await durable;
    await setTimeout(500);
    assert.equal(syncsBegun, 2, 'nobody asked');
    await endSync();
  });

  it('lets no quick change overtake, or be seen before, a durable one of its account', async () => {
    const order: string[] = [];
    const durable = write(1, { account: 1 }).then(() => order.push('durable'));
    await turns();
    const quick = write(2, { quick: true, account: 1 }).then(() => order.push('quick'));
    const settled = commits.settled(1).then(() => order.push(`settled ${numbers().join()}`));
    await commits.settled(2);
    await turns();
    assert.deepEqual(numbers(), [1]);
    await endSync();
    await Promise.all([durable, settled]);
    assert.deepEqual(order, ['durable', 'settled 1']);
    await turns();
    await endSync();
    await quick;
  });

  it('tells when all that was committed so far is durable', async () => {
    await commits.synced();
    const durable = write(1);
    await turns();
    await write(2, { quick: true });
    let synced = false;
    const waiting = commits.synced().then(() => (synced = true));
    await endSync();
    await durable;
    assert.equal(synced, false, 'that sync began before the last commit');
    await endSync();
    await waiting;
  });

  it('undoes what one did before it failed, and nothing of the others', async () => {
    const waiting = Promise.allSettled([
      write(1),
      commits.write((on) => {
        on.run(insert, 2);
        throw new Error('no');
      }),
      write(1),
      write(3),
    ]);
    await turns();
    await endSync();
    assert.deepEqual(
      (await waiting).map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(numbers(), [1, 3]);
  });

  it('undoes what one did that was alone in its transaction', async () => {
    const alone = commits.write((on) => {
      on.run(insert, 2);
      throw new Error('no');
    });
    await assert.rejects(alone, /no/);
    assert.deepEqual(numbers(), []);
  });

  it('tries one by one when the transaction as a whole fails', async () => {
    let failures = 0;
    const commit = db.commit.bind(db);
    db.commit = () => {
      if (failures++ === 0) throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
      commit();
    };
    const both = Promise.all([1, 2].map((n) => write(n)));
    await turns();
    await endSync();
    await both;
    assert.deepEqual(numbers(), [1, 2]);
    failures = 0;
    await assert.rejects(write(3), (error) => isMailError(error, 'storage-full'));
    assert.deepEqual(numbers(), [1, 2]);
  });

  it('says that it does not know when a sync fails, and changes nothing more', async () => {
    const durable = write(1, { account: 1 });
    await turns();
    const waiting = [write(2), write(3, { quick: true, account: 1 })];
    const reading = assert.rejects(commits.settled(1), unavailable);
    const outcomes = Promise.allSettled([durable, ...waiting]);
    await syncs.shift()!.end(new Error('EIO'));
    for (const each of await outcomes) {
      assert.ok(each.status === 'rejected' && unavailable(each.reason) && /may or may not/.test(String(each.reason)));
    }
    await reading;
    await assert.rejects(write(4), unavailable);
    await assert.rejects(write(4, { quick: true }), unavailable);
    assert.ok(commits.failed);
    assert.deepEqual(numbers(), [1]);
    await commits.close();
  });

  it('begins no transaction while it is held', async () => {
    let release = () => {};
    const held = commits.hold(() => new Promise((resolve) => (release = resolve)));
    const quick = write(1, { quick: true });
    await turns();
    assert.deepEqual(numbers(), []);
    release();
    await held;
    await quick;
    assert.deepEqual(numbers(), [1]);
  });

  it('commits what waits at close, makes it durable, and takes nothing after', async () => {
    const waiting = [write(1), write(2, { quick: true })];
    const closing = commits.close();
    await assert.rejects(write(3), unavailable);
    await turns();
    while (syncs.length > 0) await endSync();
    await closing;
    await Promise.all(waiting);
    assert.deepEqual(numbers(), [1, 2]);
    assert.equal(syncsBegun, 1);
  });
});
