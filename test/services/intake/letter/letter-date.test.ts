import assert from 'node:assert/strict';
import { describeLetter } from '../../../../src/services/intake/letter/describe-letter.js';
import { letterPage, type Print } from '../../../support/letters/invented-letter.js';

const scannedMs = Date.UTC(2026, 10, 23);

/** A letter whose information block and text are given. */
function dateOf(block: readonly string[], text: readonly string[] = [], foot: readonly Print[] = []) {
  const print: readonly Print[] = [
    [25, 45, 7, 'Muster GmbH, Weg 1, 50667 Köln'],
    [25, 52, 11, ['Frau', 'Ina Beispiel', 'Gasse 2', '50668 Köln']],
    [125, 52, 10, block],
    [25, 98, 11, 'Ihr Vertrag'],
    [25, 110, 11, 'Sehr geehrte Frau Beispiel,'],
    [25, 120, 11, ['wir schreiben Ihnen heute, weil sich etwas geändert hat.', ...text]],
    [25, 150, 11, 'Mit freundlichen Grüßen'],
    ...foot,
  ];
  return describeLetter([letterPage({ title: '', sender: undefined, date: undefined, subject: undefined, print })], {
    scannedMs,
  }).date;
}

describe('letterDate', () => {
  const table: readonly (readonly [block: readonly string[], date: string | undefined])[] = [
    [['Datum: 12.10.2026'], '2026-10-12'],
    [['Datum     12.10.2026'], '2026-10-12'],
    [['Telefon 0221 4711', 'Datum', '12.10.2026'], '2026-10-12'],
    [['12.10.2026'], '2026-10-12'],
    [['Köln, den 12.10.26'], '2026-10-12'],
    [['Köln, 12. Oktober 2026'], '2026-10-12'],
    [['Bad Münstereifel, im Oktober 2026'], '2026-10'],
    [['Rechnungsdatum: 12.10.2026', 'Leistungsdatum: 30.09.2026', 'Fällig am: 26.10.2026'], '2026-10-12'],
    [['Geburtsdatum: 03.04.1971', 'Bescheiddatum: 12.10.2026'], '2026-10-12'],
    [['Ihr Schreiben vom: 01.10.2026', 'Unser Zeichen: ab/12', 'Datum: 12.10.2026'], '2026-10-12'],
    [['Ihre Nachricht vom 01.10.2026', '12.10.2026'], '2026-10-12'],
    [['Invoice date: October 12, 2026', 'Due date: November 12, 2026'], '2026-10-12'],
    [['geb. 03.04.1971'], undefined],
    [['Vertragsbeginn: 01.11.2026'], undefined],
    [['Zahlbar bis 26.10.2026'], undefined],
    [['Abrechnungszeitraum 01.01.2025 - 31.12.2025'], undefined],
    [['Datum: Poststempel'], undefined],
    [['Datum: 12.10.2027'], undefined],
    [['Datum: 31.02.2026'], undefined],
  ];
  for (const [block, date] of table) {
    it(`finds ${date ?? 'no date'} in ${block.join(' | ')}`, () => {
      assert.equal(dateOf(block)?.value, date);
    });
  }

  it('does not take a date in the text for the letter’s', () => {
    assert.equal(dateOf(['Telefon 0221 4711'], ['Der Vertrag vom 01.02.2025 endet am 31.12.2026.'])?.value, undefined);
    assert.equal(dateOf(['Telefon 0221 4711'], ['Bitte antworten Sie bis zum 01.11.2026.'])?.value, undefined);
  });

  it('takes the date beside the signature where there is no other', () => {
    assert.equal(dateOf([], [], [[25, 165, 11, 'Köln, den 12.10.2026']])?.value, '2026-10-12');
  });

  it('accepts tomorrow, since clocks and letters run ahead, but not next week', () => {
    assert.equal(dateOf(['Datum: 24.11.2026'])?.value, '2026-11-24');
    assert.equal(dateOf(['Datum: 01.12.2026'])?.value, undefined);
  });

  it('is less sure of a letter from long ago', () => {
    const old = dateOf(['Datum: 12.10.1998'])?.confidence ?? 0;
    assert.ok(old > 0 && old < (dateOf(['Datum: 12.10.2024'])?.confidence ?? 0));
  });
});
