/** Makes one-time links to set phones up: what is kept of one, and what its letter says. */
import { randomInt } from 'node:crypto';
import type { PasswordForLetter } from '../../mail/admin.js';
import type { AccountId } from '../../mail/ids.js';
import {
  makeSetupLink,
  setupLinkDays,
  setupPinTag,
  setupTokenHash,
  type NewSetupLink,
} from '../../mail/setup-links.js';

const dayMs = 86_400_000;

export interface SetupLinkPair {
  readonly link: NewSetupLink;
  readonly setup: NonNullable<PasswordForLetter['setup']>;
}

export function newSetupLink(account: AccountId, nowMs: number): SetupLinkPair {
  const secrets = makeSetupLink((n) => randomInt(n));
  const expiresMs = nowMs + setupLinkDays * dayMs;
  return {
    link: {
      account,
      tokenHash: setupTokenHash(secrets.token),
      pinTag: setupPinTag(secrets),
      createdMs: nowMs,
      expiresMs,
    },
    setup: { ...secrets, untilMs: expiresMs },
  };
}
