/** What programs that shut out attackers (fail2ban) read. With addresses: kept only where the operator asks for it. */
import type { CredentialScope } from './credentials.js';

export interface SecurityEvent {
  readonly event: 'login-refused' | 'connection-refused';
  readonly reason: 'wrong' | 'throttled';
  readonly service: CredentialScope | 'any';
  /** The peer's IP address, whole. */
  readonly address: string;
}

export type SecurityLog = (event: SecurityEvent) => void;

/** Nothing is kept. */
export const noSecurityLog: SecurityLog = () => {};
