import assert from 'node:assert/strict';
import { nextDay, startOfDay } from '../../src/lib/local-time.js';

describe('days', () => {
  for (const { of, zone, starts } of [
    { of: '2026-11-24', zone: 'Europe/Berlin', starts: '2026-11-23T23:00:00.000Z' },
    { of: '2026-03-29', zone: 'Europe/Berlin', starts: '2026-03-28T23:00:00.000Z' },
    { of: '2026-03-30', zone: 'Europe/Berlin', starts: '2026-03-29T22:00:00.000Z' },
    { of: '2026-10-26', zone: 'Europe/Berlin', starts: '2026-10-25T23:00:00.000Z' },
    { of: '2026-11-24', zone: 'UTC', starts: '2026-11-24T00:00:00.000Z' },
    { of: '2026-11-24', zone: 'Asia/Kathmandu', starts: '2026-11-23T18:15:00.000Z' },
    { of: '2026-11-24', zone: 'Pacific/Kiritimati', starts: '2026-11-23T10:00:00.000Z' },
    // Clocks went from 00:00 to 01:00.
    { of: '2018-11-04', zone: 'America/Sao_Paulo', starts: '2018-11-04T03:00:00.000Z' },
  ]) {
    it(`${of} in ${zone} starts at ${starts}`, () => {
      assert.equal(new Date(startOfDay(of, zone)).toISOString(), starts);
    });
  }

  it('follow each other', () => {
    assert.deepEqual(['2026-02-28', '2028-02-28', '2026-12-31'].map(nextDay), [
      '2026-03-01',
      '2028-02-29',
      '2027-01-01',
    ]);
  });
});
