import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, verify, X509Certificate } from 'node:crypto';
import { cmsSign } from '../../../src/adapters/net/cms-sign.js';
import * as der from '../../../src/adapters/net/der.js';
import { makeCa, makeServerCertificate } from '../../../src/adapters/net/make-certificate.js';

const nowMs = Date.UTC(2026, 10, 24);

const inside = ({ content }: der.DerElement) => der.readDer(content)!;

describe('cmsSign', () => {
  const ca = makeCa('a CA', nowMs);
  const pair = makeServerCertificate(ca.issuer, ['mail.example'], nowMs);

  it('signs so that the attributes verify with the certificate that is in it (RFC 5652 §5.4)', () => {
    const content = Buffer.from('<plist/>');
    const signed = cmsSign(content, { ...pair, certificatePem: pair.certificatePem + ca.certificatePem }, nowMs)!;
    const [, explicit] = inside(der.readDer(signed)![0]!);
    const [, , encapsulated, certificates, signers] = inside(inside(explicit!)[0]!);
    assert.deepEqual(inside(inside(encapsulated!)[1]!)[0]!.content, content);

    const chain = inside(certificates!).map(({ tag, content: octets }) => new X509Certificate(der.der(tag, octets)));
    assert.deepEqual(chain.map(({ subject }) => subject).sort(), ['CN=a CA', 'CN=mail.example']);

    const [, sid, , attributes, , signature] = inside(inside(signers!)[0]!);
    const leaf = new X509Certificate(pair.certificatePem);
    assert.ok(sid!.content.includes(Buffer.from(leaf.serialNumber, 'hex')));
    const covered = der.set(attributes!.content);
    assert.ok(verify('sha256', covered, createPublicKey(pair.certificatePem), signature!.content));
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
      const [value, nothing] = der.readDer(Buffer.concat([der.octetString(Buffer.alloc(octets, 7)), der.nothing]))!;
      assert.equal(value!.content.length, octets);
      assert.equal(nothing!.tag, 0x05);
    }
  });
});
