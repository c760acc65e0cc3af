/** A password against those of an account: by its mark first, then by the verifier, off the main thread. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Turnstile } from '../../lib/turnstile.js';
import type { Clock } from '../../mail/clock.js';
import type { StoredCredential } from '../../mail/credentials.js';
import type { Guess } from './guard.js';
import type { Found } from './lookup.js';
import { passwordMark } from './password-mark.js';
import { verifies } from './scram-verifier.js';

export type Checked =
  | { readonly kind: 'right'; readonly credential: StoredCredential; readonly mark: Buffer }
  /** It was right once. */
  | { readonly kind: 'replaced' }
  | { readonly kind: 'wrong' }
  /** It was not looked at: the account has had its guesses for the day. */
  | { readonly kind: 'unheard' }
  | { readonly kind: 'busy' };

/** A phone that reconnects costs no key derivation for this long; in memory only. */
const rememberMs = 5 * 60_000;
const rememberMost = 10_000;
/** Derivations at the same time: the thread pool has four threads, and writes to the disk as well. */
const derivationsAtOnce = 2;
/** A wait of some seconds, after a restart when every phone comes back. */
const derivationsWaiting = 2_000;

export class PasswordCheck {
  readonly #secret: Buffer;
  readonly #clock: Clock;
  readonly #turnstile = new Turnstile({ atOnce: derivationsAtOnce, waiting: derivationsWaiting });
  /** Keyed by a secret of this process: who reads the memory finds no password and cannot test guesses elsewhere. */
  readonly #cacheSecret = randomBytes(32);
  readonly #remembered = new Map<string, { readonly credential: number; readonly untilMs: number }>();
  readonly #onDerivation: () => void;

  /** @param options.secret `OpenedStores.loginSecret` */
  constructor(options: { readonly secret: Buffer; readonly clock: Clock; readonly onDerivation?: () => void }) {
    this.#secret = options.secret;
    this.#clock = options.clock;
    this.#onDerivation = options.onDerivation ?? (() => {});
  }

  /** @param guess asked before a password that no mark speaks for goes to the verifier */
  async check(found: Found, password: string, guess: () => Guess | undefined): Promise<Checked> {
    const mark = passwordMark(this.#secret, found.user, password);
    const key = this.#key(found, password);
    const remembered = this.#remembered.get(key);
    if (remembered && remembered.untilMs > this.#clock.now()) {
      const credential = found.valid.find(({ id }) => id === remembered.credential);
      if (credential) return { kind: 'right', credential, mark };
      if (found.ended.some(({ id }) => id === remembered.credential)) return { kind: 'replaced' };
    }
    const marked = (each: StoredCredential): boolean => each.mark !== undefined && timingSafeEqual(each.mark, mark);
    let taken: Guess | undefined;
    const unmarked = found.valid.filter((each) => each.mark === undefined);
    for (const credential of [...found.valid.filter(marked), ...found.ended.filter(marked), ...unmarked]) {
      if (credential.mark === undefined) {
        taken ??= guess();
        if (!taken) return { kind: 'unheard' };
      }
      this.#onDerivation();
      const verified = await this.#turnstile.run(() => verifies(password, credential.verifier));
      if (!verified) return { kind: 'busy' };
      if (!verified.result) continue;
      taken?.right();
      this.#remember(key, credential.id);
      return found.valid.includes(credential) ? { kind: 'right', credential, mark } : { kind: 'replaced' };
    }
    return { kind: 'wrong' };
  }

  #key({ account, user }: Found, password: string): string {
    const hmac = createHmac('sha256', this.#cacheSecret);
    return hmac.update(`${account?.id ?? user}\0${password}`).digest('base64');
  }

  #remember(key: string, credential: number): void {
    if (this.#remembered.size >= rememberMost) this.#remembered.clear();
    this.#remembered.set(key, { credential, untilMs: this.#clock.now() + rememberMs });
  }
}
