/**
 * Signed content (CMS SignedData, RFC 5652), as Apple's devices want it of a profile: the content inside, the certificate
 * chain with it, one signature.
 */
import { createHash, createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import * as der from './der.js';
import type { CertificatePair } from './make-certificate.js';

/** RFC 5652 §4, §5.1, §11. */
const ids = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
} as const;

interface Algorithm {
  readonly hash: 'sha256' | 'sha384';
  readonly digest: Buffer;
  readonly signature: Buffer;
}

/** RFC 5754 §2: parameters are absent. */
const digests = { sha256: '2.16.840.1.101.3.4.2.1', sha384: '2.16.840.1.101.3.4.2.2' } as const;
const ecdsa = { sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3' } as const;
const rsaEncryption = '1.2.840.113549.1.1.1';

/**
 * @param pair the chain, own certificate first, and its key; PEM
 * @returns DER, or undefined with a key of a kind that Apple's devices do not check: neither RSA nor P-256, P-384
 */
export function cmsSign(
  content: Buffer,
  { certificatePem, keyPem }: CertificatePair,
  nowMs: number,
): Buffer | undefined {
  const key = createPrivateKey(keyPem);
  const algorithm = algorithmOf(key);
  if (!algorithm) return undefined;
  const chain = certificatesOf(certificatePem);
  const signer = signerInfo(content, { certificate: chain[0]!, key, algorithm, nowMs });
  const signedData = der.sequence(
    der.integer(Buffer.from([1])), // §5.1: version 1, all certificates being X.509 and the content plain data
    der.set(algorithm.digest),
    der.sequence(der.objectIdentifier(ids.data), der.context(0, der.octetString(content))),
    der.context(0, setOf(chain)),
    der.set(signer),
  );
  return der.sequence(der.objectIdentifier(ids.signedData), der.context(0, signedData));
}

interface Signer {
  readonly certificate: Buffer;
  readonly key: KeyObject;
  readonly algorithm: Algorithm;
  readonly nowMs: number;
}

/** §5.3. */
function signerInfo(content: Buffer, { certificate, key, algorithm, nowMs }: Signer): Buffer {
  const attributes = setOf([
    attribute(ids.contentType, der.objectIdentifier(ids.data)),
    attribute(ids.signingTime, der.time(nowMs)),
    attribute(ids.messageDigest, der.octetString(createHash(algorithm.hash).update(content).digest())),
  ]);
  return der.sequence(
    der.integer(Buffer.from([1])),
    issuerAndSerialNumber(certificate),
    algorithm.digest,
    der.context(0, attributes),
    algorithm.signature,
    // §5.4: over the attributes as a SET, though they stand there with the tag of their place.
    der.octetString(sign(algorithm.hash, der.set(attributes), key)),
  );
}

function algorithmOf(key: KeyObject): Algorithm | undefined {
  const digest = (hash: Algorithm['hash']) => der.sequence(der.objectIdentifier(digests[hash]));
  if (key.asymmetricKeyType === 'rsa') {
    // RFC 3370 §3.2: the parameters are NULL.
    const signature = der.sequence(der.objectIdentifier(rsaEncryption), der.nothing);
    return { hash: 'sha256', digest: digest('sha256'), signature };
  }
  const curve = key.asymmetricKeyType === 'ec' ? key.asymmetricKeyDetails?.namedCurve : undefined;
  if (curve !== 'prime256v1' && curve !== 'secp384r1') return undefined;
  const hash = curve === 'prime256v1' ? 'sha256' : 'sha384';
  return { hash, digest: digest(hash), signature: der.sequence(der.objectIdentifier(ecdsa[hash])) };
}

/** RFC 5280 §4.1: TBSCertificate has version, serial number, signature algorithm, issuer, and more. */
function issuerAndSerialNumber(certificate: Buffer): Buffer {
  const parts = (octets: Buffer | undefined) => der.readDer(octets ?? Buffer.alloc(0)) ?? [];
  const [whole] = parts(certificate);
  const [tbs] = parts(whole?.content);
  const [, serial, , issuer] = parts(tbs?.content);
  if (!serial || !issuer) throw new Error('A certificate of the chain cannot be read.');
  return der.sequence(der.der(issuer.tag, issuer.content), der.der(serial.tag, serial.content));
}

function attribute(id: string, value: Buffer): Buffer {
  return der.sequence(der.objectIdentifier(id), der.set(value));
}

/** X.690 §11.6: the elements of a SET OF are in the order of their octets. */
function setOf(elements: readonly Buffer[]): Buffer {
  return Buffer.concat(elements.toSorted((a, b) => a.compare(b)));
}

function certificatesOf(pem: string): Buffer[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block).raw);
}
