/** What signing in is made of, wired: who is heard, the authenticator, and what is told of it. */
import { resolve } from 'node:path';
import { openSecurityLog } from './adapters/log/security-log.js';
import type { Config } from './config.js';
import { isLoopback } from './lib/listen.js';
import { systemTimers } from './lib/timers.js';
import type { AccountDirectory } from './mail/accounts.js';
import type { Authenticator } from './mail/authenticator.js';
import type { Clock } from './mail/clock.js';
import type { CredentialStore } from './mail/credentials.js';
import type { Log } from './mail/log.js';
import type { MailStores } from './mail/mail-store.js';
import { createAuthenticator } from './services/accounts/authenticator.js';
import { createGuard } from './services/accounts/guard.js';
import { createNewDeviceNotice } from './services/accounts/new-device.js';
import { Uses } from './services/accounts/uses.js';

export interface SignIn {
  readonly authenticator: Authenticator;
  close(): Promise<void>;
}

export function createSignIn(options: {
  readonly stores: MailStores;
  readonly accounts: AccountDirectory;
  readonly credentials: CredentialStore;
  readonly loginSecret: Buffer;
  readonly config: Config;
  readonly service: { readonly name: string; readonly address: string; readonly timeZone: string };
  readonly clock: Clock;
  readonly log: Log;
}): SignIn {
  const { stores, accounts: directory, credentials, loginSecret: secret, config, service, clock, log } = options;
  const { securityLog: path, ...limits } = config.logins;
  const securityLog = path === null ? undefined : openSecurityLog(resolve(path), { clock, log });
  // Behind a proxy on this host everybody comes from one address.
  const exempt = (address: string) => config.plaintextLogin === 'loopback' && isLoopback(address);
  const guard = createGuard({ clock, timers: systemTimers, limits, exempt });
  const authenticator = createAuthenticator({
    ...{ directory, credentials, secret, guard, clock, log },
    iterations: config.passwords.iterations,
    uses: new Uses({ credentials, clock, timeZone: service.timeZone }),
    onNewClient: createNewDeviceNotice({ stores, directory, credentials, service, clock }),
    ...(securityLog && { securityLog: securityLog.write }),
  });
  return {
    authenticator,
    async close() {
      guard.close();
      await securityLog?.close();
    },
  };
}
