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
   * @param beside another valid password of the account, if there is one: they share salt and iterations, since a server
   *   says both before it knows which of them the client has (RFC 5802 §3)
   */
  make(user: string, beside: ScramVerifier | undefined): Promise<MadePassword>;
}

export function createPasswordMaker(options: {
  /** `OpenedStores.loginSecret`. */
  readonly loginSecret: Buffer;
  readonly iterations: number;
}): PasswordMaker {
  return {
    async make(user, beside) {
      const password = issuePassword((n) => randomInt(n));
      const verifier = await makeVerifier(password, beside?.iterations ?? options.iterations, beside?.salt);
      return { password, verifier, mark: passwordMark(options.loginSecret, user, password) };
    },
  };
}

/** @returns the newest that stays valid when `replaces` is done; undefined: nothing does, and a fresh salt is taken */
export function besides(
  credentials: readonly StoredCredential[],
  replaces: Replacement | undefined,
  nowMs: number,
): ScramVerifier | undefined {
  const isCut = ({ id, kind }: StoredCredential) =>
    replaces?.how.kind === 'cut' && (replaces.which === 'all' || replaces.which === kind || replaces.which === id);
  return credentials.findLast((each) => isValid(each, nowMs) && !isCut(each))?.verifier;
}
