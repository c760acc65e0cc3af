import assert from 'node:assert/strict';
import { cleanPage } from '../../../src/adapters/images/clean.js';
import { findSkew } from '../../../src/adapters/images/deskew.js';
import { greyImage, turnQuarters } from '../../../src/adapters/images/grey.js';
import { inkRegions } from '../../../src/adapters/images/ink-regions.js';
import { apply } from '../../../src/adapters/images/transform.js';
import { bar, pixel, printedSheet } from './drawn.js';

describe('skew', () => {
  for (const skew of [-4.5, -1.3, -0.2, 0, 0.7, 2.4, 4.9])
    it(`of ${skew} degrees is found`, () => {
      const found = findSkew(printedSheet({ skew }));
      assert.ok(Math.abs(found - skew) < 0.1, `found ${found}`);
    });

  it('is none on a blank page, or one with two words', () => {
    assert.equal(findSkew(greyImage(827, 1169)), 0);
    const image = greyImage(827, 1169);
    bar(image, { x: 200, y: 200, width: 40, height: 10 });
    assert.equal(findSkew(image), 0);
  });
});

describe('a page made ready', () => {
  const upright = async () => ({ quarters: 0 as const, confidence: 10 });

  it('is turned when the orientation is sure, and only then', async () => {
    const image = turnQuarters(printedSheet(), 1);
    const dpi = { x: 200, y: 200 };
    const sure = await cleanPage({ image, dpi }, async () => ({ quarters: 3, confidence: 4 }));
    assert.deepEqual([sure.rotation, sure.image.width < sure.image.height], [270, true]);
    const unsure = await cleanPage({ image, dpi }, async () => ({ quarters: 3, confidence: 0.4 }));
    assert.equal(unsure.rotation, 0);
  });

  it('is enlarged to 300 dpi when it has less than 180', async () => {
    const clean = await cleanPage({ image: printedSheet(), dpi: { x: 100, y: 100 } }, upright);
    assert.deepEqual([clean.dpi, clean.image.width, clean.image.height], [300, 2481, 3507]);
  });

  it('gets square pixels from a fax', async () => {
    const clean = await cleanPage(
      { image: printedSheet({ width: 1728, height: 1146 }), dpi: { x: 204, y: 98 } },
      upright,
    );
    assert.deepEqual([clean.dpi, clean.image.width, clean.image.height], [204, 1728, 2386]);
  });

  it('knows where each of its pixels came from', async () => {
    const image = printedSheet({ skew: 2 });
    bar(image, { x: 300, y: 1000, width: 30, height: 30 });
    const raw = turnQuarters(image, 1);
    const clean = await cleanPage({ image: raw, dpi: { x: 90, y: 90 } }, async () => ({ quarters: 3, confidence: 9 }));
    assert.ok(Math.abs(clean.skewDegrees - 2) < 0.1);
    // The middle of the square, as it lies in the raw page.
    const wanted = { x: raw.width - 1015, y: 315 };
    let best = { x: 0, y: 0, distance: Infinity };
    for (let y = 0; y < clean.image.height; y += 5)
      for (let x = 0; x < clean.image.width; x += 5) {
        const at = apply(clean.toRaw, { x, y });
        const distance = Math.hypot(at.x - wanted.x, at.y - wanted.y);
        if (distance < best.distance) best = { x, y, distance };
      }
    assert.ok(best.distance < 3);
    assert.ok(pixel(clean.image, best.x, best.y) < 60, 'the square is not where the transform says');
  });

  it('says when nothing is on it', async () => {
    const clean = await cleanPage({ image: greyImage(800, 1100, 235), dpi: undefined }, () => assert.fail('asked'));
    assert.equal(clean.blank, true);
  });
});

describe('regions of ink', () => {
  it('are lines, not rules, frames or specks', () => {
    const image = greyImage(2480, 3508);
    for (let k = 0; k < 12; k++) bar(image, { x: 400 + k * 26, y: 600, width: 18, height: 30 });
    bar(image, { x: 200, y: 1000, width: 2000, height: 4 });
    bar(image, { x: 200, y: 1000, width: 4, height: 1500 });
    bar(image, { x: 1500, y: 2000, width: 3, height: 3 });
    const regions = inkRegions(image, 300);
    assert.equal(regions.length, 1);
    const { x0, y0, x1, y1 } = regions[0]!.box;
    assert.ok(x0 >= 392 && x0 <= 404 && x1 >= 700 && x1 <= 712 && y0 >= 592 && y0 <= 604 && y1 >= 624 && y1 <= 640);
  });
});
