/** Passwords, wired: what makes them, renews them, and tells customers of it. */
import type { Config } from './config.js';
import type { AccountDirectory } from './mail/accounts.js';
import type { Clock } from './mail/clock.js';
import type { CredentialStore } from './mail/credentials.js';
import type { DevicePasswords } from './mail/device-passwords.js';
import { MailError } from './mail/errors.js';
import type { JobQueue } from './mail/job-queue.js';
import type { Log } from './mail/log.js';
import type { MailStores } from './mail/mail-store.js';
import type { QueueStore } from './mail/queue-store.js';
import type { RotationStore } from './mail/rotation.js';
import { createDevices, type Devices } from './services/accounts/devices.js';
import { createPasswordMaker, type PasswordMaker } from './services/accounts/password-maker.js';
import { isPasswordNotice, passwordNotice } from './services/accounts/password-notice.js';
import { RotationService } from './services/accounts/rotation.js';
import type { OtherNotices } from './services/relay/ports.js';

export interface PasswordParts {
  readonly config: Config;
  readonly stores: MailStores;
  readonly accounts: AccountDirectory;
  readonly credentials: CredentialStore;
  readonly rotations: RotationStore;
  readonly loginSecret: Buffer;
  readonly jobs: JobQueue;
  readonly queue: QueueStore;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Passwords {
  readonly maker: PasswordMaker;
  readonly devices: Devices;
  /** For devices that are set up by themselves. */
  readonly devicePasswords: DevicePasswords;
  readonly rotation: RotationService;
  /** Messages that customers get about their passwords. */
  readonly notices: OtherNotices;
}

export function createPasswords(parts: PasswordParts): Passwords {
  const { config, stores, accounts: directory, loginSecret, clock, credentials } = parts;
  const maker = createPasswordMaker({ loginSecret, iterations: config.passwords.iterations });
  const devices = createDevices({ ...parts, maker, feed: stores.feed });
  const rotation = new RotationService({ ...parts, directory, maker, feed: stores.feed });
  const { mailbox, domain, timeZone } = config.service;
  const notice = {
    ...{ credentials, clock, service: { address: `${mailbox}@${domain}`, timeZone } },
    settled: () => rotation.settled(),
  };
  return {
    maker,
    devices,
    devicePasswords: {
      async issue(id, device) {
        const account = await directory.get(id);
        if (!account) throw new MailError('account-not-found', 'There is no such account.');
        return devices.issue(account, device);
      },
    },
    rotation,
    notices: async (subject, to) => (isPasswordNotice(subject) ? passwordNotice(subject, to, notice) : undefined),
  };
}
