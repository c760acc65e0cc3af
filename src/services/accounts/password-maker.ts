/** New passwords, with what is kept of them. Nowhere else are passwords made. */
import { randomInt } from 'node:crypto';
import type { ScramVerifier } from '../../mail/accounts.js';
import { isValid, type Replacement, type StoredCredential } from '../../mail/credentials.js';
import { issuePassword } from '../../mail/issued-password.js';
import { passwordMark } from './password-mark.js';
import { makeVerifier } from './scram-verifier.js';

export interface MadePassword {
  /** In the issued form, in groups: to be told once, and kept nowhere. */
  readonly password: string;
  readonly verifier: ScramVerifier;
  readonly mark: Buffer;
}

export interface PasswordMaker {
  /**
   * The key derivation runs off the main thread.
   * @param user the account's user name
   * @param beside what it shares salt and iterations with
   */
  make(user: string, beside: Beside | undefined): Promise<MadePassword>;
}

/**
 * Another password of the account. Valid ones share salt and iterations, since a server says both before it knows which of
 * them the client has (RFC 5802 §3). One that has ended lends its salt, which is no secret: so a phone that was not told
 * proves the old password, and is known by that, rather than something that fits nothing.
 */
export interface Beside {
  readonly verifier: ScramVerifier;
  readonly staysValid: boolean;
}

export function createPasswordMaker(options: {
  /** `OpenedStores.loginSecret`. */
  readonly loginSecret: Buffer;
  readonly iterations: number;
}): PasswordMaker {
  return {
    async make(user, beside) {
      const password = issuePassword((n) => randomInt(n));
      // Nothing holds us to the iterations of one that has ended; with others its salt is of no use.
      const shares = beside && (beside.staysValid || beside.verifier.iterations === options.iterations);
      const { iterations, salt } = shares ? beside.verifier : { iterations: options.iterations };
      const verifier = await makeVerifier(password, iterations, salt);
      return { password, verifier, mark: passwordMark(options.loginSecret, user, password) };
    },
  };
}

/** @returns the newest that stays valid when `replaces` is done, or else the newest there was; undefined: there was none */
export function besides(
  credentials: readonly StoredCredential[],
  replaces: Replacement | undefined,
  nowMs: number,
): Beside | undefined {
  const isCut = ({ id, kind }: StoredCredential) =>
    replaces?.how.kind === 'cut' && (replaces.which === 'all' || replaces.which === kind || replaces.which === id);
  const valid = credentials.findLast((each) => isValid(each, nowMs) && !isCut(each));
  const beside = valid ?? credentials.at(-1);
  return beside && { verifier: beside.verifier, staysValid: valid !== undefined };
}
