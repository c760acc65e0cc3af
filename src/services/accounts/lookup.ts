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
  /** What a SCRAM client is sent: of the newest that is valid, as all valid ones share it; else of the newest. */
  readonly salt: Buffer;
  readonly iterations: number;
}

export type Lookup = (user: string) => Promise<Found>;

const saltOctets = 16;
const modelsMost = 16;

export function createLookup(options: {
  readonly directory: Pick<AccountDirectory, 'findByUser' | 'list'>;
  readonly credentials: Pick<CredentialStore, 'list'>;
  readonly secret: Buffer;
  readonly iterations: number;
  readonly clock: Clock;
}): Lookup {
  const { directory, credentials, secret, clock } = options;
  /** The oldest accounts. Users that are not there take after one of them, each after its own. */
  let models: readonly Account[] = [];

  /**
   * Whoever is looked up, one user that is there is, and one that is not, and one list of passwords is read, and the
   * same is computed: the time tells nothing.
   */
  async function read(user: string): Promise<{ account: Account | undefined; all: readonly StoredCredential[] }> {
    const choice = keyed('model', user).readUInt32BE();
    const account = await directory.findByUser(user);
    if (account) {
      await directory.findByUser(`\0${user}`); // a name that nobody can have
      return { account, all: await credentials.list(account.id) };
    }
    if (models.length === 0) models = (await directory.list()).slice(0, modelsMost);
    const model = models[choice % Math.max(1, models.length)];
    if (!model) return { account, all: [] };
    await directory.findByUser(model.user);
    const all = await credentials.list(model.id);
    if (all.length === 0) models = []; // deleted meanwhile
    return { account, all };
  }

  const keyed = (what: string, user: string, more: Buffer = Buffer.alloc(0)): Buffer =>
    createHmac('sha256', secret).update(`\0${what}\0${user}\0`).update(more).digest();

  return async (typed) => {
    const user = foldUser(typed);
    const { account, all } = await read(user);
    const nowMs = clock.now();
    const valid = all.filter((each) => isValid(each, nowMs)).toReversed();
    const ended = all.filter((each) => !isValid(each, nowMs)).toReversed();
    const { salt, iterations } = (valid[0] ?? ended[0])?.verifier ?? {
      salt: undefined,
      iterations: options.iterations,
    };
    // The same at every try, and another when the model gets a fresh one, as it would be of an account (RFC 5802 §9).
    const madeUp = keyed('salt', user, salt).subarray(0, saltOctets);
    if (!account) return { user, account, valid: [], ended: [], salt: madeUp, iterations };
    return { user, account, valid, ended, salt: salt ?? madeUp, iterations };
  };
}
