/** Three sessions of all kinds do anything, and each hears what it must, and nothing that it must not. */
import fc from 'fast-check';
import { startImapHost } from '../../support/transcript/imap-host.js';
import { Play } from '../../support/three-sessions/play.js';
import { kinds, steps } from '../../support/three-sessions/steps.js';

describe('three sessions at one mailbox', () => {
  it('have the same picture of it whenever all is told, and after any resync', async function () {
    this.timeout(0);
    await fc.assert(
      fc.asyncProperty(kinds, steps, async (of, commands) => {
        const host = await startImapHost();
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
      }),
      { numRuns: Number(process.env['UNPAPERME_TEST_RUNS'] ?? 40) },
    );
  });
});
