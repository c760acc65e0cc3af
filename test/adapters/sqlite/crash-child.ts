/** Appends until it is killed, small and big messages and ends of jobs, and says what was acknowledged. */
import { writeSync } from 'node:fs';
import { accountId } from '../../../src/mail/ids.js';
import { append, letter, pieces } from '../../support/contracts/opened.js';
import { openStores } from './open-for-test.js';

const [dataDir, account, first] = process.argv.slice(2);
const opened = await openStores(dataDir!);
const store = await opened.stores.open(accountId(Number(account)));
for (let i = Number(first); ; i++) {
  const octets = letter({ Subject: `Nr. ${i}` }, 'x'.repeat(i % 3 === 0 ? 300_000 : 100));
  if (i % 4 !== 0) {
    await append(store, 'INBOX', octets);
  } else {
    const scan = pieces(Buffer.alloc(1000));
    const job = { account: store.account, kind: 'intake', key: `${i}`, payload: i } as const;
    const { job: made } = await opened.jobs.enqueue(job, scan);
    while (!(await opened.jobs.claim('intake', { leaseMs: 1000, limit: 1 })).some(({ id }) => id === made.id));
    await append(store, 'INBOX', octets, [], { completes: made.id });
  }
  writeSync(1, `${i}\n`);
}
