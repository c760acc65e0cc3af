/** A password of its own for a device, made when the device is set up. */
import type { CredentialScope } from './credentials.js';
import type { AccountId } from './ids.js';

export interface NewDevice {
  /** What people call it: 1 to 100 characters. */
  readonly name: string;
  readonly scopes: readonly CredentialScope[];
}

export interface DevicePasswords {
  /**
   * Durable when resolved; the password is told this once. The account's other passwords stay as they are.
   * @throws MailError account-not-found, account-closed; RangeError: it has as many as it may
   */
  issue(account: AccountId, device: NewDevice): Promise<{ readonly password: string; readonly credential: number }>;
}
