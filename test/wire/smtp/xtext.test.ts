import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeUtf8Address, decodeXtext, encodeXtext } from '../../../src/wire/smtp/xtext.js';

describe('xtext', () => {
  for (const [encoded, decoded] of [
    ['QQ314159', 'QQ314159'],
    ['a+2Bb', 'a+b'],
    ['a+3Db+20c', 'a=b c'],
    ['j+C3+BCrgen', 'jürgen'],
    ['a+b', undefined],
    ['a+0D+0Ab', undefined],
    ['a+C2+85b', undefined],
    ['a+FF', undefined],
    ['a=b', undefined],
    ['a b', undefined],
    ['ü', undefined],
  ] as const) {
    it(`${encoded} is ${decoded ?? 'refused'}`, () => assert.equal(decodeXtext(encoded), decoded));
  }

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)),
        (text) => assert.equal(decodeXtext(encodeXtext(text)), text),
      ),
    );
  });
});

describe('utf-8 addresses of ORCPT', () => {
  for (const [encoded, decoded] of [
    ['hans@example.org', 'hans@example.org'],
    ['j\\x{FC}rgen@example.org', 'jürgen@example.org'],
    ['jürgen@example.org', 'jürgen@example.org'],
    ['a\\x{2B}b@example.org', 'a+b@example.org'],
    ['a+b@example.org', undefined],
    ['a\\x{0A}b@example.org', undefined],
    ['a\\x{D800}b@example.org', undefined],
    ['a\\x{110000}b@example.org', undefined],
  ] as const) {
    it(`${encoded} is ${decoded ?? 'refused'}`, () => assert.equal(decodeUtf8Address(encoded), decoded));
  }
});
