import assert from 'node:assert/strict';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { MasterKeys } from '../../../src/adapters/sqlite/account-keys.js';
import { sealText } from '../../../src/adapters/seal/box.js';
import { isValid } from '../../../src/mail/credentials.js';
import { newAccount, verifier } from '../../support/contracts/opened.js';
import { temporaryFolder } from '../../support/temp-folder.js';
import { openStores, testKey } from './open-for-test.js';

/** What migration 0011 brought, taken back. */
const before0011 = `
drop table rotation_accounts; drop table rotations; drop table setup_links;
${['kind', 'scopes', 'about', 'revoked_ms', 'successor', 'grace_ms', 'used_day']
  .map((column) => `alter table credentials drop column ${column};`)
  .join(' ')}
pragma user_version = 10;
`;

describe('a store written by an older version', () => {
  const folder = temporaryFolder();

  it('goes on to work with its passwords: account passwords for IMAP and SMTP, without a mark until they are used', async () => {
    const first = await openStores(folder());
    const account = await newAccount(first);
    const { id, createdMs } = (await first.credentials.list(account))[0]!;
    await first.close();
    const database = new SqliteDatabase(join(folder(), 'mail.db'));
    database.exec(before0011);
    const { mechanism, iterations } = verifier;
    const [salt, storedKey, serverKey] = [verifier.salt, verifier.storedKey, verifier.serverKey].map((octets) =>
      octets.toString('base64'),
    );
    const old = JSON.stringify({ mechanism, iterations, salt, storedKey, serverKey });
    const sealed = sealText(new MasterKeys(testKey).accounts, `credential ${account} ${id}`, old);
    database.prepare('update credentials set sealed = ?').run(sealed);
    database.close();

    const second = await openStores(folder());
    const { credentials } = second;
    const [credential, ...others] = await credentials.list(account);
    assert.deepEqual(others, []);
    assert.deepEqual(credential, {
      ...{ id, account, kind: 'account', name: '', scopes: ['imap', 'smtp'], verifier, mark: undefined, createdMs },
      ...{ expiresMs: undefined, revokedMs: undefined, successor: undefined, lastUsed: undefined, clients: [] },
    });
    assert.ok(isValid(credential, createdMs + 1));
    const use = { atMs: createdMs + 1, day: '2026-01-02', client: 'Thunderbird', mark: Buffer.from([7, 7, 7]) };
    await credentials.used(account, id, use);
    await second.close();

    const third = await openStores(folder());
    const [after] = await third.credentials.list(account);
    assert.deepEqual(after, {
      ...credential,
      ...{ mark: use.mark, lastUsed: { day: '2026-01-02', client: 'Thunderbird' }, clients: ['Thunderbird'] },
    });
    await third.close();
  });
});
