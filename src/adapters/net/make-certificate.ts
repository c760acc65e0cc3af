/**
 * Certificates for development: a private CA and a server certificate signed by it (RFC 5280), P-256.
 *
 * Their public roots of trust make browsers and mail apps refuse anything else, so production points the
 * configuration at certificates from a public CA.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import * as der from './der.js';

export interface CertificatePair {
  readonly certificatePem: string;
  readonly keyPem: string;
}

export interface Issuer {
  readonly name: string;
  readonly key: KeyObject;
}

const dayMs = 86_400_000;
/** Apple refuses server certificates that live longer than 398 days. */
export const serverCertificateDays = 397;
const caDays = 3650;
const ecdsaWithSha256 = der.sequence(der.objectIdentifier('1.2.840.10045.4.3.2'));

export function makeCa(name: string, nowMs: number): CertificatePair & { readonly issuer: Issuer } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { name, key: privateKey };
  const extensions = [
    extension('2.5.29.19', true, der.sequence(der.boolean(true), der.integer(Buffer.from([0])))),
    extension('2.5.29.15', true, der.bitString(Buffer.from([0b0000_0110]), 1)), // keyCertSign, cRLSign
    extension('2.5.29.14', false, der.octetString(keyIdentifier(publicKey))),
  ];
  return { ...certify(issuer, { subject: name, publicKey, extensions, nowMs, days: caDays }, privateKey), issuer };
}

/** @param names DNS names and IP addresses for the subjectAltName; the first is the common name */
export function makeServerCertificate(issuer: Issuer, names: readonly string[], nowMs: number): CertificatePair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuerKey = keyIdentifier(issuer.key);
  const extensions = [
    extension('2.5.29.19', true, der.sequence()),
    extension('2.5.29.15', true, der.bitString(Buffer.from([0b1000_0000]), 7)), // digitalSignature
    extension('2.5.29.37', false, der.sequence(der.objectIdentifier('1.3.6.1.5.5.7.3.1'))), // serverAuth
    extension('2.5.29.14', false, der.octetString(keyIdentifier(publicKey))),
    extension('2.5.29.35', false, der.sequence(der.context(0, issuerKey, false))),
    extension('2.5.29.17', false, der.sequence(...names.map(generalName))),
  ];
  const subject = names[0] ?? 'localhost';
  return certify(issuer, { subject, publicKey, extensions, nowMs, days: serverCertificateDays }, privateKey);
}

interface Subject {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly nowMs: number;
  readonly days: number;
}

function certify(issuer: Issuer, of: Subject, ownKey: KeyObject): CertificatePair {
  const serial = randomBytes(16);
  serial[0]! &= 0x7f; // RFC 5280 §4.1.2.2: positive
  serial[0]! |= 0x40;
  const tbs = der.sequence(
    der.context(0, der.integer(Buffer.from([2]))), // v3
    der.integer(serial),
    ecdsaWithSha256,
    distinguishedName(issuer.name),
    der.sequence(der.time(of.nowMs - dayMs), der.time(of.nowMs + of.days * dayMs)),
    distinguishedName(of.subject),
    of.publicKey.export({ type: 'spki', format: 'der' }),
    der.context(3, der.sequence(...of.extensions)),
  );
  const certificate = der.sequence(tbs, ecdsaWithSha256, der.bitString(sign('sha256', tbs, issuer.key)));
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return {
    certificatePem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    keyPem: ownKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  const flag = critical ? [der.boolean(true)] : [];
  return der.sequence(der.objectIdentifier(id), ...flag, der.octetString(value));
}

function distinguishedName(commonName: string): Buffer {
  return der.sequence(der.set(der.sequence(der.objectIdentifier('2.5.4.3'), der.utf8String(commonName))));
}

/** RFC 5280 §4.2.1.6: dNSName [2], iPAddress [7]. */
function generalName(name: string): Buffer {
  const family = isIP(name);
  if (family === 0) return der.context(2, Buffer.from(domainToASCII(name)), false); // IA5String: §7.2
  return der.context(7, family === 4 ? Buffer.from(name.split('.').map(Number)) : ipv6Octets(name), false);
}

function ipv6Octets(address: string): Buffer {
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const missing = address.includes('::') ? 8 - groups(head).length - groups(tail).length : 0;
  const all = [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail)];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** RFC 5280 §4.2.1.2 (1): SHA-1 of the public key's bit string; an identifier, not a protection. */
function keyIdentifier(key: KeyObject): Buffer {
  const point = publicPoint(key);
  return createHash('sha1').update(point).digest();
}

function publicPoint(key: KeyObject): Buffer {
  const { x, y } = key.export({ format: 'jwk' });
  return Buffer.concat([Buffer.from([4]), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')]);
}
