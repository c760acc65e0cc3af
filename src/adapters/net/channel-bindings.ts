/** What ties a login to the TLS connection it comes by: tls-exporter (RFC 9266), tls-server-end-point (RFC 5929 §4). */
import { createHash } from 'node:crypto';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { ChannelBindings } from '../../mail/authenticator.js';
import { objectIdentifier, readDer } from './der.js';

/** By the signature algorithm's identifier (RFC 8017 §A.2.4, RFC 5758 §3.2): MD5 and SHA-1 become SHA-256. */
const hashOf: ReadonlyMap<string, string> = new Map(
  (
    [
      ['1.2.840.113549.1.1.4', 'sha256'], // MD5 with RSA
      ['1.2.840.113549.1.1.5', 'sha256'], // SHA-1 with RSA
      ['1.2.840.113549.1.1.14', 'sha224'],
      ['1.2.840.113549.1.1.11', 'sha256'],
      ['1.2.840.113549.1.1.12', 'sha384'],
      ['1.2.840.113549.1.1.13', 'sha512'],
      ['1.2.840.10045.4.1', 'sha256'], // SHA-1 with ECDSA
      ['1.2.840.10045.4.3.1', 'sha224'],
      ['1.2.840.10045.4.3.2', 'sha256'],
      ['1.2.840.10045.4.3.3', 'sha384'],
      ['1.2.840.10045.4.3.4', 'sha512'],
    ] as const
  ).map(([identifier, hash]) => [objectIdentifier(identifier).toString('hex'), hash]),
);

/** @param socket our end of a TLS connection */
export function channelBindings(socket: TLSSocket): ChannelBindings {
  return {
    'tls-server-end-point': () => {
      const { raw } = (socket.getCertificate() ?? {}) as Partial<PeerCertificate>;
      return raw && serverEndPoint(raw);
    },
    // RFC 9266 §3: in TLS 1.2 it would take an extended master secret, of which we are not told.
    ...(socket.getProtocol() === 'TLSv1.3' && {
      'tls-exporter': () => socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)),
    }),
  };
}

/**
 * RFC 5929 §4.1.
 * @param certificate in DER
 * @returns undefined when it is signed by an algorithm with no hash function of its own (Ed25519), or with two
 */
export function serverEndPoint(certificate: Buffer): Buffer | undefined {
  const [outer] = readDer(certificate) ?? [];
  // Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }: RFC 5280 §4.1
  const [, algorithm] = (outer && readDer(outer.content)) ?? [];
  const [identifier] = (algorithm && readDer(algorithm.content)) ?? [];
  if (!identifier) return undefined;
  const hash = hashOf.get(derOf(identifier.content).toString('hex'));
  return hash === undefined ? undefined : createHash(hash).update(certificate).digest();
}

const derOf = (content: Buffer): Buffer => Buffer.concat([Buffer.from([0x06, content.length]), content]);
