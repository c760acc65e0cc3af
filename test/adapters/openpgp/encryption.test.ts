import assert from 'node:assert/strict';
import { decrypt, enums, generateKey, readKey, readMessage, readPrivateKey, revokeKey, type PrivateKey } from 'openpgp';
import { openEncryption } from '../../../src/adapters/openpgp/encryption.js';

const now = Date.UTC(2026, 10, 24);
const yesterday = new Date(now - 86_400_000);

describe('encryption to an OpenPGP key', () => {
  const generate = async (options: Partial<Parameters<typeof generateKey>[0]> = {}): Promise<PrivateKey> => {
    const { privateKey } = await generateKey({
      type: 'ecc',
      userIDs: [{ name: 'Admin', email: 'admin@post.example' }],
      date: yesterday,
      ...options,
      format: 'object',
    });
    return privateKey;
  };
  const open = (key: PrivateKey) => openEncryption(Buffer.from(key.toPublic().armor()), now);

  for (const [form, octetsOf] of [
    ['armored', (key: PrivateKey) => Buffer.from(key.toPublic().armor())],
    ['binary', (key: PrivateKey) => Buffer.from(key.toPublic().write())],
    ['with its secret part', (key: PrivateKey) => Buffer.from(key.armor())],
  ] as const) {
    it(`takes a key that is ${form}, and is read with it`, async () => {
      const key = await generate();
      const encryption = await openEncryption(octetsOf(key), now);
      assert.equal(encryption.fingerprint, key.getFingerprint().toUpperCase());
      const armored = await encryption.encrypt('Kennwörter\r\n');
      assert.match(armored, /^-----BEGIN PGP MESSAGE-----/);
      const { data } = await decrypt({
        message: await readMessage({ armoredMessage: armored }),
        decryptionKeys: key,
        date: new Date(now),
        format: 'binary',
      });
      assert.equal(Buffer.from(data).toString(), 'Kennwörter\r\n');
    });
  }

  it('refuses an expired key, with its day', async () => {
    await assert.rejects(open(await generate({ keyExpirationTime: 3600 })), /expired on 2026-11-23/);
  });

  it('refuses a revoked key', async () => {
    const key = await generate();
    const { publicKey } = await revokeKey({
      key: await readPrivateKey({ armoredKey: key.armor() }),
      reasonForRevocation: { flag: enums.reasonForRevocation.keyCompromised },
      date: yesterday,
      format: 'object',
    });
    await assert.rejects(openEncryption(Buffer.from(publicKey.armor()), now), /is revoked/);
  });

  it('refuses a key that only signs', async () => {
    await assert.rejects(open(await generate({ subkeys: [{ sign: true }] })), /no valid part to encrypt to/);
  });

  it('refuses what is no key, several, or far too long', async () => {
    const one = (await generate()).toPublic();
    const two = await readKey({ armoredKey: (await generate()).toPublic().armor() });
    for (const [octets, words] of [
      [Buffer.from('hello'), /no OpenPGP key/],
      [Buffer.from('-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxxxx\n'), /no OpenPGP key/],
      [Buffer.alloc(0), /no OpenPGP key/],
      [Buffer.concat([one.write(), two.write()]), /2 OpenPGP keys/],
      [Buffer.alloc(1_000_001), /too large/],
    ] as const) {
      await assert.rejects(openEncryption(octets, now), words);
    }
  });
});
