/** What the web server is handed. */
import type { SecureContext } from 'node:tls';
import type { Clock } from '../../mail/clock.js';
import type { Log } from '../../mail/log.js';
import type { MailSettings } from '../../mail/mail-settings.js';
import type { WebLimits } from './limits.js';

/** RFC 8461 §3.2. */
export interface MtaStsPolicy {
  readonly mode: 'none' | 'testing' | 'enforce';
  readonly mx: readonly string[];
  readonly maxAgeMs: number;
}

export interface WebOptions {
  /** As of now: ports are known once all listeners are there. */
  readonly settings: () => MailSettings;
  /** Undefined: there is no policy to tell. */
  readonly mtaSts: MtaStsPolicy | undefined;
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
