/** `kill -9` at random moments of intake: each file is exactly one message, and nothing half done stays behind. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openSqliteStores } from '../../src/adapters/sqlite/open.js';
import { systemClock } from '../../src/mail/clock.js';
import type { AccountId } from '../../src/mail/ids.js';
import { silentLog } from '../../src/mail/log.js';
import { createAccount, inboxOf, pdf } from '../services/intake/support.js';
import { filesBelow, masterKey, wordsInClear } from './support.js';

/** Set `UNPAPERME_TEST_KILLS=50` for a thorough run. */
const kills = Number(process.env['UNPAPERME_TEST_KILLS'] ?? 3);
const child = fileURLToPath(new URL('./intake-child.js', import.meta.url));

describe(`intake killed ${kills} times`, () => {
  let folder: string;
  let dataDir: string;
  let root: string;
  let account: AccountId;
  let running: ChildProcess | undefined;

  const opened = () => openSqliteStores({ dataDir, masterKey, clock: systemClock, log: silentLog });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'intake-killed-'));
    [dataDir, root] = [join(folder, 'data'), join(folder, 'hot')];
    const stores = await opened();
    account = await createAccount(stores, 'erika@example.org', 'de', systemClock.now());
    await stores.close();
    await mkdir(join(root, String(account)), { recursive: true });
  });
  afterEach(async () => {
    running?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  /** Files come whole, under their names: what is dropped slowly is another test's matter. */
  async function drop(words: readonly string[]): Promise<void> {
    for (const word of words) {
      const part = join(root, String(account), `${word}.part`);
      await writeFile(part, pdf(word));
      await rename(part, join(root, String(account), `${word}.pdf`));
    }
  }

  /** Runs the server until it has said so many lines, or until one of them is `last`. @returns the last lines */
  async function serve(
    inlineOctets: number,
    until: { readonly lines: number } | { readonly last: string },
  ): Promise<readonly string[]> {
    running = spawn(process.execPath, [child, dataDir, root, String(inlineOctets)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(running, 'exit');
    const said: string[] = [];
    let reached = false;
    for await (const line of createInterface(running.stdout!)) {
      said.push(line);
      reached = 'last' in until ? line === until.last : said.length >= until.lines;
      if (reached) break;
    }
    // Somewhere between two lines.
    if ('lines' in until) await delay(randomInt(8));
    assert.ok(reached, `it ended by itself: ${said.slice(-5).join('; ')}`);
    running.kill('SIGKILL');
    await exited;
    return said;
  }

  for (const { where, inlineOctets } of [
    { where: 'in the database', inlineOctets: 1_000_000 },
    { where: 'in files', inlineOctets: 0 },
  ]) {
    it(`makes exactly one message of each file, its octets ${where}, and leaves nothing half done`, async function () {
      this.timeout(20_000 + kills * 3_000);
      const words: string[] = [];
      for (let kill = 0; kill < kills; kill++) {
        const fresh = Array.from({ length: 5 }, () => `Canary${randomBytes(8).toString('hex')}`);
        words.push(...fresh);
        await drop(fresh);
        await serve(inlineOctets, { lines: 1 + randomInt(20) });
      }
      await serve(inlineOctets, { last: 'idle' });

      const stores = await opened();
      const inbox = await inboxOf(stores, account);
      assert.deepEqual(await stores.jobs.list({}), []);
      await stores.close();
      const messagesOf = (word: string) =>
        inbox.filter((message) => message.includes(pdf(word).toString('base64'))).length;
      assert.deepEqual(
        words.filter((word) => messagesOf(word) !== 1),
        [],
      );
      assert.equal(inbox.length, words.length);

      assert.deepEqual(await readdir(join(root, String(account))), []);
      const files = (await filesBelow(dataDir)).map((path) => relative(dataDir, path));
      const filesIn = (area: string) => files.filter((path) => path.startsWith(`${area}/`));
      assert.deepEqual([...filesIn('staging'), ...filesIn('scans')], []);
      assert.equal(filesIn('octets').length, inlineOctets > 0 ? 0 : words.length);
      assert.deepEqual(await wordsInClear(dataDir, words), []);
    });
  }
});
