import assert from 'node:assert/strict';
import { makeVerifier, verifies } from '../../../src/services/accounts/scram-verifier.js';

describe('SCRAM-SHA-256 verifier', () => {
  // PostgreSQL prints verifiers of the same standard; this one is the example of RFC 7677 §3:
  // user "user", password "pencil", 4096 iterations.
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');

  it('makes the keys of RFC 7677’s example', async () => {
    const verifier = await makeVerifier('pencil', 4096, salt);
    assert.equal(verifier.storedKey.toString('base64'), 'WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=');
    assert.equal(verifier.serverKey.toString('base64'), 'wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=');
  });

  it('knows its password and no other', async () => {
    const verifier = await makeVerifier('pencil', 4096);
    assert.equal(await verifies('pencil', verifier), true);
    assert.equal(await verifies('Pencil', verifier), false);
  });

  it('salts, so that equal passwords are not seen to be equal', async () => {
    const [a, b] = await Promise.all([makeVerifier('pencil', 4096), makeVerifier('pencil', 4096)]);
    assert.notDeepEqual(a.storedKey, b.storedKey);
  });
});
