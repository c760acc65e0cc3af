import assert from 'node:assert/strict';
import { sheetOf } from '../../../../src/services/intake/letter/sheet.js';
import { printedPage, textPage } from '../../../support/pages.js';

const texts = (blocks: Parameters<typeof printedPage>[0]) =>
  sheetOf(printedPage(blocks)).rows.map((row) => row.map(({ text }) => text));

describe('sheetOf', () => {
  it('parts a line at wide gaps and puts what stands side by side into one row', () => {
    assert.deepEqual(texts([[{ text: 'Erika Muster          Datum:     18.03.2024', x: 25, y: 60 }]]), [
      ['Erika Muster', 'Datum:', '18.03.2024'],
    ]);
    assert.deepEqual(
      texts([
        [{ text: 'Datum:', x: 125, y: 60 }],
        [
          { text: 'Erika', x: 25, y: 60.5 },
          { text: 'Weg 1', x: 25, y: 65 },
        ],
      ]),
      [['Erika', 'Datum:'], ['Weg 1']],
    );
  });

  it('measures in millimetres, whatever the resolution', () => {
    const [segment] = sheetOf(printedPage([[{ text: 'Muster GmbH', x: 25, y: 14, height: 4 }]])).segments;
    assert.ok(Math.abs(segment!.x0 - 25) < 0.2 && Math.abs(segment!.y0 - 14) < 0.2);
    const claimed = sheetOf(printedPage([[{ text: 'Muster GmbH', x: 25, y: 14, height: 4 }]], { dpi: 72 })).segments[0];
    assert.ok(Math.abs(claimed!.x0 - 25) < 0.2);
  });

  it('estimates the same font size for words with and without descenders', () => {
    const [a, b, c] = ['nur aus', 'Typisch', 'AMT'].map(
      (text) => sheetOf(printedPage([[{ text, x: 25, y: 14, height: 4 }]])).segments[0]!.size,
    );
    assert.ok(Math.abs(a! - b!) < 0.4 && Math.abs(b! - c!) < 0.4);
  });

  it('makes do with text that has no places', () => {
    assert.deepEqual(
      sheetOf(textPage('Muster GmbH\n\nSehr geehrte Frau')).segments.map(({ text }) => text),
      ['Muster GmbH', 'Sehr geehrte Frau'],
    );
    assert.deepEqual(sheetOf(textPage('')).segments, []);
  });
});
