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

export interface ByScram {
  /** To who has the password of the RFC, or this one. */
  readonly granted: Login;
  readonly user: string;
  readonly password: string;
}

/**
 * @param answer to PLAIN and LOGIN
 * @param byScram everybody is refused when left out
 * @param told gets the families of mail apps
 */
export function fixedAuthenticator(
  answer: (user: string, password: string) => Login,
  byScram?: ByScram,
  told: string[] = [],
): Authenticator {
  const passwords = new Map([[scramUser, scramPassword]]);
  if (byScram) passwords.set(byScram.user, byScram.password);
  return {
    authenticate: async (user, password) => answer(user, password),
    scram: ({ plus, bindings }) => {
      const lookup = async (user: string) => {
        const known = { user, account: undefined, ended: [], salt, iterations: 4096 };
        const password = passwords.get(user);
        const valid = password === undefined ? [] : [credential(await makeVerifier(password, 4096, salt))];
        return { ...known, valid };
      };
      return new Exchange({
        ...{ plus, bindings, lookup },
        nonce: () => serverNonce,
        decoy: randomVerifier(4096),
        hear: () => undefined,
        guess: () => ({ right() {} }),
        conclude: async (_found, { kind }) => (kind === 'right' && byScram ? byScram.granted : refusedWrong),
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
