/** What is seen of TLS with other servers, for those who want to hear of it (RFC 8460). */
import type { StsTrouble } from '../net/mta-sts.js';
import type { ConnectionFailure } from './connection-failure.js';

export interface AppliedPolicy {
  readonly type: 'tlsa' | 'sts' | 'no-policy-found';
  /** Whose policy it is: of MTA-STS the recipients' domain, of DANE the host's. */
  readonly domain: string;
  /** The policy's own lines. */
  readonly lines: readonly string[];
  readonly mx: readonly string[];
}

/** RFC 8460 §4.3. */
export type TlsTrouble =
  | 'starttls-not-supported'
  | 'certificate-host-mismatch'
  | 'certificate-expired'
  | 'certificate-not-trusted'
  | 'validation-failure'
  | 'dnssec-invalid'
  | StsTrouble;

export interface TlsSession {
  /** The recipients' domain, in A-labels. */
  readonly domain: string;
  readonly policy: AppliedPolicy;
  readonly mxHost?: string;
  readonly address?: string;
  /** Undefined: all was as the policy has it. */
  readonly trouble?: TlsTrouble;
}

export type ObserveTls = (session: TlsSession) => void;

/** @param code node's or OpenSSL's of a certificate that was not accepted */
export function certificateTrouble(code: string): TlsTrouble {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'certificate-host-mismatch';
  if (code === 'CERT_HAS_EXPIRED') return 'certificate-expired';
  return 'certificate-not-trusted';
}

export function troubleOf({ reply, code = '' }: ConnectionFailure): TlsTrouble {
  if (reply) return 'starttls-not-supported';
  return isAboutCertificate(code) ? certificateTrouble(code) : 'validation-failure';
}

export function isAboutCertificate(code: string): boolean {
  return /CERT|SIGNATURE|ISSUER|CRL/.test(code);
}
