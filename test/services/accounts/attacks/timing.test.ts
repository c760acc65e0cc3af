/** Whether an answer's time tells that a user is there: on the real store, without the delay that refusals have besides. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { openSqliteStores } from '../../../../src/adapters/sqlite/open.js';
import { defaultStoreLimits } from '../../../../src/mail/store-limits.js';
import { temporaryFolder } from '../../../support/temp-folder.js';
import { FakeTime, memoryTurns } from '../../../support/fake-time.js';
import { RecordingLog } from '../../../support/recording-log.js';
import { SignInWorld, imap, newPassword, refused } from '../support.js';

const tries = 10_000;
const quantiles = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** In µs. */
function distribution(times: readonly number[]): readonly number[] {
  const sorted = times.toSorted((a, b) => a - b);
  return quantiles.map((quantile) => sorted[Math.floor(quantile * sorted.length)]!);
}

describe('time of a refusal', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let world: SignInWorld;

  beforeEach(async () => {
    const clock = new FakeTime(memoryTurns);
    const opened = await openSqliteStores({
      dataDir: folder(),
      masterKey: randomBytes(32),
      limits: defaultStoreLimits,
      clock,
      log: new RecordingLog(),
    });
    world = await SignInWorld.open({ opened });
    for (let i = 0; i < 20; i += 1) await world.addAccount(`user${i}`);
  });
  afterEach(() => world.close());

  for (const way of ['plain', 'scram'] as const) {
    it(`is the same for a user that is there and one that is not, by ${way}`, async function () {
      const times = { known: [] as number[], unknown: [] as number[] };
      let which = 0;
      const measure = async (kind: 'known' | 'unknown'): Promise<void> => {
        which += 1;
        const user = kind === 'known' ? `user${which % 20}` : `nobody${which % 20}`;
        const password = newPassword();
        const origin = imap(`${11 + (which >> 16)}.${(which >> 8) & 0xff}.${which & 0xff}.1`);
        const begun = process.hrtime.bigint();
        const login = await world[way](user, password, origin);
        times[kind].push(Number(process.hrtime.bigint() - begun) / 1000);
        refused(login);
      };
      for (let i = 0; i < 500; i += 1) await measure(i % 2 ? 'known' : 'unknown'); // until all is compiled
      times.known.length = times.unknown.length = 0;
      // In turns, and in changing order, so that both see the same of everything else that happens.
      for (let i = 0; i < tries; i += 1) await measure((i + (i >> 1)) % 2 ? 'known' : 'unknown');
      const [known, unknown] = [distribution(times.known), distribution(times.unknown)];
      const row = (name: string, all: readonly number[]): string =>
        `      ${name.padEnd(8)} ${all.map((each) => each.toFixed(1).padStart(8)).join('')} µs`;
      const head = quantiles.map((each) => `${each * 100} %`.padStart(8)).join('');
      process.stdout.write(
        `${[`      ${way.padEnd(8)} ${head}`, row('known', known), row('unknown', unknown)].join('\n')}\n`,
      );
      // Measured in turns, medians are the same within some hundredths; a row read for one and not the other shows.
      const middle = quantiles.indexOf(0.5);
      const apart = Math.abs(known[middle]! / unknown[middle]! - 1);
      assert.ok(apart < 0.08, `the medians are ${(100 * apart).toFixed(1)} % apart`);
    });
  }
});
