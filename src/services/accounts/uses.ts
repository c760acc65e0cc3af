/** When and with which family of mail app a password is used: told to the store once a day and family, not at each login. */
import { localDay } from '../../lib/local-time.js';
import type { Granted } from '../../mail/authenticator.js';
import type { Clock } from '../../mail/clock.js';
import type { CredentialStore } from '../../mail/credentials.js';

interface Noted {
  readonly day: string;
  readonly clients: Set<string | undefined>;
}

/** As many as sign in on a day; beyond that the store is asked again. */
const most = 50_000;

export class Uses {
  readonly #credentials: Pick<CredentialStore, 'used'>;
  readonly #clock: Clock;
  readonly #timeZone: string;
  readonly #noted = new Map<string, Noted>();

  constructor(options: {
    readonly credentials: Pick<CredentialStore, 'used'>;
    readonly clock: Clock;
    readonly timeZone: string;
  }) {
    this.#credentials = options.credentials;
    this.#clock = options.clock;
    this.#timeZone = options.timeZone;
  }

  /** @returns undefined when that was noted today */
  async note(
    { account, credential }: Omit<Granted, 'kind'>,
    client: string | undefined,
    mark?: Buffer,
  ): Promise<{ readonly newClient: boolean } | undefined> {
    const atMs = this.#clock.now();
    const day = localDay(atMs, this.#timeZone);
    const key = `${account}/${credential}`;
    const noted = this.#noted.get(key);
    const today: Noted = noted?.day === day ? noted : { day, clients: new Set() };
    if (today.clients.has(client) && mark === undefined) return undefined;
    const use = await this.#credentials.used(account, credential, { atMs, day, client, ...(mark && { mark }) });
    today.clients.add(client);
    if (this.#noted.size >= most) this.#noted.clear();
    this.#noted.set(key, today);
    return use;
  }
}
