import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Commits } from '../../../src/adapters/sqlite/commits.js';
import { openConnection, sql } from '../../../src/adapters/sqlite/connection.js';
import type { Connection } from '../../../src/adapters/sqlite/connection.js';
import { isMailError } from '../../../src/mail/errors.js';
import { temporaryFolder } from '../../support/temp-folder.js';

const insert = sql<[n: number]>('insert into numbers (n) values ($1)');
const all = sql<[], [n: number]>('select n from numbers order by n');

describe('group commit', () => {
  const folder = temporaryFolder();
  let db: Connection;
  let commands: string[];
  let commits: Commits;
  beforeEach(() => {
    db = openConnection(join(folder(), 'x.db'));
    db.exec('create table numbers (n integer primary key)');
    commands = [];
    const exec = db.exec.bind(db);
    db.exec = (text) => {
      commands.push(text);
      exec(text);
    };
    commits = new Commits(db);
  });
  afterEach(() => db.close());
  const numbers = () => db.all(all).map(([n]) => n);

  it('is set up to survive a power cut', () => {
    assert.equal(db.pragma('journal_mode'), 'wal');
    assert.equal(db.pragma('synchronous'), 2);
    assert.equal(db.pragma('foreign_keys'), 1);
    assert.equal(db.pragma('secure_delete'), 1);
  });

  it('puts all that wait into one transaction, in order, and answers each after it', async () => {
    const answers = [1, 2, 3].map((n) =>
      commits.write((on) => {
        on.run(insert, n);
        return n * 10;
      }),
    );
    assert.deepEqual(numbers(), []);
    assert.deepEqual(await Promise.all(answers), [10, 20, 30]);
    assert.equal(commands.filter((each) => each === 'commit').length, 1);
    assert.deepEqual(numbers(), [1, 2, 3]);
  });

  it('undoes what one did before it failed, and nothing of the others', async () => {
    const outcomes = await Promise.allSettled([
      commits.write((on) => on.run(insert, 1)),
      commits.write((on) => {
        on.run(insert, 2);
        throw new Error('no');
      }),
      commits.write((on) => on.run(insert, 1)),
      commits.write((on) => on.run(insert, 3)),
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(numbers(), [1, 3]);
  });

  it('tries one by one when the transaction as a whole fails', async () => {
    let failures = 0;
    const exec = db.exec.bind(db);
    db.exec = (text) => {
      if (text === 'commit' && failures++ === 0) throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
      exec(text);
    };
    await Promise.all([1, 2].map((n) => commits.write((on) => on.run(insert, n))));
    assert.deepEqual(numbers(), [1, 2]);
    failures = 0;
    const single = commits.write((on) => on.run(insert, 3));
    await assert.rejects(single, (error) => isMailError(error, 'storage-full'));
    assert.deepEqual(numbers(), [1, 2]);
  });

  it('commits what waits at close and takes nothing after', async () => {
    const waiting = commits.write((on) => on.run(insert, 1));
    commits.close();
    await waiting;
    await assert.rejects(
      commits.write(() => 1),
      (error) => isMailError(error, 'unavailable'),
    );
    assert.deepEqual(numbers(), [1]);
  });
});
