/** Sealing of small values: AES-256-GCM, each bound to the place it lies in. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

export const keyOctets = 32;
const nonceOctets = 12;
const tagOctets = 16;

/** A sealed value does not open: it was changed, moved to another place, or sealed with another key. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/** A key for one purpose, so that no key ever does two jobs (RFC 5869). */
export function deriveKey(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `unpaperme ${purpose}`, keyOctets));
}

export function newKey(): Buffer {
  return randomBytes(keyOctets);
}

/** Finds equal values without telling them: 128 bits of HMAC-SHA-256. */
export function keyedHash(key: Buffer, value: string): Buffer {
  return createHmac('sha256', key).update(value, 'utf8').digest().subarray(0, 16);
}

/**
 * @param place names where the value lies (kind, account, id): what is sealed for one place opens at no other
 * @returns nonce, sealed octets and tag; 28 octets longer than `plain`
 */
export function seal(key: Buffer, place: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceOctets);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(place));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws SealError */
export function unseal(key: Buffer, place: string, sealed: Buffer): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceOctets), {
      authTagLength: tagOctets,
    });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(sealed.subarray(sealed.length - tagOctets));
    const plain = decipher.update(sealed.subarray(nonceOctets, sealed.length - tagOctets));
    decipher.final(); // GCM holds nothing back; this checks the tag
    return plain;
  } catch (cause) {
    throw new SealError(`A sealed value does not open (${place})`, { cause });
  }
}

export function sealText(key: Buffer, place: string, text: string): Buffer {
  return seal(key, place, Buffer.from(text, 'utf8'));
}

/** @throws SealError */
export function unsealText(key: Buffer, place: string, sealed: Buffer): string {
  return unseal(key, place, sealed).toString('utf8');
}
