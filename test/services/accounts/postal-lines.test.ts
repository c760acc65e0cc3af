import assert from 'node:assert/strict';
import { checkPostalLines } from '../../../src/services/accounts/postal-lines.js';

describe('postal lines', () => {
  it('are clean, and empty ones are left out', () => {
    const lines = [' Heidestraße  17 ', '', '\u202e51147\tKöln\u0000', ' '];
    assert.deepEqual(checkPostalLines(lines), ['Heidestraße 17', '51147 Köln']);
    assert.deepEqual(checkPostalLines(['']), []);
  });

  it('fit a window', () => {
    const six = Array.from({ length: 6 }, () => 'x'.repeat(100));
    assert.deepEqual(checkPostalLines(six), six);
    assert.throws(() => checkPostalLines([...six, 'x']), RangeError);
    assert.throws(() => checkPostalLines(['x'.repeat(101)]), RangeError);
  });
});
