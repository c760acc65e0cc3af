/** Passwords of single devices beside the account's own: issued, listed, withdrawn. */
import type { Account } from '../../mail/accounts.js';
import type { CredentialSummary, Issued, NewDevicePassword } from '../../mail/admin.js';
import type { ChangeFeed } from '../../mail/change-feed.js';
import type { Clock } from '../../mail/clock.js';
import { isValid, type CredentialStore, type StoredCredential } from '../../mail/credentials.js';
import { MailError } from '../../mail/errors.js';
import type { Log } from '../../mail/log.js';
import { besides, type PasswordMaker } from './password-maker.js';

/** Of one account; more are devices that nobody has any more. */
const mostDevices = 50;
const mostNameCharacters = 100;

export interface Devices {
  list(account: Account): Promise<readonly CredentialSummary[]>;
  /** @throws MailError account-closed; RangeError: a name that cannot be used, too many devices */
  issue(account: Account, device: NewDevicePassword): Promise<Issued>;
  /** @returns false when it had ended before @throws RangeError: the account has no such password */
  revoke(account: Account, credential: number): Promise<boolean>;
}

export function createDevices(ports: {
  readonly credentials: CredentialStore;
  readonly feed: ChangeFeed;
  readonly maker: PasswordMaker;
  readonly clock: Clock;
  readonly log: Log;
}): Devices {
  const { credentials, feed, maker, clock, log } = ports;

  return {
    async list({ id }) {
      const nowMs = clock.now();
      return (await credentials.list(id)).map((each) => summary(each, nowMs));
    },

    async issue({ id, user, state }, device) {
      if (state === 'closed') throw new MailError('account-closed', `Account ${user} is closed; it gets no password.`);
      const nowMs = clock.now();
      const name = checkName(device.name);
      if (device.scopes.length === 0) throw new RangeError('A password opens imap, smtp or both: name at least one.');
      if (device.expiresMs !== undefined && device.expiresMs <= nowMs) {
        throw new RangeError('A password must be valid for a while.');
      }
      for (;;) {
        const existing = await credentials.list(id);
        const devices = existing.filter((each) => each.kind === 'device' && isValid(each, nowMs));
        if (devices.length >= mostDevices) {
          throw new RangeError(
            `Account ${user} has passwords for ${devices.length} devices: withdraw one with "unpaperme password revoke".`,
          );
        }
        const { password, verifier, mark } = await maker.make(user, besides(existing, undefined, nowMs));
        const { credential } = await credentials.add(id, {
          ...{ kind: 'device', name, scopes: device.scopes, verifier, mark, createdMs: nowMs },
          ...(device.expiresMs !== undefined && { expiresMs: device.expiresMs }),
        });
        if (!credential) continue; // the account's own was changed meanwhile: made anew, beside the new one
        log.info('password.issued', { account: id, credential: credential.id });
        return { account: id, user, password, credential: credential.id };
      }
    },

    async revoke({ id, user }, credential) {
      const there = (await credentials.list(id)).some((each) => each.id === credential);
      if (!there) {
        throw new RangeError(
          `Account ${user} has no password ${credential}. "unpaperme password list ${user}" shows all.`,
        );
      }
      const revoked = await credentials.revoke(id, [credential], clock.now());
      for (const each of revoked) feed.publish(id, { kind: 'access-ended', credential: each });
      if (revoked.length > 0) log.info('password.revoked', { account: id, credential });
      return revoked.length > 0;
    },
  };
}

function checkName(raw: string): string {
  const name = raw.normalize('NFC').trim();
  if (name === '' || [...name].length > mostNameCharacters || /\p{Cc}/u.test(name)) {
    throw new RangeError(`A device's name has 1 to ${mostNameCharacters} characters and no control characters.`);
  }
  return name;
}

function summary(credential: StoredCredential, nowMs: number): CredentialSummary {
  const { id, kind, name, scopes, createdMs, expiresMs, revokedMs, lastUsed } = credential;
  return {
    credential: id,
    ...{ kind, name, scopes, createdMs, expiresMs: expiresMs ?? null, revokedMs: revokedMs ?? null },
    valid: isValid(credential, nowMs),
    lastUsed: lastUsed ? { day: lastUsed.day, client: lastUsed.client ?? null } : null,
  };
}
