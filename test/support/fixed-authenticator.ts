/** An authenticator that knows its answers by heart. By SCRAM it takes the user and password of RFC 7677 §3. */
import type { Authenticator, Login, Refused } from '../../src/mail/authenticator.js';
import type { StoredCredential } from '../../src/mail/credentials.js';
import { accountId } from '../../src/mail/ids.js';
import { Exchange } from '../../src/services/accounts/scram.js';
import { makeVerifier, randomVerifier } from '../../src/services/accounts/scram-verifier.js';

export const refusedWrong: Refused = { kind: 'refused', reason: 'wrong', message: 'Wrong user name or password' };

/** RFC 7677 §3. */
export const scramUser = 'user';
export const scramPassword = 'pencil';
const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
const serverNonce = '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';

/**
 * @param answer to PLAIN and LOGIN
 * @param granted to who has the password of the RFC
 * @param told with ID
 */
export function fixedAuthenticator(
  answer: (user: string, password: string) => Login,
  granted: Login = refusedWrong,
  told: string[] = [],
): Authenticator {
  const verifier = makeVerifier(scramPassword, 4096, salt);
  return {
    authenticate: async (user, password) => answer(user, password),
    scram: ({ plus, bindings }) => {
      const lookup = async (user: string) => {
        const known = { user, account: undefined, ended: [], salt, iterations: 4096 };
        return { ...known, valid: user === scramUser ? [credential(await verifier)] : [] };
      };
      return new Exchange({
        ...{ plus, bindings, lookup },
        nonce: () => serverNonce,
        decoy: randomVerifier(4096),
        hear: () => undefined,
        guess: () => ({ right() {} }),
        conclude: async (_found, { kind }) => (kind === 'right' ? granted : refusedWrong),
        refuse: (reason) => ({ ...refusedWrong, message: `SCRAM: ${reason}` }),
      });
    },
    async recognised(_login, client) {
      told.push(client ?? '');
    },
    holds: async () => true,
    admits: () => true,
  };
}

function credential(verifier: StoredCredential['verifier']): StoredCredential {
  return {
    ...{ id: 1, account: accountId(1), kind: 'account', name: '', scopes: ['imap', 'smtp'], verifier, createdMs: 0 },
    ...{ mark: undefined, expiresMs: undefined, revokedMs: undefined, successor: undefined },
    ...{ lastUsed: undefined, clients: [] },
  };
}
