import assert from 'node:assert/strict';
import { paragraphs } from '../../../../src/services/intake/compose/paragraphs.js';
import { printedPage, textPage } from '../../../support/pages.js';

const at = (texts: readonly string[], x = 25) => texts.map((text, i) => ({ text, x, y: 100 + 5 * i }));

describe('paragraphs', () => {
  it('lets full lines flow, and joins a word parted at a line’s end', () => {
    const page = printedPage([
      at(['wir haben Ihren Antrag auf Wohn-', 'geld erhalten und bearbeiten ihn', 'bald. Danke.']),
    ]);
    assert.deepEqual(paragraphs(page), [
      ['wir haben Ihren Antrag auf Wohngeld erhalten und bearbeiten ihn bald. Danke.'],
    ]);
  });

  it('keeps the lines of an address and the rows of a table apart', () => {
    const address = ['Frau', 'Erika Sonnleitner', 'Wilhelm-Busch-Straße 48 a'];
    const table = ['1 Wände streichen, weiß           4,85 €', '2 Decken streichen, weiß          7,90 €'];
    assert.deepEqual(paragraphs(printedPage([at(address)])), [address]);
    assert.deepEqual(paragraphs(printedPage([at(table)])), [table.map((row) => row.replace(/\s+/gu, ' '))]);
  });

  it('keeps a hyphen that belongs to the word', () => {
    const page = printedPage([
      at(['die Fahrt auf der Strecke Nord-', 'Süd und auch auf allen der Ein-', 'und Ausgänge']),
    ]);
    assert.deepEqual(paragraphs(page), [
      ['die Fahrt auf der Strecke Nord-Süd und auch auf allen der Ein- und Ausgänge'],
    ]);
  });

  it('begins a new line at a bullet', () => {
    const page = printedPage([
      at(['bitte senden Sie uns das Gerät', '• bis zum Ende der Woche an uns', '• mit dem Kabel']),
    ]);
    assert.equal(paragraphs(page)[0]?.length, 3);
  });

  it('goes by empty lines where only the text is known', () => {
    assert.deepEqual(paragraphs(textPage('a\nb\n\n\nc')), [['a', 'b'], ['c']]);
  });
});
