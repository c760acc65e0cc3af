import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatDate, formatInternalDate, parseDate, parseDateTime } from '../../../src/wire/imap/date-time.js';
import { assertRefused, parse } from './support.js';

const minute = 60_000;

describe('wire/imap/date-time', () => {
  const instants: [text: string, iso: string, zoneMinutes: number][] = [
    ['"17-Jul-1996 02:44:25 -0700"', '1996-07-17T02:44:25-07:00', -420],
    ['" 1-Feb-2026 00:00:00 +0100"', '2026-02-01T00:00:00+01:00', 60],
    ['"01-feb-2026 00:00:00 +0100"', '2026-02-01T00:00:00+01:00', 60],
    ['"29-FEB-2024 23:59:59 +0000"', '2024-02-29T23:59:59Z', 0],
    ['"31-Dec-2016 23:59:60 -0000"', '2017-01-01T00:00:00Z', 0],
    ['" 1-Jan-1970 00:00:00 +2359"', '1969-12-31T00:01:00Z', 1439],
    ['" 1-Jan-0001 00:00:00 +0000"', '0001-01-01T00:00:00Z', 0],
  ];
  for (const [text, iso, zoneMinutes] of instants) {
    it(`reads ${text}`, () => {
      assert.deepEqual(parse(text, parseDateTime), { epochMs: Date.parse(iso), zoneMinutes });
    });
  }

  for (const text of [
    '17-Jul-1996 02:44:25 -0700',
    '"17-Jul-1996 02:44:25"',
    '"1-Jul-1996 02:44:25 -0700"',
    '"30-Feb-2024 00:00:00 +0000"',
    '"29-Feb-2023 00:00:00 +0000"',
    '" 0-Jan-2024 00:00:00 +0000"',
    '"32-Jan-2024 00:00:00 +0000"',
    '" 1-Abc-2024 00:00:00 +0000"',
    '" 1-Jan-2024 24:00:00 +0000"',
    '" 1-Jan-2024 00:60:00 +0000"',
    '" 1-Jan-2024 00:00:61 +0000"',
    '" 1-Jan-2024 00:00:00 +2400"',
    '" 1-Jan-2024 00:00:00 +0060"',
    '" 1-Jan-2024 00:00:00 CET"',
    '" 1-Jan-2024 00:00:00 +0000 "',
    '""',
  ]) {
    it(`refuses ${text} as a date-time`, () => assertRefused(text, parseDateTime));
  }

  it('writes instants with their zone, and reads them back', () => {
    assert.equal(
      formatInternalDate({ epochMs: Date.parse('2026-02-01T12:00:00.999Z'), zoneMinutes: -90 }),
      '" 1-Feb-2026 10:30:00 -0130"',
    );
    fc.assert(
      fc.property(
        fc.integer({ min: Date.parse('0001-01-03') / 1000, max: Date.parse('9999-12-28') / 1000 }),
        fc.integer({ min: -1439, max: 1439 }),
        (seconds, zoneMinutes) => {
          const value = { epochMs: seconds * 1000, zoneMinutes };
          assert.deepEqual(parse(formatInternalDate(value), parseDateTime), value);
        },
      ),
    );
  });

  it('counts days as written, with and without quotes', () => {
    const day = Date.parse('1994-02-01') / minute / 60 / 24;
    for (const text of ['1-Feb-1994', '01-Feb-1994', '"1-Feb-1994"', '1-FEB-1994', '{10}\r\n1-Feb-1994']) {
      assert.equal(parse(text, parseDate), day, text);
    }
    assert.equal(parse('31-Dec-1969', parseDate), -1);
  });

  for (const text of [
    '',
    '1-Feb-94',
    '30-Feb-1994',
    '0-Jan-2000',
    '001-Jan-2000',
    '1-Feb-1994x',
    '1 Feb 1994',
    '"1-Feb-1994',
    '-1-Feb-1994',
  ]) {
    it(`refuses ${JSON.stringify(text)} as a date`, () => assertRefused(text, parseDate));
  }

  it('reads the days that it wrote', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (day) => {
        assert.equal(parse(formatDate(day), parseDate), day);
      }),
    );
  });
});
