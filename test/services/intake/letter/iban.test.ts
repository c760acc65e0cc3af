import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findIbans, isIban } from '../../../../src/services/intake/letter/iban.js';

describe('findIbans', () => {
  const table: readonly (readonly [text: string, ...ibans: string[]])[] = [
    ['IBAN: DE56 2609 9910 0070 4812 35 BIC: BKLNDE2XXX', 'DE56260999100070481235'],
    ['DE56260999100070481235', 'DE56260999100070481235'],
    ['IBAN DE56 26O9 99l0 0070 48I2 35', 'DE56260999100070481235'],
    [
      'DE56 2609 9910 0070 4812 35, oder DE14 5009 9920 0003 3009 17',
      'DE56260999100070481235',
      'DE14500999200003300917',
    ],
    ['GB82 WEST 1234 5698 7654 32', 'GB82WEST12345698765432'],
    ['IBAN DE56 2609 9910 0070 4812 36'],
    ['Gläubiger-ID DE44ZZZ00000128734'],
    ['USt-IdNr. DE811905377'],
    ['XX56 2609 9910 0070 4812 35'],
  ];
  for (const [text, ...ibans] of table) {
    it(`finds ${ibans.join(' and ') || 'none'} in ${text}`, () => {
      assert.deepEqual(findIbans(text), ibans);
    });
  }

  it('notices any single wrong digit', () => {
    const right = 'DE56260999100070481235';
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 21 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digit = (Number(right[at]) + by) % 10;
        assert.ok(!isIban(right.slice(0, at) + digit + right.slice(at + 1)));
      }),
    );
  });
});
