/** SCRAM-SHA-256 verifiers (RFC 5802, RFC 7677): what is kept of a password, and a password checked against it. */
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { ScramVerifier } from '../../mail/accounts.js';

const derive = promisify(pbkdf2);
const octets = 32;

/** @param password in the issued form, which is ASCII, so that SASLprep changes nothing */
export async function makeVerifier(
  password: string,
  iterations: number,
  salt: Buffer = randomBytes(16),
): Promise<ScramVerifier> {
  const salted = await derive(password, salt, iterations, octets, 'sha256'); // RFC 5802 §3: SaltedPassword
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  return {
    mechanism: 'SCRAM-SHA-256',
    iterations,
    salt,
    storedKey: createHash('sha256').update(clientKey).digest(),
    serverKey: createHmac('sha256', salted).update('Server Key').digest(),
  };
}

/** Nobody knows a password for it. */
export function randomVerifier(iterations: number): ScramVerifier {
  const [salt, storedKey, serverKey] = [randomBytes(16), randomBytes(octets), randomBytes(octets)];
  return { mechanism: 'SCRAM-SHA-256', iterations, salt, storedKey, serverKey };
}

/** Off the main thread; takes as long for a wrong password as for the right one. */
export async function verifies(password: string, verifier: ScramVerifier): Promise<boolean> {
  const made = await makeVerifier(password, verifier.iterations, verifier.salt);
  return timingSafeEqual(made.storedKey, verifier.storedKey);
}

/** RFC 5802 §3: whether the client has the password. In constant time. @param proof of any length */
export function isProof({ storedKey }: ScramVerifier, authMessage: string, proof: Buffer): boolean {
  const signature = createHmac('sha256', storedKey).update(authMessage).digest();
  const clientKey = Buffer.alloc(octets);
  for (let i = 0; i < octets; i += 1) clientKey[i] = signature[i]! ^ (proof[i] ?? 0);
  const made = createHash('sha256').update(clientKey).digest();
  return timingSafeEqual(made, storedKey) && proof.length === octets;
}

/** RFC 5802 §3: tells the client that the server has what belongs to the password. */
export function serverSignature({ serverKey }: ScramVerifier, authMessage: string): Buffer {
  return createHmac('sha256', serverKey).update(authMessage).digest();
}
