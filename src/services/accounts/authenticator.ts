/**
 * Signing in with an issued password: PLAIN, LOGIN and SCRAM-SHA-256, against the same verifiers, and who is heard at
 * all. docs/adr/0005 has the reasons.
 */
import { randomBytes } from 'node:crypto';
import { asError } from '../../lib/as-error.js';
import { type AccountDirectory, foldUser } from '../../mail/accounts.js';
import type { Authenticator, Granted, Login, LoginOrigin, Refused } from '../../mail/authenticator.js';
import type { Clock } from '../../mail/clock.js';
import { type CredentialStore, type StoredCredential, isValid } from '../../mail/credentials.js';
import { readTypedPassword } from '../../mail/issued-password.js';
import type { Log } from '../../mail/log.js';
import { type SecurityLog, noSecurityLog } from '../../mail/security-log.js';
import { type LoginTexts, loginWords } from '../../texts/logins.js';
import type { Guard } from './guard.js';
import { type Found, createLookup } from './lookup.js';
import { type Checked, PasswordCheck } from './password-check.js';
import { Exchange, type Proven } from './scram.js';
import { randomVerifier } from './scram-verifier.js';
import type { Uses } from './uses.js';

export interface AuthenticatorOptions {
  readonly directory: Pick<AccountDirectory, 'findByUser' | 'list' | 'get'>;
  readonly credentials: Pick<CredentialStore, 'list'>;
  /** `OpenedStores.loginSecret`. */
  readonly secret: Buffer;
  readonly guard: Guard;
  readonly uses: Uses;
  readonly clock: Clock;
  readonly log: Log;
  readonly iterations: number;
  /** A password is used with a family of mail app for the first time. */
  readonly onNewClient: (login: Granted, client: string) => Promise<void>;
  readonly securityLog?: SecurityLog;
  /** The server's part of a SCRAM nonce; random by default. */
  readonly nonce?: () => string;
  /** A password goes to the verifier: for tests to count. */
  readonly onDerivation?: () => void;
}

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { directory, credentials, guard, uses, clock, log, securityLog = noSecurityLog } = options;
  const lookup = createLookup(options);
  const passwords = new PasswordCheck(options);
  const decoy = randomVerifier(options.iterations);
  const nonce = options.nonce ?? (() => randomBytes(18).toString('base64'));

  function refusedUnheard({ address, service }: LoginOrigin): Refused {
    securityLog({ event: 'login-refused', reason: 'throttled', service, address });
    return refused('throttled', (texts) => texts.throttled);
  }

  function hear(user: string, origin: LoginOrigin): Refused | undefined {
    return guard.hears(user, origin.address) ? undefined : refusedUnheard(origin);
  }

  /** A full disk keeps nobody from his mail. */
  async function note(login: Granted, mark: Buffer | undefined): Promise<void> {
    try {
      await uses.note(login, undefined, mark);
    } catch (error) {
      log.warn('login.use-not-noted', { account: login.account, error: asError(error) });
    }
  }

  async function admit(found: Found, credential: StoredCredential, origin: LoginOrigin, mark?: Buffer): Promise<Login> {
    guard.right(found.user, origin.address);
    if (found.account?.state !== 'open') return refused('closed', (texts) => texts.closed);
    const [scope] = credential.scopes;
    if (!credential.scopes.includes(origin.service)) {
      return refused('scope', (texts) => (scope === undefined ? texts.wrong : texts.scope[scope]));
    }
    const login: Granted = { kind: 'granted', account: found.account.id, credential: credential.id };
    await note(login, credential.mark ? undefined : mark);
    return login;
  }

  async function conclude(
    found: Found,
    outcome: Checked | Proven,
    origin: LoginOrigin,
    typed?: string,
  ): Promise<Login> {
    const { address, service } = origin;
    switch (outcome.kind) {
      case 'right':
        return admit(found, outcome.credential, origin, 'mark' in outcome ? outcome.mark : undefined);
      case 'replaced':
        return refused('wrong', (texts) => texts.replaced);
      case 'unheard':
        return refusedUnheard(origin);
      case 'busy':
        return refused('throttled', (texts) => texts.busy);
      case 'wrong': {
        const { counted, holdMs } = guard.wrong(found.user, address, typed);
        if (counted) securityLog({ event: 'login-refused', reason: 'wrong', service, address });
        return { ...refused('wrong', (texts) => texts.wrong), holdMs };
      }
    }
  }

  return {
    async authenticate(typedUser, typed, origin) {
      const read = readTypedPassword(typed);
      if (read.kind === 'mistyped') return refused('mistyped', (texts) => texts.mistyped(read.error));
      const user = foldUser(typedUser);
      const unheard = hear(user, origin);
      if (unheard) return unheard;
      const found = await lookup(user);
      const checked = await passwords.check(found, read.password, () => guard.guess(user, origin.address));
      return conclude(found, checked, origin, read.password);
    },

    scram({ plus, bindings, origin }) {
      return new Exchange({
        ...{ lookup, nonce, decoy, plus, bindings },
        hear: (user) => hear(foldUser(user), origin),
        guess: (user) => guard.guess(foldUser(user), origin.address),
        conclude: (found, proven) => conclude(found, proven, origin),
        refuse: (reason) => refused('wrong', (texts) => texts[reason]),
      });
    },

    async holds({ account, credential }) {
      const [now, all] = [await directory.get(account), await credentials.list(account)];
      return now?.state === 'open' && all.some((each) => each.id === credential && isValid(each, clock.now()));
    },

    async recognised(login, client) {
      if (client === undefined) return;
      const noted = await uses.note(login, client);
      if (noted?.newClient) await options.onNewClient(login, client);
    },

    admits(address) {
      const admitted = guard.admits(address);
      if (!admitted) securityLog({ event: 'connection-refused', reason: 'throttled', service: 'any', address });
      return admitted;
    },
  };
}

function refused(reason: Refused['reason'], words: (texts: LoginTexts) => string): Refused {
  return { kind: 'refused', reason, message: loginWords(words) };
}
