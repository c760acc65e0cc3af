/** The start of the server with 10,000 accounts. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { loadOrCreateMasterKey } from '../../../../src/adapters/seal/master-key.js';
import { openSqliteStores } from '../../../../src/adapters/sqlite/open.js';
import { systemClock } from '../../../../src/mail/clock.js';
import { silentLog } from '../../../../src/mail/log.js';
import { makeVerifier } from '../../../../src/services/accounts/scram-verifier.js';
import { textsFor } from '../../../../src/texts/texts.js';
import { bound } from '../goals.js';
import type { Bench, Scenario } from '../scenario.js';
import { makeCertificate } from '../servers/files.js';
import { OurServer } from '../servers/our-server.js';
import { ms } from './support.js';

const accounts = 10_000;
/** Created together, they share their commits. */
const createdAtOnce = 500;

/** As the admin's calls leave it; one password for all, since each costs milliseconds to make. */
async function makeAccounts(dataDir: string, { progress }: Bench): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const masterKey = loadOrCreateMasterKey(join(dataDir, 'keys', 'master.key'), silentLog, { dataDir });
  const opened = await openSqliteStores({ dataDir, masterKey, clock: systemClock, log: silentLog });
  const mailboxes = textsFor('de').mailboxes.map((mailbox) => ({ ...mailbox, subscribed: true }));
  const verifier = await makeVerifier('not-a-password', 4096);
  try {
    for (let done = 0; done < accounts; done += createdAtOnce) {
      progress(`making accounts: ${done} of ${accounts}`);
      await Promise.all(
        Array.from({ length: createdAtOnce }, (_, index) => {
          const user = `customer-${done + index}@post.example`;
          const about = { user, address: user, name: `Customer ${done + index}`, language: 'de' } as const;
          return opened.accounts.create({
            ...about,
            verifier,
            mark: Buffer.alloc(3),
            createdMs: Date.now(),
            mailboxes,
          });
        }),
      );
    }
  } finally {
    await opened.close();
  }
}

export const startUp: Scenario = {
  id: 'start_10000_accounts',
  row: 'start of the server with 10,000 accounts',
  title: 'from starting the process to serving',
  metrics: { main: ms(bound(2000)) },
  sides: ['ours'],
  mailboxes: [],
  rounds: 2,
  // The first start makes the accounts' hot folders, once in their life.
  warmUp: true,
  long: true,
  async prepare(_, bench) {
    const folder = join(bench.settings.folder, 'start-up');
    const dataDir = join(folder, 'data');
    await makeAccounts(dataDir, bench);
    const tls = await makeCertificate(join(folder, 'tls'));
    return {
      async sample() {
        const server = await OurServer.create({ dataDir, tls });
        try {
          return { figures: { main: await server.start() }, ops: 0 };
        } finally {
          await server.stop();
        }
      },
      close: () => rm(folder, { recursive: true, force: true }),
    };
  },
};
