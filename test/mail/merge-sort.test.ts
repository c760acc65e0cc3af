import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeSort } from '../../src/mail/merge-sort.js';

function finish<T>(steps: Generator<void, T>): { readonly value: T; readonly pauses: number } {
  for (let pauses = 0; ; pauses += 1) {
    const step = steps.next();
    if (step.done) return { value: step.value, pauses };
  }
}

describe('sorting in steps', () => {
  it('gives what a stable sort gives', () => {
    const item = fc.record({ key: fc.integer({ min: 0, max: 50 }), place: fc.nat() });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 3000, size: 'max' }), (items) => {
        const byKey = (a: { key: number }, b: { key: number }) => a.key - b.key;
        assert.deepEqual(finish(mergeSort(items, byKey)).value, items.toSorted(byKey));
      }),
      { numRuns: 50 },
    );
  });

  it('pauses every few hundred items', () => {
    const items = Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 20_000);
    const { value, pauses } = finish(mergeSort(items, (a, b) => a - b));
    assert.ok(value.every((each, i) => each === i));
    assert.ok(pauses > (20_000 / 512) * 6, `${pauses} pauses`);
  });
});
