/** GETQUOTA and GETQUOTAROOT: RFC 9208. Limits are the operator's, so there is no SETQUOTA and no QUOTASET. */
import { mailboxName } from '../../../mail/mailbox.js';
import type { Quota, Usage } from '../../../mail/quota.js';
import { type Capability, command } from '../command.js';
import { Refusal } from '../errors.js';
import { formatMailbox } from '../mailbox-text.js';
import { no, ok } from '../responses.js';
import type { Without } from '../switch-off.js';

/** The account, as the one root of all its mailboxes. */
const root = '';

const loggedIn = 'logged-in' as const;
const quotaCommand: Capability = { name: 'QUOTA', when: loggedIn, covers: 'command' };

export const getQuota = command({
  name: 'GETQUOTA',
  state: 'authenticated',
  capabilities: [quotaCommand, ...['QUOTA=RES-STORAGE', 'QUOTA=RES-MESSAGE'].map((name) => ({ name, when: loggedIn }))],
  parse: (p) => p.sp().astring('a quota root'),

  async *run({ session, store }, name) {
    if (name !== root) throw new Refusal(no('There is no such quota root', 'NONEXISTENT'));
    yield quotaResponse(await store.quota(), session.without);
    return ok('GETQUOTA completed');
  },
});

export const getQuotaRoot = command({
  name: 'GETQUOTAROOT',
  state: 'authenticated',
  capabilities: [quotaCommand],
  parse: (p) => p.sp().mailbox(),

  async *run({ session, store }, name) {
    // RFC 9208 §4.1.2: it need not exist; but a name that none can have is refused.
    yield `* QUOTAROOT ${formatMailbox(mailboxName(name), session.utf8)} "${root}"\r\n`;
    yield quotaResponse(await store.quota(), session.without);
    return ok('GETQUOTAROOT completed');
  },
});

/** RFC 9208 §4.2.1: what has no limit is not named. STORAGE counts in units of 1024 octets (§5.1). */
function quotaResponse({ octets, messages }: Quota, without: Without): string {
  const storage = {
    used: Math.ceil(octets.used / 1024),
    limit: octets.limit === undefined ? undefined : Math.floor(octets.limit / 1024),
  };
  const resources = Object.entries<Usage>({ STORAGE: storage, MESSAGE: messages })
    .filter(([name, { limit }]) => limit !== undefined && !without.has(`QUOTA=RES-${name}`))
    .map(([name, { used, limit }]) => `${name} ${used} ${limit}`);
  return `* QUOTA "${root}" (${resources.join(' ')})\r\n`;
}
