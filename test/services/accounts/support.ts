/** Accounts in memory, chosen time, and the authenticator that serves them. */
import { randomInt } from 'node:crypto';
import { openMemoryStores, type OpenedStores } from '../../../src/adapters/memory/open.js';
import type { Granted, Login, LoginOrigin, Refused } from '../../../src/mail/authenticator.js';
import type { CredentialStore, NewCredential, StoredCredential } from '../../../src/mail/credentials.js';
import type { AccountId } from '../../../src/mail/ids.js';
import { issuePassword } from '../../../src/mail/issued-password.js';
import type { SecurityEvent } from '../../../src/mail/security-log.js';
import { type AuthenticatorOptions, createAuthenticator } from '../../../src/services/accounts/authenticator.js';
import { type GuardLimits, createGuard } from '../../../src/services/accounts/guard.js';
import { createNewDeviceNotice } from '../../../src/services/accounts/new-device.js';
import { passwordMark } from '../../../src/services/accounts/password-mark.js';
import { makeVerifier } from '../../../src/services/accounts/scram-verifier.js';
import { Uses } from '../../../src/services/accounts/uses.js';
import { textsFor } from '../../../src/texts/texts.js';
import { FakeTime, memoryTurns } from '../../support/fake-time.js';
import { RecordingLog } from '../../support/recording-log.js';
import { ScramClient, type ScramClientOptions } from '../../support/scram-client.js';

export const home = '192.0.2.77';
export const newPassword = (): string => issuePassword((n) => randomInt(n));
export const imap = (address = home): LoginOrigin => ({ address, service: 'imap' });
export const smtp = (address = home): LoginOrigin => ({ address, service: 'smtp' });

/** As few as there may be: the tests derive keys thousands of times. */
const iterations = 1;

export interface SignInOptions {
  readonly limits?: Partial<GuardLimits>;
  readonly opened?: OpenedStores;
  /** What the authenticator sees in place of the store. */
  readonly wrap?: (credentials: CredentialStore) => CredentialStore;
  readonly iterations?: number;
}

export class SignInWorld {
  readonly time: FakeTime;
  readonly log = new RecordingLog();
  readonly events: SecurityEvent[] = [];
  readonly secrets: Buffer[] = [];
  readonly opened: OpenedStores;
  readonly guard;
  readonly authenticator;
  readonly #iterations: number;
  derivations = 0;

  private constructor(opened: OpenedStores, time: FakeTime, { limits, wrap, iterations: own }: SignInOptions) {
    this.opened = opened;
    this.time = time;
    this.#iterations = own ?? iterations;
    const newSecret = (): Buffer => {
      const secret = Buffer.alloc(32, this.secrets.length + 1);
      this.secrets.push(secret);
      return secret;
    };
    this.guard = createGuard({ clock: time, timers: time, ...(limits && { limits }), newSecret });
    const { accounts: directory, stores } = opened;
    const credentials = wrap?.(opened.credentials) ?? opened.credentials;
    const service = { name: 'Digitale Post', address: 'post@post.example', timeZone: 'Europe/Berlin' };
    const options: AuthenticatorOptions = {
      ...{ directory, credentials, guard: this.guard, clock: time, log: this.log },
      secret: opened.loginSecret,
      iterations: this.#iterations,
      uses: new Uses({ credentials, clock: time, timeZone: service.timeZone }),
      onNewClient: createNewDeviceNotice({ stores, directory, credentials, service, clock: time }),
      securityLog: (event) => this.events.push(event),
      onDerivation: () => (this.derivations += 1),
    };
    this.authenticator = createAuthenticator(options);
  }

  static async open(options: SignInOptions = {}): Promise<SignInWorld> {
    const time = new FakeTime(memoryTurns);
    return new SignInWorld(options.opened ?? (await openMemoryStores({ clock: time })), time, options);
  }

  async close(): Promise<void> {
    this.guard.close();
    await this.opened.close();
  }

  async addAccount(user: string, password = newPassword(), language: 'de' | 'en' = 'de'): Promise<AccountId> {
    const { id } = await this.opened.accounts.create({
      ...{ user, language, name: user, address: `${user}@post.example` },
      verifier: await makeVerifier(password, this.#iterations),
      mark: passwordMark(this.opened.loginSecret, user, password),
      createdMs: this.time.now(),
      mailboxes: textsFor(language).mailboxes,
    });
    return id;
  }

  /** In place of the account's own ones, with their salt, as `besides` has it. */
  async addPassword(
    account: AccountId,
    password: string,
    rest: Partial<NewCredential> & { readonly unmarked?: boolean } = {},
  ): Promise<StoredCredential> {
    const { user } = (await this.opened.accounts.get(account))!;
    const salt = (await this.opened.credentials.list(account)).at(-1)!.verifier.salt;
    const mark = passwordMark(this.opened.loginSecret, user, password);
    const { credential } = await this.opened.credentials.add(account, {
      ...{ kind: 'account', name: '', scopes: ['imap', 'smtp'], mark, createdMs: this.time.now() },
      verifier: await makeVerifier(password, this.#iterations, salt),
      ...rest,
    });
    return credential!;
  }

  plain(user: string, password: string, origin: LoginOrigin = imap()): Promise<Login> {
    return this.authenticator.authenticate(user, password, origin);
  }

  async scram(user: string, password: string, origin: LoginOrigin = imap()): Promise<Login> {
    const exchange = this.authenticator.scram({ plus: false, bindings: {}, origin });
    const client = new ScramClient({ user, password } satisfies Partial<ScramClientOptions>);
    const serverFirst = await exchange.first(client.first());
    if (!Buffer.isBuffer(serverFirst)) return serverFirst;
    const { login, serverFinal } = await exchange.final(client.final(serverFirst));
    if (login.kind === 'granted' && !(serverFinal && client.believes(serverFinal))) throw new Error('a false server');
    return login;
  }
}

export function granted(login: Login): Granted {
  if (login.kind !== 'granted') throw new Error(`refused: ${login.reason}: ${login.message}`);
  return login;
}

export function refused(login: Login): Refused {
  if (login.kind !== 'refused') throw new Error('granted');
  return login;
}
