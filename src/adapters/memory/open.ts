/** All storage ports in memory, in the shape of the real ones. For tests: nothing survives `close`. */
import type { AccountDirectory } from '../../mail/accounts.js';
import type { Clock } from '../../mail/clock.js';
import { MailError } from '../../mail/errors.js';
import type { AccountId } from '../../mail/ids.js';
import type { JobQueue } from '../../mail/job-queue.js';
import type { MailStores } from '../../mail/mail-store.js';
import { inbox, mailboxName } from '../../mail/mailbox.js';
import { specialUses } from '../../mail/mailbox.js';
import type { SpecialUse } from '../../mail/mailbox.js';
import { defaultStoreLimits } from '../../mail/store-limits.js';
import type { StoreLimits } from '../../mail/store-limits.js';
import { AccountState } from './account-state.js';
import { MemoryAccounts } from './account-directory.js';
import { createLocalChangeFeed } from './change-feed.js';
import { MemoryJobs } from './job-queue.js';
import { MemoryMailStore } from './mail-store.js';
import { createMailboxes } from './tree.js';

export interface OpenedStores {
  readonly stores: MailStores;
  readonly accounts: AccountDirectory;
  readonly jobs: JobQueue;
  close(): Promise<void>;
}

export async function openMemoryStores(options: {
  readonly clock: Clock;
  readonly limits?: Partial<StoreLimits>;
}): Promise<OpenedStores> {
  const limits = { ...defaultStoreLimits, ...options.limits };
  const states = new Map<AccountId, AccountState>();
  const feed = createLocalChangeFeed();
  const jobs = new MemoryJobs(options.clock, (account) => states.has(account));
  const accounts = new MemoryAccounts({
    born(account, mailboxes) {
      const state = new AccountState(account, options.clock, limits);
      state.addBox(inbox, undefined);
      state.subscribed.add(inbox);
      for (const { name: raw, specialUse, subscribed } of mailboxes) {
        const name = mailboxName(raw);
        if (name !== inbox) createMailboxes(state, name, knownSpecialUse(specialUse));
        if (subscribed) state.subscribed.add(name);
      }
      states.set(account, state);
    },
    limited(account, change) {
      const state = states.get(account);
      if (state) state.quotaChange = { ...state.quotaChange, ...change };
    },
    gone(account) {
      states.delete(account);
      jobs.removeAccount(account);
    },
  });
  return {
    accounts,
    jobs,
    stores: {
      feed,
      async open(account) {
        const state = states.get(account);
        if (!state) throw new MailError('account-not-found', 'There is no such account.');
        return new MemoryMailStore(state, feed, jobs);
      },
    },
    async close() {},
  };
}

/** RFC 6154 §2, with or without the backslash that IMAP writes before it. */
function knownSpecialUse(name: string | undefined): SpecialUse | undefined {
  return specialUses.find((each) => each === name?.replace(/^\\/, ''));
}
