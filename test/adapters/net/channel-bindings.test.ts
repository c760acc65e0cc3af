import assert from 'node:assert/strict';
import { X509Certificate, createHash } from 'node:crypto';
import { serverEndPoint } from '../../../src/adapters/net/channel-bindings.js';
import { objectIdentifier, readDer, sequence, octetString, utf8String } from '../../../src/adapters/net/der.js';
import { makeTestCa } from '../../support/certificates.js';

describe('adapters/net/channel-bindings', () => {
  const signedBy = (identifier: string) =>
    sequence(
      sequence(utf8String('to be signed')),
      sequence(objectIdentifier(identifier)),
      octetString(Buffer.alloc(8)),
    );

  const rows: [algorithm: string, identifier: string, hash: string | undefined][] = [
    ['MD5 with RSA', '1.2.840.113549.1.1.4', 'sha256'],
    ['SHA-1 with RSA', '1.2.840.113549.1.1.5', 'sha256'],
    ['SHA-256 with RSA', '1.2.840.113549.1.1.11', 'sha256'],
    ['SHA-384 with RSA', '1.2.840.113549.1.1.12', 'sha384'],
    ['SHA-512 with RSA', '1.2.840.113549.1.1.13', 'sha512'],
    ['SHA-1 with ECDSA', '1.2.840.10045.4.1', 'sha256'],
    ['SHA-384 with ECDSA', '1.2.840.10045.4.3.3', 'sha384'],
    ['Ed25519, which has no hash of its own', '1.3.101.112', undefined],
    ['RSASSA-PSS, which has two', '1.2.840.113549.1.1.10', undefined],
  ];
  for (const [algorithm, identifier, hash] of rows) {
    it(`hashes a certificate that is signed by ${algorithm} with ${hash ?? 'nothing'}: RFC 5929 §4.1`, () => {
      const certificate = signedBy(identifier);
      assert.deepEqual(serverEndPoint(certificate), hash && createHash(hash).update(certificate).digest());
    });
  }

  it('reads a real certificate', () => {
    const { raw } = new X509Certificate(makeTestCa().certificate('localhost').certificatePem);
    assert.deepEqual(serverEndPoint(raw), createHash('sha256').update(raw).digest());
  });

  it('takes what is no certificate for none', () => {
    const { raw } = new X509Certificate(makeTestCa().certificate('localhost').certificatePem);
    for (let end = 0; end < raw.length; end += 7) assert.equal(serverEndPoint(raw.subarray(0, end)), undefined);
    assert.equal(readDer(Buffer.from([0x30, 0x80, 0, 0])), undefined, 'indefinite length');
    assert.equal(readDer(Buffer.from([0x30, 0x85, 1, 1, 1, 1, 1])), undefined, 'a length of five octets');
  });
});
