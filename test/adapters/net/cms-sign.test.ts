import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, verify, X509Certificate } from 'node:crypto';
import { cmsSign } from '../../../src/adapters/net/cms-sign.js';
import * as der from '../../../src/adapters/net/der.js';
import { makeCa, makeServerCertificate } from '../../../src/adapters/net/make-certificate.js';

const nowMs = Date.UTC(2026, 10, 24);

describe('cmsSign', () => {
  const ca = makeCa('a CA', nowMs);
  const pair = makeServerCertificate(ca.issuer, ['mail.example'], nowMs);

  it('signs so that the attributes verify with the certificate that is in it (RFC 5652 §5.4)', () => {
    const content = Buffer.from('<plist/>');
    const signed = cmsSign(content, { ...pair, certificatePem: pair.certificatePem + ca.certificatePem }, nowMs)!;
    const signedData = der.contentOf(der.values(der.contentOf(signed))[1]!);
    const [, , encapsulated, certificates, signers] = der.values(der.contentOf(signedData));
    const octetString = der.contentOf(der.values(der.contentOf(encapsulated!))[1]!);
    assert.deepEqual(der.contentOf(octetString), content);

    const chain = der.values(der.contentOf(certificates!)).map((raw) => new X509Certificate(raw));
    assert.deepEqual(chain.map(({ subject }) => subject).sort(), ['CN=a CA', 'CN=mail.example']);

    const [, sid, , attributes, , signature] = der.values(der.contentOf(der.contentOf(signers!)));
    const leaf = new X509Certificate(pair.certificatePem);
    assert.ok(sid!.includes(Buffer.from(leaf.serialNumber, 'hex')));
    const covered = der.set(der.contentOf(attributes!));
    const key = createPublicKey(pair.certificatePem);
    assert.ok(verify('sha256', covered, key, der.contentOf(signature!)));
  });

  it('leaves alone what Apple’s devices could not check', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    assert.equal(cmsSign(Buffer.from('x'), { certificatePem: pair.certificatePem, keyPem }, nowMs), undefined);
  });
});

describe('der', () => {
  it('writes lengths of any size, and reads them', () => {
    for (const octets of [0, 1, 127, 128, 255, 256, 65_535, 65_536, 1_048_576]) {
      const value = der.octetString(Buffer.alloc(octets, 7));
      assert.deepEqual(der.values(Buffer.concat([value, der.nothing])), [value, der.nothing]);
      assert.equal(der.contentOf(value).length, octets);
    }
  });

  it('refuses what is cut off', () => {
    assert.throws(() => der.values(der.octetString(Buffer.alloc(300)).subarray(0, 100)), RangeError);
  });
});
