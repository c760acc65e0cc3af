/** What the web server is handed. */
import type { SecureContext } from 'node:tls';
import type { AccountDirectory } from '../../mail/accounts.js';
import type { ChangeFeed } from '../../mail/change-feed.js';
import type { Clock } from '../../mail/clock.js';
import type { DevicePasswords } from '../../mail/device-passwords.js';
import type { Log } from '../../mail/log.js';
import type { MailSettings } from '../../mail/mail-settings.js';
import type { SetupLinks } from '../../mail/setup-links.js';
import type { MtaStsPolicy } from '../../wire/setup/mta-sts-policy.js';
import type { WebLimits } from './limits.js';

export interface WebOptions {
  /** As of now: ports are known once all listeners are there. */
  readonly settings: () => MailSettings;
  readonly accounts: Pick<AccountDirectory, 'get' | 'contract'>;
  readonly setupLinks: Pick<SetupLinks, 'isOpen' | 'open'>;
  readonly feed: Pick<ChangeFeed, 'subscribe'>;
  readonly devicePasswords: DevicePasswords;
  /** @returns the profile in CMS SignedData, or as it is when the certificate at hand cannot sign */
  readonly signProfile: (profile: Buffer) => Buffer;
  /** Undefined: there is no policy to tell. */
  readonly mtaSts: MtaStsPolicy | undefined;
  /** @param octets how many; unpredictable */
  readonly randomOctets: (octets: number) => Buffer;
  /** Of the setup pages. */
  readonly files: { readonly style: string; readonly script: string };
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<WebLimits>;
}

export interface WebServerOptions extends WebOptions {
  /** The one to use for a connection that starts now. */
  readonly secureContext: () => SecureContext;
  readonly addressForLog: (address: string) => string;
}

/** What a route knows of its request beside the request itself. */
export interface WebEnv {
  readonly Bindings: {
    /** The peer's IP address. */
    readonly address: string;
  };
}
