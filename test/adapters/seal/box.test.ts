import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deriveKey, keyedHash, newKey, seal, SealError, unseal } from '../../../src/adapters/seal/box.js';

const octets = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));

describe('sealed values', () => {
  const key = newKey();

  it('open to what was sealed', () => {
    fc.assert(
      fc.property(octets, fc.string(), (plain, place) => unseal(key, place, seal(key, place, plain)).equals(plain)),
    );
  });

  it('do not open at another place, with another key, or changed in any octet', () => {
    const sealed = seal(key, 'mailbox 1 2', Buffer.from('Haus'));
    assert.throws(() => unseal(key, 'mailbox 1 3', sealed), SealError);
    assert.throws(() => unseal(newKey(), 'mailbox 1 2', sealed), SealError);
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i]! ^= 1;
      assert.throws(() => unseal(key, 'mailbox 1 2', changed), SealError);
    }
    for (let i = 0; i < sealed.length; i++) {
      assert.throws(() => unseal(key, 'mailbox 1 2', sealed.subarray(0, i)), SealError);
    }
  });

  it('never look alike twice', () => {
    const plain = Buffer.from('Haus');
    assert.ok(!seal(key, 'a', plain).equals(seal(key, 'a', plain)));
  });

  it('have keys that differ by purpose, and hashes that differ by key', () => {
    assert.ok(!deriveKey(key, 'a').equals(deriveKey(key, 'b')));
    assert.ok(deriveKey(key, 'a').equals(deriveKey(key, 'a')));
    assert.ok(!keyedHash(deriveKey(key, 'a'), 'x').equals(keyedHash(deriveKey(key, 'b'), 'x')));
  });
});
