/** Encryption to an admin's OpenPGP key (RFC 9580, RFC 4880). */
import { createMessage, encrypt, readKeys, type Key } from 'openpgp';
import { asError } from '../../lib/as-error.js';
import type { Encryption } from '../../mail/encryption.js';

/** A key with many signatures by others has some 100 KB. */
const mostKeyOctets = 1_000_000;

/**
 * @param octets a public key, armored or binary
 * @throws RangeError with words: it is none, or one that must not be encrypted to
 */
export async function openEncryption(octets: Buffer, nowMs: number): Promise<Encryption> {
  const key = await readPublicKey(octets);
  const date = new Date(nowMs);
  const fingerprint = key.getFingerprint().toUpperCase();
  const refuse = (why: string) => new RangeError(`The key ${fingerprint} cannot be used: ${why}`);
  if (await key.isRevoked(undefined, undefined, date)) throw refuse('it is revoked.');
  const expires = await key.getExpirationTime();
  if (expires instanceof Date && expires <= date) {
    throw refuse(`it expired on ${expires.toISOString().slice(0, 10)}. Give it a new date, or use another one.`);
  }
  try {
    await key.getEncryptionKey(undefined, date);
  } catch (cause) {
    throw new RangeError(
      `The key ${fingerprint} cannot be used: it has no valid part to encrypt to, only to sign (${asError(cause).message}).`,
      { cause },
    );
  }
  return {
    fingerprint,
    async encrypt(text) {
      // As octets: text would lose its CRLF.
      return encrypt({
        message: await createMessage({ binary: Buffer.from(text) }),
        encryptionKeys: key,
        date,
        format: 'armored',
      });
    },
  };
}

async function readPublicKey(octets: Buffer): Promise<Key> {
  if (octets.length > mostKeyOctets) throw new RangeError('This file is too large for an OpenPGP key.');
  const armored = octets.includes('-----BEGIN PGP');
  let keys: Key[];
  try {
    keys = armored ? await readKeys({ armoredKeys: octets.toString('utf8') }) : await readKeys({ binaryKeys: octets });
  } catch (cause) {
    throw new RangeError(`This file has no OpenPGP key (${asError(cause).message}).`, { cause });
  }
  const [key, ...others] = keys;
  if (!key) throw new RangeError('This file has no OpenPGP key.');
  if (others.length > 0) throw new RangeError(`This file has ${keys.length} OpenPGP keys: give one with the one key.`);
  return key.toPublic();
}
