import assert from 'node:assert/strict';
import { flattenBackground } from '../../../src/adapters/images/background.js';
import { isBlank } from '../../../src/adapters/images/blank.js';
import { despeckle } from '../../../src/adapters/images/despeckle.js';
import { greyImage } from '../../../src/adapters/images/grey.js';
import { uprightTones } from '../../../src/adapters/images/invert.js';
import { stretch } from '../../../src/adapters/images/stretch.js';
import { bar, pixel, printedSheet } from './drawn.js';

describe('stretch', () => {
  it('makes grey paper white and grey ink black', () => {
    const out = stretch(printedSheet({ paper: 190, ink: 80 }));
    assert.equal(pixel(out, 5, 5), 255);
    assert.equal(pixel(out, 92, 155), 0);
  });

  it('leaves a page without ink alone, where it would only find dirt', () => {
    const faint = printedSheet({ paper: 230, ink: 205 });
    assert.equal(stretch(faint), faint);
  });

  it('leaves a page alone that is black and white already', () => {
    const image = printedSheet();
    assert.deepEqual(stretch(image), image);
  });
});

describe('background', () => {
  const shaded = () => {
    const image = printedSheet({ paper: 230, ink: 30 });
    bar(image, { x: 700, y: 1000, width: 60, height: 12 }, 30);
    // The light falls off to the right, down to less than half.
    for (let i = 0; i < image.data.length; i++) image.data[i]! *= 1 - (0.55 * (i % image.width)) / image.width;
    return image;
  };

  it('is evened where the light falls off', () => {
    const before = shaded();
    const after = flattenBackground(before);
    assert.ok(pixel(before, 800, 40) < 115, 'drawn too bright');
    assert.ok(Math.abs(pixel(after, 800, 40) - pixel(after, 20, 40)) < 20);
    assert.ok(pixel(after, 720, 1006) < 90, 'ink must stay ink');
  });

  it('is left alone on even paper, however much ink there is', () => {
    const image = printedSheet({ paper: 225, ink: 20 });
    bar(image, { x: 100, y: 20, width: 600, height: 60 }, 20);
    assert.equal(flattenBackground(image), image);
  });
});

describe('blank pages', () => {
  it('have no ink', () => {
    assert.equal(isBlank(greyImage(827, 1169, 240), 100), true);
  });

  it('may have single specks, dark edges and the other side shining through', () => {
    const image = printedSheet({ paper: 240, ink: 222 });
    for (let k = 0; k < 60; k++) bar(image, { x: (k * 131) % 820, y: (k * 197) % 1160, width: 1, height: 1 });
    bar(image, { x: 0, y: 0, width: 9, height: 1169 }, 20);
    assert.equal(isBlank(image, 300), true);
  });

  it('are none with a single short word', () => {
    const image = greyImage(2480, 3508);
    for (let letter = 0; letter < 5; letter++) bar(image, { x: 1200 + letter * 22, y: 3000, width: 14, height: 28 });
    assert.equal(isBlank(image, 300), false);
  });
});

describe('specks', () => {
  it('go, and dots stay', () => {
    const image = greyImage(200, 100);
    bar(image, { x: 20, y: 20, width: 2, height: 2 });
    bar(image, { x: 60, y: 20, width: 3, height: 3 });
    bar(image, { x: 120, y: 20, width: 30, height: 40 });
    const out = despeckle(image, { x: 300, y: 300 });
    assert.equal(pixel(out, 20, 20), 255);
    assert.equal(pixel(out, 61, 21), 0);
    assert.equal(pixel(out, 121, 21), 0);
  });

  it('are smaller on a fax', () => {
    const image = greyImage(200, 100);
    bar(image, { x: 20, y: 20, width: 2, height: 1 });
    bar(image, { x: 0, y: 0, width: 1, height: 1 });
    const out = despeckle(image, { x: 204, y: 98 });
    assert.equal(pixel(out, 20, 20), 0);
    assert.equal(pixel(out, 0, 0), 255);
  });
});

describe('white on black', () => {
  it('becomes black on white', () => {
    const out = uprightTones(printedSheet({ paper: 10, ink: 250 }));
    assert.equal(pixel(out, 5, 5), 245);
    assert.equal(pixel(out, 92, 155), 5);
  });

  it('is not a sheet on a dark table', () => {
    const table = greyImage(800, 800, 25);
    bar(table, { x: 200, y: 150, width: 400, height: 400 }, 230);
    assert.equal(uprightTones(table), table);
  });
});
