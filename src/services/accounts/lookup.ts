/** The account and the passwords behind a user name; for a name that nobody has, something that looks the same. */
import { createHmac } from 'node:crypto';
import { type Account, type AccountDirectory, foldUser } from '../../mail/accounts.js';
import type { Clock } from '../../mail/clock.js';
import { type CredentialStore, type StoredCredential, isValid } from '../../mail/credentials.js';
import type { AccountId } from '../../mail/ids.js';

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
  let stranger: AccountId | undefined;

  /** What a known user would cost: another's passwords are read, and put away. */
  async function spendTheTime(): Promise<void> {
    stranger ??= (await directory.list())[0]?.id;
    if (stranger === undefined) return;
    const read = await credentials.list(stranger);
    if (read.length === 0) stranger = undefined; // deleted meanwhile
  }

  return async (typed) => {
    const user = foldUser(typed);
    const account = await directory.findByUser(user);
    // The same at every try, as it would be of an account (RFC 5802 §9).
    const madeUp = createHmac('sha256', secret).update(`salt\0${user}`).digest().subarray(0, saltOctets);
    const nobody = { user, account, valid: [], ended: [], salt: madeUp, iterations: options.iterations };
    if (!account) {
      await spendTheTime();
      return nobody;
    }
    const all = await credentials.list(account.id);
    const nowMs = clock.now();
    const valid = all.filter((each) => isValid(each, nowMs)).toReversed();
    const ended = all.filter((each) => !isValid(each, nowMs)).toReversed();
    const { salt, iterations } = valid[0]?.verifier ?? nobody;
    return { user, account, valid, ended, salt, iterations };
  };
}
