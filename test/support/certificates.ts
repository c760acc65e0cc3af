/** A CA of the tests, and certificates by it: good, expired, for another name. */
import { X509Certificate } from 'node:crypto';
import { makeCa, makeServerCertificate, type CertificatePair } from '../../src/adapters/net/make-certificate.js';

const yearMs = 365 * 86_400_000;

export interface TestCa {
  readonly pem: string;
  /** @param names DNS names and IP addresses */
  certificate(...names: readonly string[]): CertificatePair;
  /** Its last day is some months ago. */
  expired(...names: readonly string[]): CertificatePair;
}

export function makeTestCa(name = 'Test CA'): TestCa {
  const ca = makeCa(name, Date.now() - 3 * yearMs);
  return {
    pem: ca.certificatePem,
    certificate: (...names) => makeServerCertificate(ca.issuer, names, Date.now()),
    expired: (...names) => makeServerCertificate(ca.issuer, names, Date.now() - 2 * yearMs),
  };
}

/** The DER octets that TLSA records are about (RFC 6698 §2.1.2): the whole certificate, or its public key. */
export function tlsaSource({ certificatePem }: CertificatePair): { readonly whole: Buffer; readonly key: Buffer } {
  const certificate = new X509Certificate(certificatePem);
  return { whole: certificate.raw, key: certificate.publicKey.export({ type: 'spki', format: 'der' }) };
}
