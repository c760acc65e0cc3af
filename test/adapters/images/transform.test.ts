import assert from 'node:assert/strict';
import {
  apply,
  compose,
  identity,
  invert,
  quarterTurn,
  resample,
  rotation,
  scaling,
  shift,
  type Point,
} from '../../../src/adapters/images/transform.js';
import { turnQuarters } from '../../../src/adapters/images/grey.js';
import { bar, pixel, printedSheet } from './drawn.js';

const near = (a: Point, b: Point): void => {
  assert.ok(Math.hypot(a.x - b.x, a.y - b.y) < 1e-6, `${JSON.stringify(a)} is not ${JSON.stringify(b)}`);
};

describe('plane transforms', () => {
  it('are done one after the other', () => {
    near(apply(compose(shift(10, 0), scaling(2, 3)), { x: 1, y: 1 }), { x: 22, y: 3 });
  });

  it('turn clockwise as seen on the page', () => {
    near(apply(rotation(90), { x: 1, y: 0 }), { x: 0, y: 1 });
  });

  it('are undone by their inverse, also with perspective', () => {
    const tilted = [1.2, 0.1, 5, -0.2, 0.9, 7, 0.0001, 0.0002, 1] as const;
    near(apply(invert(tilted), apply(tilted, { x: 300, y: 400 })), { x: 300, y: 400 });
    assert.throws(() => invert([0, 0, 0, 0, 0, 0, 0, 0, 1]), RangeError);
  });

  for (const quarters of [0, 1, 2, 3] as const)
    it(`say where a pixel goes when a picture turns by ${quarters} quarters`, () => {
      const image = printedSheet({ width: 40, height: 30 });
      bar(image, { x: 7, y: 4, width: 1, height: 1 });
      const turned = turnQuarters(image, quarters);
      const at = apply(quarterTurn(quarters, 40, 30), { x: 7.5, y: 4.5 });
      assert.equal(pixel(turned, Math.floor(at.x), Math.floor(at.y)), 0);
    });

  it('leave a picture as it is when nothing moves', () => {
    const image = printedSheet({ width: 200, height: 200 });
    assert.deepEqual(resample(image, 200, 200, identity), image);
  });

  it('fill what lies outside', () => {
    const image = { width: 2, height: 2, data: new Uint8Array(4) };
    assert.equal(pixel(resample(image, 10, 10, identity, 99), 8, 8), 99);
  });

  it('enlarge with edges where they were', () => {
    const image = printedSheet({ width: 60, height: 60 });
    bar(image, { x: 20, y: 20, width: 20, height: 20 });
    const twice = resample(image, 120, 120, scaling(0.5, 0.5));
    assert.equal(pixel(twice, 60, 60), 0);
    assert.ok(pixel(twice, 42, 60) < 64 && pixel(twice, 37, 60) > 192);
  });
});
