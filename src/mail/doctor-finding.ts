/** What looking at the service came to, one thing at a time. */

export type FindingStatus = 'ok' | 'warning' | 'failure' | 'unknown';

export interface DoctorFinding {
  /** Of which group of checks: `DNS records`. */
  readonly check: string;
  /** What was looked at: `imaps 127.0.0.1:1993`, `_imaps._tcp.post.example SRV`. */
  readonly subject: string;
  /** `unknown`: it could not be found out. */
  readonly status: FindingStatus;
  /** What was seen, and what to do about it unless it is `ok`. */
  readonly detail: string;
}
