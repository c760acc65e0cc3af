/** Signing in with an issued password, checked against the SCRAM verifiers of the account. */
import { createHmac, randomBytes } from 'node:crypto';
import type { AccountDirectory, ScramVerifier } from '../../mail/accounts.js';
import type { Authenticator, Login, Refused } from '../../mail/authenticator.js';
import type { Clock } from '../../mail/clock.js';
import { isValid } from '../../mail/credentials.js';
import type { CredentialStore } from '../../mail/credentials.js';
import { readTypedPassword } from '../../mail/issued-password.js';
import { makeVerifier, verifies } from './scram-verifier.js';

const refusedWrong: Refused = {
  kind: 'refused',
  reason: 'wrong',
  message: 'User name or password is wrong. Please compare both with the letter you got them by.',
};
const refusedClosed: Refused = {
  kind: 'refused',
  reason: 'closed',
  message: 'This account is closed. Please ask the service.',
};

/** A phone that reconnects costs no key derivation for this long; in memory only. */
const rememberMs = 5 * 60_000;
const rememberMost = 10_000;

export function createAuthenticator(options: {
  readonly directory: AccountDirectory;
  readonly credentials: CredentialStore;
  readonly clock: Clock;
  readonly iterations: number;
}): Authenticator {
  const { directory, clock } = options;
  // Keyed by a secret of this process: who reads the memory finds no password and cannot test guesses offline.
  const secret = randomBytes(32);
  const remembered = new Map<string, { readonly credential: number; readonly untilMs: number }>();
  let decoy: Promise<ScramVerifier> | undefined;

  return {
    admits: () => true,
    async recognised() {},
    scram: () => ({ first: async () => refusedWrong, final: async () => ({ login: refusedWrong }) }),
    async authenticate(user, typed) {
      const read = readTypedPassword(typed);
      const account = await directory.findByUser(user);
      if (!account) {
        // As long as for a user that exists, so that the time tells nothing.
        decoy ??= makeVerifier('decoy', options.iterations);
        await verifies(typed, await decoy);
        return read.kind === 'mistyped' ? mistyped(read.message) : refusedWrong;
      }
      if (read.kind === 'mistyped') return mistyped(read.message);
      const now = clock.now();
      const credentials = (await options.credentials.list(account.id)).filter((each) => isValid(each, now));
      const key = createHmac('sha256', secret).update(`${account.id}\0${read.password}`).digest('base64');
      const known = remembered.get(key);
      // Withdrawn since: the verifiers decide again.
      let credential = known && known.untilMs > now ? credentials.find((c) => c.id === known.credential) : undefined;
      for (const candidate of credentials) {
        if (credential) break;
        if (await verifies(read.password, candidate.verifier)) credential = candidate;
      }
      if (!credential) return refusedWrong;
      if (account.state === 'closed') return refusedClosed;
      if (remembered.size >= rememberMost) remembered.clear();
      remembered.set(key, { credential: credential.id, untilMs: now + rememberMs });
      return { kind: 'granted', account: account.id, credential: credential.id };
    },
  };
}

function mistyped(message: string): Login {
  return { kind: 'refused', reason: 'mistyped', message };
}
