import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findDates } from '../../../../src/services/intake/letter/dates.js';

describe('findDates', () => {
  const table: readonly (readonly [text: string, ...dates: string[]])[] = [
    ['18.03.2024', '2024-03-18'],
    ['18. 3. 24', '2024-03-18'],
    ['Hamburg, den 18.3.24', '2024-03-18'],
    ['l8.O3.2024', '2024-03-18'],
    ['18,03.2024', '2024-03-18'],
    ['18.03 .2024', '2024-03-18'],
    ['18. März 2024', '2024-03-18'],
    ['18. Marz 2024', '2024-03-18'],
    ['18.März 2024', '2024-03-18'],
    ['1. Jänner 2024', '2024-01-01'],
    ['5. Dez. 2023', '2023-12-05'],
    ["3. Mai '24", '2024-05-03'],
    ['18-03-2024', '2024-03-18'],
    ['2024-03-18', '2024-03-18'],
    ['18 March 2024', '2024-03-18'],
    ['1st of May, 2024', '2024-05-01'],
    ['March 18, 2024', '2024-03-18'],
    ['Mar 3 2024', '2024-03-03'],
    ['18/03/2024', '2024-03-18'],
    ['03/18/2024', '2024-03-18'],
    ['Bamberg, im April 2024', '2024-04'],
    ['vom 01.01.2023 - 31.12.2023', '2023-01-01', '2023-12-31'],
    ['geb. 27.02.51', '2051-02-27'],
    ['am 29.02.2023', ...[]],
    ['31.04.2024', ...[]],
    ['13.13.2024', ...[]],
    ['IP 192.168.10.24', ...[]],
    ['Betrag 1.304,66', ...[]],
    ['Nr. 4471.20.2024.7', ...[]],
    ['§ 24 Abs. 3.1', ...[]],
    ['01.08. Dauerauftrag', ...[]],
    ['Telefon 0551 99 47 31-0', ...[]],
    ['4. bis 8. März 2024', '2024-03-08'],
  ];
  for (const [text, ...dates] of table) {
    it(`reads ${JSON.stringify(text)} as ${dates.join(' and ') || 'no date'}`, () => {
      assert.deepEqual(
        findDates(text).map(({ iso }) => iso),
        dates,
      );
    });
  }

  it('knows that 03/04/2024 can be read in two ways', () => {
    assert.deepEqual(
      findDates('03/04/2024 and 25/04/2024').map(({ certain }) => certain),
      [false, true],
    );
  });

  it('finds every day in each form, at its place', () => {
    const day = fc.date({ min: new Date('1970-01-01'), max: new Date('2068-12-31'), noInvalidDate: true });
    const de = new Intl.DateTimeFormat('de-DE', { dateStyle: 'long', timeZone: 'UTC' });
    const gb = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
    const us = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });
    const short = new Intl.DateTimeFormat('de-DE', { dateStyle: 'medium', timeZone: 'UTC' });
    fc.assert(
      fc.property(day, fc.constantFrom(de, gb, us, short), (date, format) => {
        const text = `Ort, ${format.format(date)} Uhr`;
        const [found] = findDates(text);
        assert.equal(found?.iso, date.toISOString().slice(0, 10));
        assert.equal(text.slice(found?.start, found?.end), format.format(date));
      }),
    );
  });

  it('ends soon on any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('1', '.', ' ', 'l', '-', '/', 'mai', '20'), maxLength: 2000 }),
        (text) => {
          assert.ok(findDates(text).every(({ start, end }) => start < end && end <= text.length));
        },
      ),
      { numRuns: 50 },
    );
  });
});
