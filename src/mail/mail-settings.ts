/** How a mail app reaches the service: what password letters, setup pages and autoconfiguration tell. */
import type { ClientIdentity, ClientSettings } from '../wire/setup/client-settings.js';

export type { ServerSettings } from '../wire/setup/client-settings.js';

export interface MailSettings extends ClientSettings {
  /** `https://host[:port]` of the setup pages, without a slash at the end; undefined when there are none. */
  readonly web: string | undefined;
}

export type MailIdentity = ClientIdentity;
