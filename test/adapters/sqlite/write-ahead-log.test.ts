import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Commits } from '../../../src/adapters/sqlite/commits.js';
import { openConnection, sql } from '../../../src/adapters/sqlite/connection.js';
import { WriteAheadLog } from '../../../src/adapters/sqlite/write-ahead-log.js';
import { silentLog } from '../../../src/mail/log.js';
import { temporaryFolder } from '../../support/temp-folder.js';

const insert = sql<[n: number, octets: Buffer]>('insert into things (n, octets) values ($1, $2)');
const count = sql<[], [count: number, highest: number]>('select count(*), max(n) from things');

describe('write-ahead log', () => {
  const folder = temporaryFolder();

  async function fill(pages: { wornPages: number; longPages: number }, forMs: number) {
    const path = join(folder(), 'x.db');
    const db = openConnection(path, 'normal');
    db.exec('create table things (n integer primary key, octets blob)');
    const log = new WriteAheadLog(db, path, { log: silentLog, ...pages });
    const commits = new Commits(db, log);
    log.hold = (during) => commits.hold(during);
    let written = 0;
    let octetsWritten = 0;
    const until = performance.now() + forMs;
    // Without a pause: the thread that copies is never alone with the log.
    const begunAnew = () => octetsWritten > 3 * statSync(`${path}-wal`).size;
    while (performance.now() < until && !begunAnew()) {
      await commits.write((on) => on.run(insert, (written += 1), Buffer.alloc(20_000)), { quick: written % 5 > 0 });
      octetsWritten += 20_000;
    }
    const size = statSync(`${path}-wal`).size;
    await commits.close();
    await log.close();
    db.close();
    const again = openConnection(path, 'normal');
    assert.deepEqual(again.get(count), [written, written]);
    assert.equal(again.pragma('integrity_check'), 'ok');
    again.close();
    return { size, octetsWritten };
  }

  it('begins anew though commits never pause', async () => {
    const { size, octetsWritten } = await fill({ wornPages: 50, longPages: 200 }, 15_000);
    assert.ok(octetsWritten > 3 * size, `${octetsWritten} octets went through a log of ${size}`);
  });

  it('copies nothing as long as it is short', async () => {
    const { size, octetsWritten } = await fill({ wornPages: 1_000_000, longPages: 1_000_000 }, 300);
    assert.ok(size > octetsWritten);
  });
});
