import assert from 'node:assert/strict';
import { addressKey } from '../../src/mail/address-key.js';

describe('address keys', () => {
  for (const [a, b, same] of [
    ['Erika@Example.com', 'erika@example.COM', true],
    ['e@bücher.example', 'e@xn--bcher-kva.example', true],
    ['e@BÜCHER.example', 'e@bu\u0308cher.example', true],
    ['ju\u0308rgen@x.example', 'jürgen@x.example', true],
    ['erika@example.com', 'erika@example.org', false],
    ['erika@example.com', 'erik@example.com', false],
    ['a@b@example.com', 'b@example.com', false],
  ] as const) {
    it(`${a} ${same ? 'is' : 'is not'} ${b}`, () => assert.equal(addressKey(a) === addressKey(b), same));
  }
});
