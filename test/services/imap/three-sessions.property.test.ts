/** Three sessions of all kinds do anything, and each hears what it must, and nothing that it must not. */
import fc from 'fast-check';
import { openSqlite } from '../../support/transcript/sqlite.js';
import { type OpenStores, startImapHost } from '../../support/transcript/imap-host.js';
import { Play } from '../../support/three-sessions/play.js';
import { kinds, steps } from '../../support/three-sessions/steps.js';

describe('three sessions at one mailbox', () => {
  const runs = (few: number): number => Number(process.env['UNPAPERME_TEST_RUNS'] ?? few);
  const property = (openStores?: OpenStores) =>
    fc.asyncProperty(kinds, steps, async (of, commands) => {
      const host = await startImapHost(openStores && { openStores });
      const play = new Play(host);
      try {
        await play.start(of);
        for (const each of commands) await play.play(each);
        await play.sync();
      } catch (error) {
        throw new Error(`after\n${play.log.slice(-60).join('\n')}`, { cause: error });
      } finally {
        play.close();
        await host.close();
      }
    });

  it('have the same picture of it whenever all is told, and after any resync', async function () {
    this.timeout(0);
    await fc.assert(property(), { numRuns: runs(60) });
  });

  it('also on SQLite', async function () {
    this.timeout(0);
    await fc.assert(property(openSqlite), { numRuns: runs(10) });
  });
});
