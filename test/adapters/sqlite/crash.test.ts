import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { allOctets, mailboxOf, messagesIn, newAccount } from '../../support/contracts/opened.js';
import { temporaryFolder } from '../../support/temp-folder.js';
import { everyFile, openStores } from './open-for-test.js';

const kills = Number(process.env['UNPAPERME_TEST_KILLS'] ?? 5);
const child = fileURLToPath(new URL('./crash-child.js', import.meta.url));

/** Runs the child until it has said `count` numbers, then kills it in whatever it does. @returns all it said */
async function runAndKill(dataDir: string, account: number, first: number, count: number): Promise<number[]> {
  const running = spawn(process.execPath, [child, dataDir, String(account), String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: number[] = [];
  const ended = once(running, 'close');
  for await (const line of createInterface({ input: running.stdout })) {
    said.push(Number(line));
    if (said.length === count) running.kill('SIGKILL');
  }
  await ended;
  return said;
}

describe('kill -9 while appending', () => {
  const folder = temporaryFolder();

  it(`keeps what was acknowledged, once, and leaves nothing behind (${kills} kills)`, async function () {
    this.timeout(20_000 + kills * 10_000);
    const made = await openStores(folder());
    const account = await newAccount(made);
    await made.close();
    const acknowledged = new Set<number>();
    let next = 0;
    for (let kill = 0; kill < kills; kill++) {
      const said = await runAndKill(folder(), account, next, 3 + ((kill * 7) % 11));
      for (const number of said) acknowledged.add(number);
      next = Math.max(next, ...said) + 2; // one more may be there, unsaid

      const opened = await openStores(folder());
      const store = await opened.stores.open(account);
      const messages = await messagesIn(store, (await mailboxOf(store, 'INBOX')).id);
      const found: number[] = [];
      for (const { content, sizeOctets } of messages) {
        const octets = await allOctets(store.octets(content));
        assert.equal(octets.length, sizeOctets);
        found.push(Number(/^Subject: Nr\. (\d+)/.exec(octets.toString('latin1', 0, 40))![1]));
      }
      assert.equal(new Set(found).size, found.length, 'a message is there twice');
      for (const number of acknowledged) assert.ok(found.includes(number), `${number} was acknowledged and is gone`);
      assert.ok(found.length <= acknowledged.size + kill + 1);
      const facts = await store.facts(messages.map(({ content }) => content));
      assert.ok(facts.every((each) => each !== undefined));
      assert.equal((await store.search([{ field: 'subject', needle: 'nr.' }]))[0]!.size, messages.length);
      const open = (await opened.jobs.list({})).filter(({ state }) => state === 'queued');
      for (const job of open) await opened.jobs.reject(job.id, 'test', 'cut off');
      await opened.close();
      const files = (await everyFile(folder())).filter(
        ({ path, octets }) => /[0-9a-f]{32}$/.test(path) && octets.length,
      );
      assert.equal(files.length, messages.filter(({ sizeOctets }) => sizeOctets > 262_144).length);
    }
    assert.ok(acknowledged.size >= 3 * kills);
  });
});
