import assert from 'node:assert/strict';
import { describeLetter } from '../../../../src/services/intake/letter/describe-letter.js';
import { letterPage, type Print } from '../../../support/letters/invented-letter.js';

/** A letter with the given lines between address and text; `opening` empty: without a salutation. */
function subjectOf(lines: readonly Print[], opening = 'Sehr geehrte Frau Beispiel,') {
  const print: readonly Print[] = [
    [25, 14, 16, 'Muster GmbH'],
    [25, 45, 7, 'Muster GmbH, Weg 1, 50667 Köln'],
    [25, 52, 11, ['Frau', 'Ina Beispiel', 'Gasse 2', '50668 Köln']],
    ...lines,
    [25, 118, 11, opening],
    [
      25,
      128,
      11,
      ['wir schreiben Ihnen heute, weil sich an Ihrem Vertrag etwas geändert', 'hat. Bitte lesen Sie alles.'],
    ],
  ];
  const page = letterPage({ title: '', sender: undefined, date: undefined, subject: undefined, print });
  return describeLetter([page], { scannedMs: Date.UTC(2026, 10, 23) }).subject?.value;
}

describe('letterSubject', () => {
  const table: readonly (readonly [lines: readonly Print[], subject: string | undefined])[] = [
    [[[25, 104, 11, 'Ihr neuer Vertrag']], 'Ihr neuer Vertrag'],
    [[[25, 104, 11, ['Ihr neuer Vertrag', 'über Strom und Gas']]], 'Ihr neuer Vertrag über Strom und Gas'],
    [[[25, 104, 11, ['Ihr neuer Strom-', 'und Gasvertrag']]], 'Ihr neuer Strom- und Gasvertrag'],
    [[[25, 104, 11, ['Ihre Kranken-', 'versicherung']]], 'Ihre Krankenversicherung'],
    [[[25, 104, 11, 'Betreff: Ihr neuer Vertrag']], 'Ihr neuer Vertrag'],
    [[[25, 104, 11, 'Betr.: Ihr neuer Vertrag']], 'Ihr neuer Vertrag'],
    [
      [
        [25, 104, 11, 'Betreff'],
        [50, 104, 11, 'Ihr neuer Vertrag'],
      ],
      'Ihr neuer Vertrag',
    ],
    [
      [
        [25, 92, 11, 'Köln, den 12.10.2026'],
        [25, 104, 11, 'Ihr neuer Vertrag'],
      ],
      'Ihr neuer Vertrag',
    ],
    [[[25, 104, 11, ['Ihr neuer Vertrag', 'Kundennummer: 4711']]], 'Ihr neuer Vertrag'],
    [
      [
        [25, 90, 9, 'Unser Zeichen: ab/12'],
        [25, 104, 11, 'Kündigung zum 31. Dezember 2026'],
      ],
      'Kündigung zum 31. Dezember 2026',
    ],
    [[[25, 104, 11, 'Mahnung: Rechnung 4711 vom 01.09.2026']], 'Mahnung: Rechnung 4711 vom 01.09.2026'],
    [[[25, 104, 11, 'Kundennummer: 4711']], undefined],
    [[[25, 104, 11, 'Köln, den 12.10.2026']], undefined],
    [[[130, 104, 11, 'Telefon 0221 4711']], undefined],
    [[], undefined],
  ];
  for (const [lines, subject] of table) {
    it(`finds ${subject ?? 'nothing'} in ${lines.map((line) => [line[3]].flat().join(' / ')).join(' | ') || 'nothing'}`, () => {
      assert.equal(subjectOf(lines), subject);
    });
  }

  it('goes by the kind of document where nobody is greeted, with its number', () => {
    assert.equal(subjectOf([[25, 100, 14, 'Kontoauszug 8/2026']], ''), 'Kontoauszug 8/2026');
    assert.equal(
      subjectOf(
        [
          [25, 100, 14, 'Rechnung'],
          [130, 60, 9, 'Rechnungsnummer: 2026-118'],
        ],
        '',
      ),
      'Rechnung 2026-118',
    );
    assert.equal(
      subjectOf(
        [
          [25, 100, 14, 'Rechnung'],
          [130, 60, 9, 'Telefon: 0221 118'],
        ],
        '',
      ),
      'Rechnung',
    );
  });

  it('stops where a labelled subject runs on into the text', () => {
    const body = Array.from(
      { length: 6 },
      (_, i) => `und das ist die Zeile ${i} des Textes, der gleich darunter folgt`,
    );
    assert.equal(subjectOf([[25, 80, 11, ['Betreff: Ihr neuer Vertrag', ...body]]], ''), 'Ihr neuer Vertrag');
  });
});
