import assert from 'node:assert/strict';
import fc from 'fast-check';
import { histogram, isBilevel, quantile, reduce, toPgm, turnQuarters } from '../../../src/adapters/images/grey.js';

const small = { width: 3, height: 2, data: Uint8Array.from([1, 2, 3, 4, 5, 6]) };

describe('grey pictures', () => {
  it('turn clockwise by quarters', () => {
    assert.deepEqual(turnQuarters(small, 1), { width: 2, height: 3, data: Uint8Array.from([4, 1, 5, 2, 6, 3]) });
    assert.deepEqual(turnQuarters(small, 2), { width: 3, height: 2, data: Uint8Array.from([6, 5, 4, 3, 2, 1]) });
    assert.deepEqual(turnQuarters(small, 3), { width: 2, height: 3, data: Uint8Array.from([3, 6, 2, 5, 1, 4]) });
  });

  it('are the same again after four quarters, in whatever steps', () => {
    const image = fc
      .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
      .map(({ width, height }) => ({ width, height, data: Uint8Array.from({ length: width * height }, (_, i) => i) }));
    fc.assert(
      fc.property(image, (picture) => {
        assert.deepEqual(turnQuarters(turnQuarters(picture, 3), 1), picture);
        assert.deepEqual(turnQuarters(turnQuarters(picture, 2), 2), picture);
        assert.deepEqual(turnQuarters(turnQuarters(picture, 1), 1), turnQuarters(picture, 2));
      }),
    );
  });

  it('shrink to the means of their cells', () => {
    const image = { width: 4, height: 2, data: Uint8Array.from([0, 100, 10, 20, 100, 200, 30, 40]) };
    assert.deepEqual(reduce(image, 2), { width: 2, height: 1, data: Uint8Array.from([100, 25]) });
  });

  it('shrink to one pixel when smaller than a cell', () => {
    assert.deepEqual(reduce(small, 10), { width: 1, height: 1, data: Uint8Array.from([4]) });
  });

  it('give quantiles of their values', () => {
    const counts = histogram({ width: 4, height: 1, data: Uint8Array.from([10, 10, 20, 250]) });
    assert.equal(quantile(counts, 0), 10);
    assert.equal(quantile(counts, 0.5), 10);
    assert.equal(quantile(counts, 0.75), 20);
    assert.equal(quantile(counts, 1), 250);
  });

  it('are bilevel when hardly any pixel is between black and white', () => {
    const data = new Uint8Array(10_000).fill(255, 0, 9000);
    assert.equal(isBilevel({ width: 100, height: 100, data }), true);
    assert.equal(isBilevel({ width: 100, height: 100, data: Uint8Array.from(data).fill(128, 0, 50) }), false);
  });

  it('are written as netpbm, header and plain octets', () => {
    assert.deepEqual(toPgm(small), Buffer.concat([Buffer.from('P5\n3 2\n255\n'), Buffer.from([1, 2, 3, 4, 5, 6])]));
  });
});
