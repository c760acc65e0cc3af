/** A data folder with many accounts, made quickly: straight into the store, with one verifier for all. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadOrCreateMasterKey } from '../../src/adapters/seal/master-key.js';
import { openSqliteStores } from '../../src/adapters/sqlite/open.js';
import { systemClock } from '../../src/mail/clock.js';
import type { StoredCredential } from '../../src/mail/credentials.js';
import { isValid } from '../../src/mail/credentials.js';
import type { AccountId } from '../../src/mail/ids.js';
import { silentLog } from '../../src/mail/log.js';
import { defaultStoreLimits } from '../../src/mail/store-limits.js';
import { inParallel } from '../../src/lib/in-parallel.js';
import { makeVerifier } from '../../src/services/accounts/scram-verifier.js';

export const firstPassword = 'the first one of all';

async function openFolder(dataDir: string) {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const masterKey = loadOrCreateMasterKey(join(dataDir, 'keys', 'master.key'), silentLog, { dataDir });
  return openSqliteStores({ dataDir, masterKey, limits: defaultStoreLimits, clock: systemClock, log: silentLog });
}

/** Accounts `k1` and so on, with INBOX only. */
export async function makeAccounts(dataDir: string, count: number): Promise<readonly AccountId[]> {
  const stores = await openFolder(dataDir);
  try {
    const verifier = await makeVerifier(firstPassword, 4096);
    const numbers = Array.from({ length: count }, (_, i) => i + 1);
    return await inParallel(numbers, 64, async (number) => {
      const user = `k${number}`;
      const { id } = await stores.accounts.create({
        ...{ user, name: `Kunde ${number}`, address: `${user}@post.example`, language: 'de', mailboxes: [] },
        ...{ verifier, mark: Buffer.from([1, 2, 3]), createdMs: Date.now() - 1000 },
      });
      return id;
    });
  } finally {
    await stores.close();
  }
}

/** Valid credentials of each account, as they lie in the store. */
export async function validCredentials(
  dataDir: string,
  accounts: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, readonly StoredCredential[]>> {
  const stores = await openFolder(dataDir);
  try {
    const nowMs = Date.now();
    const valid = await inParallel(accounts, 16, async (account) => {
      const all = await stores.credentials.list(account);
      return [account, all.filter((each) => isValid(each, nowMs))] as const;
    });
    return new Map(valid);
  } finally {
    await stores.close();
  }
}
