import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normalised, sameName, similarity } from '../../../../src/services/intake/letter/similarity.js';

describe('similarity', () => {
  it('is one less the share of letters to change', () => {
    assert.equal(similarity('', ''), 1);
    assert.equal(similarity('abcd', 'abcd'), 1);
    assert.equal(similarity('abcd', 'abxd'), 0.75);
    assert.equal(similarity('abcd', ''), 0);
  });

  it('is the same in both directions, from 0 to 1', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const value = similarity(a, b);
        assert.equal(value, similarity(b, a));
        assert.ok(value >= 0 && value <= 1 && (value === 1) === (a === b));
      }),
    );
  });

  it('compares letters and digits only', () => {
    assert.equal(normalised('  Straße – Nr. 5 (Köln)'), 'strasse nr 5 koln');
  });
});

describe('sameName', () => {
  const table: readonly (readonly [a: string, b: string, same: boolean])[] = [
    ['Stadtwerke Auenbrück', 'Stadtwerke Auenbrück AöR', true],
    ['NORDMARK Versicherung', 'Nordmark Versicherung', true],
    ['Malerbetrieb Brückner', 'Malerbetrieb Bruckncr', true],
    ['ZV Wasserversorgung Elbaue', 'Zweckverband Wasserversorgung Elbaue', true],
    ['Amtsgericht Neustadt', 'Landgericht Neustadt', false],
    ['Stadt Köln', 'Stadtwerke Köln', false],
    ['Meier', 'Meierhofer', false],
    ['AG', 'AGB', false],
  ];
  for (const [a, b, same] of table) {
    it(`${same ? 'knows' : 'parts'} ${a} and ${b}`, () => {
      assert.equal(sameName(a, b), same);
      assert.equal(sameName(b, a), same);
    });
  }
});
