import assert from 'node:assert/strict';
import { letterAmount, letterDue } from '../../../../src/services/intake/letter/payment.js';
import { letterReferences } from '../../../../src/services/intake/letter/references.js';
import { sheetOf } from '../../../../src/services/intake/letter/sheet.js';
import { printedPage } from '../../../support/pages.js';

const sheet = (...lines: readonly string[]) =>
  sheetOf(printedPage([lines.map((text, i) => ({ text, x: 20, y: 20 + 6 * i }))]));

describe('letterAmount', () => {
  const table: readonly (readonly [lines: readonly string[], cents: number | undefined, currency?: string])[] = [
    [['Summe netto 1.322,96 €', 'zzgl. 19 % 251,36 €', 'Rechnungsbetrag 1.574,32 €'], 157432, 'EUR'],
    [
      ['Rechnungsbetrag        EUR 48,26', 'Im Rechnungsbetrag sind Lohnkosten in Höhe von 20,00 € enthalten'],
      4826,
      'EUR',
    ],
    [['Gesamtbetrag 159,20'], 15920, 'EUR'],
    [['noch zu zahlen 546,00 0,00 546,00'], 54600, 'EUR'],
    [['Amount due £1,842.10'], 184210, 'GBP'],
    [['Total due $920.00'], 92000, 'USD'],
    [['Der Betrag von 5,00 € wird nicht erhoben.'], undefined],
    [['Summe der Jahre 12.2024'], undefined],
  ];
  for (const [lines, cents, currency] of table) {
    it(`finds ${cents ?? 'none'} in ${lines.join(' / ')}`, () => {
      const found = letterAmount([sheet(...lines)]);
      assert.equal(found?.cents, cents);
      assert.equal(found?.currency, currency);
    });
  }
});

describe('letterDue', () => {
  it('finds the day by which to pay, and no other', () => {
    assert.equal(letterDue([sheet('Bitte zahlen Sie spätestens am 10.07.2026 den Betrag')])?.value, '2026-07-10');
    assert.equal(letterDue([sheet('Zahlbar bis      08.11.2026')])?.value, '2026-11-08');
    assert.equal(letterDue([sheet('Due date 11/20/2026')])?.value, '2026-11-20');
    assert.equal(letterDue([sheet('Das Angebot gilt bis zum 31. Mai 2026.')]), undefined);
    assert.equal(letterDue([sheet('Datum 31.05.2026')]), undefined);
  });
});

describe('letterReferences', () => {
  it('reads labels with the value behind, beside or below', () => {
    const found = letterReferences(
      sheet(
        'Rechnungsnummer: 2026-0817',
        'Kundennummer      10 442',
        'Telefonnummer: 0221 4711',
        'Unser Zeichen',
        '31-602/26 Hu',
      ),
    );
    assert.deepEqual(found, [
      { label: 'Rechnungsnummer', value: '2026-0817' },
      { label: 'Kundennummer', value: '10 442' },
      { label: 'Unser Zeichen', value: '31-602/26 Hu' },
    ]);
  });
});
