import assert from 'node:assert/strict';
import { accountId } from '../../../src/mail/ids.js';
import type { StoredCredential } from '../../../src/mail/credentials.js';
import { besides, createPasswordMaker } from '../../../src/services/accounts/password-maker.js';
import { makeVerifier } from '../../../src/services/accounts/scram-verifier.js';

const now = 1_000_000;
const cut = { which: 'account', how: { kind: 'cut' } } as const;

async function stored(id: number, rest: Partial<StoredCredential> = {}): Promise<StoredCredential> {
  return {
    ...{ id, account: accountId(1), kind: 'account', name: '', scopes: ['imap'], mark: undefined, createdMs: id },
    ...{ expiresMs: undefined, revokedMs: undefined, successor: undefined, lastUsed: undefined, clients: [] },
    verifier: await makeVerifier(`password ${id}`, 4096),
    ...rest,
  };
}

describe('password maker', () => {
  const maker = createPasswordMaker({ loginSecret: Buffer.alloc(32, 1), iterations: 4096 });
  const saltBeside = async (credentials: readonly StoredCredential[], replaces?: typeof cut) =>
    (await maker.make('erika', besides(credentials, replaces, now))).verifier.salt;

  it('shares the salt of the newest that stays valid', async () => {
    const [ended, valid] = [await stored(2, { revokedMs: 5 }), await stored(1, { kind: 'device' })];
    assert.deepEqual(await saltBeside([valid, ended]), valid.verifier.salt);
    const own = await stored(3);
    assert.deepEqual(await saltBeside([valid, own], cut), valid.verifier.salt, 'the other one is about to end');
  });

  it('takes the salt of what is cut when nothing stays: a phone that was not told proves the old password', async () => {
    const own = await stored(1);
    assert.deepEqual(await saltBeside([own], cut), own.verifier.salt);
    const revoked = await stored(2, { revokedMs: 5 });
    assert.deepEqual(await saltBeside([own, revoked].slice(1)), revoked.verifier.salt);
  });

  it('takes a fresh one for an account without any', async () => {
    assert.notDeepEqual(await saltBeside([]), await saltBeside([]));
  });

  it('keeps the iterations of what stays valid, and takes new ones when nothing does', async () => {
    const old = await stored(1, { verifier: await makeVerifier('old', 5000) });
    const beside = (await maker.make('erika', besides([old], undefined, now))).verifier;
    assert.deepEqual([beside.iterations, beside.salt], [5000, old.verifier.salt]);
    const after = (await maker.make('erika', besides([old], cut, now))).verifier;
    assert.equal(after.iterations, 4096);
    assert.notDeepEqual(after.salt, old.verifier.salt);
  });
});
