/**
 * A server that does nothing but intake: `node intake-child.js DATA_DIR HOT_FOLDER INLINE_OCTETS`. It says on its standard output
 * what it does, so that the test can kill it in the midst, and `idle` when no file and no job is left.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openSqliteStores } from '../../src/adapters/sqlite/open.js';
import { systemClock } from '../../src/mail/clock.js';
import type { Log } from '../../src/mail/log.js';
import { createHotFolders } from '../../src/services/intake/hot-folder.js';
import { createIntake } from '../../src/services/intake/intake.js';
import { plainLetter, ScriptedReader } from '../services/intake/support.js';
import { masterKey } from './support.js';

const [dataDir, root, inlineOctets] = process.argv.slice(2) as [string, string, string];
const say = (words: string) => process.stdout.write(`${words}\n`);
const log: Log = { debug: say, info: say, warn: say, error: (event, fields) => say(`${event} ${fields?.['error']}`) };
const { accounts, jobs, stores } = await openSqliteStores({
  ...{ dataDir, masterKey, clock: systemClock, log },
  limits: { inlineOctets: Number(inlineOctets) },
});

const reader = new ScriptedReader(async (scan) => {
  say('reads');
  await delay(5);
  say('has read');
  return plainLetter(scan);
});
const service = { name: 'Unpaperme', address: 'post@post.example' };
const limits = { concurrency: 2, leaseMs: 2_000, pollMs: 50 };
const intake = createIntake({ stores, accounts, jobs, reader, clock: systemClock, log, service, limits });
intake.start();
const quick = { stableMs: 10, gapMs: 5, rescanMs: 50 };
createHotFolders({ root, intake, accounts, jobs, clock: systemClock, log, limits: quick }).start();
say('started');

for (;;) {
  const folders = await readdir(root);
  const files = await Promise.all(folders.map((name) => readdir(join(root, name))));
  if (files.flat().length === 0 && (await jobs.list({})).length === 0) say('idle');
  await delay(20);
}
