/** Intake on a database that cannot grow: what is acknowledged stays, and becomes mail once there is room. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStores } from '../../src/adapters/sqlite/open.js';
import type { Clock } from '../../src/mail/clock.js';
import { silentLog } from '../../src/mail/log.js';
import { scanOf, World } from '../services/intake/support.js';
import { masterKey } from './support.js';

const pageOctets = 4096;

describe('intake on a full disk', () => {
  let dataDir: string;
  beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'full-disk-'))));
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  /** @param maxPages of the database; as many as it likes when left out */
  function openWorld(maxPages?: number): Promise<World> {
    const limits = { inlineOctets: 1_000_000 };
    return World.open(({ clock }: { clock: Clock }) =>
      openSqliteStores({
        dataDir,
        masterKey,
        clock,
        limits,
        log: silentLog,
        ...(maxPages === undefined ? {} : { maxPages }),
      }),
    );
  }

  it('keeps the scan in its queue, and delivers it when there is room again', async () => {
    let world = await openWorld();
    const account = await world.account();
    await world.close();

    // Room for a job, whose scan is a file of its own, but not for the message.
    const pages = Math.ceil((await stat(join(dataDir, 'mail.db'))).size / pageOctets) + 12;
    const scan = Buffer.concat([Buffer.from('%PDF-1.7 '), randomBytes(200_000)]);
    world = await openWorld(pages);
    const { job } = await world.started().submit(scanOf(account, scan));
    await world.passUntil(() => world.log.events('intake.held').length === 1);
    assert.deepEqual(world.log.events('intake.held')[0]?.['code'], 'storage-full');
    assert.deepEqual(await world.inbox(account), []);
    await world.close();

    world = await openWorld();
    const report = await world.pass(world.started().wait(job));
    assert.equal(report.result, 'delivered');
    assert.equal((await world.inbox(account)).length, 1);
    await world.close();
  });
});
