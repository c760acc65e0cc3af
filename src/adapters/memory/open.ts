/** All storage ports in memory, in the shape of the real ones. For tests: nothing survives `close`. */
import { randomBytes } from 'node:crypto';
import type { AccountDirectory } from '../../mail/accounts.js';
import type { Clock } from '../../mail/clock.js';
import { credentialScopes } from '../../mail/credentials.js';
import type { CredentialStore } from '../../mail/credentials.js';
import { MailError } from '../../mail/errors.js';
import type { AccountId } from '../../mail/ids.js';
import type { JobQueue } from '../../mail/job-queue.js';
import type { MailStores } from '../../mail/mail-store.js';
import { inbox, mailboxName } from '../../mail/mailbox.js';
import { specialUses } from '../../mail/mailbox.js';
import type { SpecialUse } from '../../mail/mailbox.js';
import type { Correspondents, Ledger, Notebook, QueueStore } from '../../mail/queue-store.js';
import type { RotationStore } from '../../mail/rotation.js';
import type { SetupLinks } from '../../mail/setup-links.js';
import { defaultStoreLimits } from '../../mail/store-limits.js';
import type { StoreLimits } from '../../mail/store-limits.js';
import { AccountState } from './account-state.js';
import { MemoryAccounts } from './account-directory.js';
import { createLocalChangeFeed } from './change-feed.js';
import { MemoryCorrespondents } from './correspondents.js';
import { MemoryCredentials } from './credentials.js';
import type { StateOf } from './credentials.js';
import { MemoryJobs } from './job-queue.js';
import { MemoryLedger } from './ledger.js';
import { MemoryMailStore } from './mail-store.js';
import { MemoryNotebook } from './notebook.js';
import { MemoryQueue } from './queue.js';
import { MemoryRotations } from './rotations.js';
import { MemorySetupLinks } from './setup-links.js';
import { createMailboxes } from './tree.js';

export interface OpenedStores {
  readonly stores: MailStores;
  readonly accounts: AccountDirectory;
  readonly credentials: CredentialStore;
  readonly rotations: RotationStore;
  readonly setupLinks: SetupLinks;
  readonly jobs: JobQueue;
  readonly queue: QueueStore;
  readonly correspondents: Correspondents;
  readonly ledger: Ledger;
  readonly notebook: Notebook;
  /** A key for signing in. */
  readonly loginSecret: Buffer;
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
  const correspondents = new MemoryCorrespondents(options.clock, (account) => states.has(account));
  const ledger = new MemoryLedger();
  const queue = new MemoryQueue(options.clock, correspondents, ledger);
  const stateOf: StateOf = (account) => accounts.stateOf(account);
  const setupLinks = new MemorySetupLinks(stateOf);
  const credentials = new MemoryCredentials(options.clock, stateOf, setupLinks);
  const rotations = new MemoryRotations(stateOf, credentials, setupLinks);
  const accounts = new MemoryAccounts({
    born(account, { mailboxes, verifier, mark, createdMs }) {
      const state = new AccountState(account, options.clock, limits);
      state.addBox(inbox);
      state.subscribed.add(inbox);
      for (const { name: raw, specialUse, role, subscribed } of mailboxes) {
        const name = mailboxName(raw);
        if (name !== inbox) createMailboxes(state, name, { ...knownSpecialUse(specialUse), ...(role && { role }) });
        if (subscribed) state.subscribed.add(name);
      }
      states.set(account, state);
      credentials.insert(account, { kind: 'account', name: '', scopes: credentialScopes, verifier, mark, createdMs });
    },
    limited(account, change) {
      const state = states.get(account);
      if (state) state.quotaChange = { ...state.quotaChange, ...change };
    },
    gone(account) {
      states.delete(account);
      const ofAccounts = [jobs, queue, correspondents, ledger, credentials, setupLinks, rotations];
      for (const each of ofAccounts) each.removeAccount(account);
    },
  });
  return {
    accounts,
    credentials,
    setupLinks,
    rotations,
    loginSecret: randomBytes(32),
    jobs,
    queue,
    correspondents,
    ledger,
    notebook: new MemoryNotebook(options.clock),
    stores: {
      feed,
      async open(account) {
        const state = states.get(account);
        if (!state) throw new MailError('account-not-found', 'There is no such account.');
        return new MemoryMailStore(state, feed, { jobs, queue });
      },
    },
    async close() {},
  };
}

/** RFC 6154 §2, with or without the backslash that IMAP writes before it. */
function knownSpecialUse(name: string | undefined): { specialUse?: SpecialUse } {
  const specialUse = specialUses.find((each) => each === name?.replace(/^\\/, ''));
  return specialUse ? { specialUse } : {};
}
