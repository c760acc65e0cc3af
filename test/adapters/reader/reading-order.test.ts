import assert from 'node:assert/strict';
import { inReadingOrder, pageText } from '../../../src/adapters/reader/reading-order.js';
import type { RawLine } from '../../../src/adapters/reader/raw-text.js';
import { rawBlock, rawLine } from './lines.js';

/** A4 at 100 dpi; letters are ten pixels wide and lines twenty high. */
const page = { widthPx: 1240, heightPx: 1754 };
const read = (...lines: readonly RawLine[]): string => pageText(inReadingOrder([rawBlock(...lines)], page));
const column = (x: number, y: number, step: number, ...texts: readonly string[]): readonly RawLine[] =>
  texts.map((text, i) => rawLine(text, { x, y: y + i * step }));

describe('reading order', () => {
  it('is from the top, blocks parted by white', () => {
    assert.equal(
      read(rawLine('unten', { y: 300 }), rawLine('oben', { y: 100 }), rawLine('weiter', { y: 126 })),
      'oben\nweiter\n\nunten',
    );
  });

  it('reads the address, then the information beside it, also when their lines agree', () => {
    const address = column(120, 300, 30, 'Frau', 'Erika Sonnleitner', 'Am Weg 3', '37085 Göttingen');
    const information = column(800, 300, 30, 'Kundennummer 17', 'Telefon 0551 99', 'Datum 18.03.2024');
    assert.equal(
      read(...information, ...address),
      'Frau\nErika Sonnleitner\nAm Weg 3\n37085 Göttingen\n\nKundennummer 17\nTelefon 0551 99\nDatum 18.03.2024',
    );
  });

  it('reads a table row by row, with its cells in one line', () => {
    const left = column(120, 900, 30, 'Pos Artikel', '1 Esstisch', '2 Stuhl', '3 Lieferung');
    const right = column(900, 900, 30, 'Preis', '1.249,00', '179,50', '89,00');
    assert.equal(read(...left, ...right), 'Pos Artikel Preis\n1 Esstisch 1.249,00\n2 Stuhl 179,50\n3 Lieferung 89,00');
  });

  const prose = (name: string): readonly string[] =>
    Array.from({ length: 5 }, (_, i) => `${name} Zeile nummer ${'abcde'[i]} folgt hier noch weiter`);

  it('reads columns of prose one after the other, though their lines agree', () => {
    const [left, right] = [prose('Links'), prose('Rechts')];
    assert.equal(
      read(...column(100, 900, 30, ...left), ...column(700, 900, 30, ...right)),
      `${left.join('\n')}\n\n${right.join('\n')}`,
    );
  });

  it('parts a line that the engine drew through both columns', () => {
    const [left, right] = [prose('Links'), prose('Rechts')];
    const through = left.map((text, i) => {
      const [a, b] = [rawLine(text, { x: 100, y: 900 + i * 30 }), rawLine(right[i]!, { x: 700, y: 900 + i * 30 })];
      return { ...a, words: [...a.words, ...b.words], box: { ...a.box, x1: b.box.x1 } };
    });
    assert.equal(read(...through), `${left.join('\n')}\n\n${right.join('\n')}`);
  });

  it('lets a column go on behind a paragraph that ends in both', () => {
    const [left, right] = [prose('Links'), prose('Rechts')];
    const lines = [100, 700].flatMap((x, side) => [
      ...column(x, 900, 30, ...[left, right][side]!),
      ...column(x, 1110, 30, ...prose(`Nachher ${side}`)),
    ]);
    const text = read(...lines);
    assert.ok(text.indexOf('Nachher 0') < text.indexOf('Rechts'), text);
  });

  it('of nothing is nothing', () => assert.deepEqual(inReadingOrder([], page), []));
});
