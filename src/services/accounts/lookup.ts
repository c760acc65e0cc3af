/** The account and the passwords behind a user name; for a name that nobody has, something that looks the same. */
import { createHmac } from 'node:crypto';
import { type Account, type AccountDirectory, foldUser } from '../../mail/accounts.js';
import type { Clock } from '../../mail/clock.js';
import { type CredentialStore, type StoredCredential, isValid } from '../../mail/credentials.js';

export interface Found {
  /** As it is compared. */
  readonly user: string;
  readonly account: Account | undefined;
  readonly valid: readonly StoredCredential[];
  /** Replaced or withdrawn, up to 90 days ago: told from what never was one. */
  readonly ended: readonly StoredCredential[];
  /** What a SCRAM client is sent: of the newest that is valid, and all valid ones share it. */
  readonly salt: Buffer;
  readonly iterations: number;
}

export type Lookup = (user: string) => Promise<Found>;

const saltOctets = 16;

export function createLookup(options: {
  readonly directory: Pick<AccountDirectory, 'findByUser' | 'list'>;
  readonly credentials: Pick<CredentialStore, 'list'>;
  readonly secret: Buffer;
  readonly iterations: number;
  readonly clock: Clock;
}): Lookup {
  const { directory, credentials, secret, clock } = options;
  /** Somebody whose account and passwords are read, and put away, for users that are not there. */
  let stranger: Account | undefined;

  /**
   * Whoever is looked up, one user that is there is, and one that is not, and one list of passwords is read: the time
   * tells nothing.
   */
  async function read(user: string): Promise<{ account: Account | undefined; all: readonly StoredCredential[] }> {
    const account = await directory.findByUser(user);
    if (account) {
      await directory.findByUser(`\0${user}`); // a name that nobody can have
      return { account, all: await credentials.list(account.id) };
    }
    stranger ??= (await directory.list())[0];
    if (stranger) {
      await directory.findByUser(stranger.user);
      const put = await credentials.list(stranger.id);
      if (put.length === 0) stranger = undefined; // deleted meanwhile
    }
    return { account, all: [] };
  }

  return async (typed) => {
    const user = foldUser(typed);
    const { account, all } = await read(user);
    // The same at every try, as it would be of an account (RFC 5802 §9).
    const madeUp = createHmac('sha256', secret).update(`salt\0${user}`).digest().subarray(0, saltOctets);
    const nowMs = clock.now();
    const valid = all.filter((each) => isValid(each, nowMs)).toReversed();
    const ended = all.filter((each) => !isValid(each, nowMs)).toReversed();
    const { salt, iterations } = valid[0]?.verifier ?? { salt: madeUp, iterations: options.iterations };
    return { user, account, valid, ended, salt, iterations };
  };
}
