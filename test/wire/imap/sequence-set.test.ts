import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  formatMessageSet,
  formatNumbers,
  formatSequenceSet,
  parseSequenceSet,
  rangesContain,
  resolveSequenceSet,
} from '../../../src/wire/imap/sequence-set.js';
import type { SequenceSet } from '../../../src/wire/imap/syntax.js';
import { assertRefused, parse } from './support.js';

const max = 0xffff_ffff;
const number = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max }), fc.constant('*' as const));
const range = fc.tuple(number, number).map(([from, to]) => ({ from, to }));
const sequenceSet: fc.Arbitrary<SequenceSet> = fc.array(range, { minLength: 1, maxLength: 12 });
const smallNumber = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant('*' as const));
const smallSet: fc.Arbitrary<SequenceSet> = fc.array(
  fc.tuple(smallNumber, smallNumber).map(([from, to]) => ({ from, to })),
  {
    minLength: 1,
    maxLength: 6,
  },
);

/** RFC 9051 §9 seq-range, word by word. */
function named(set: SequenceSet, largest: number, candidate: number): boolean {
  return set.some(({ from, to }) => {
    const star = from === '*' || to === '*';
    if (star && largest === 0) return false;
    const a = from === '*' ? largest : from;
    const b = to === '*' ? largest : to;
    // Numbers beyond the largest that only `*` brings in are not meant.
    return Math.min(a, b) <= candidate && candidate <= (star ? largest : Math.max(a, b));
  });
}

describe('wire/imap/sequence-set', () => {
  const read = (text: string) => parse(text, parseSequenceSet);

  it('reads numbers, ranges, reversed ranges and *', () => {
    assert.deepEqual(read('2,4:7,9,12:*,*:3,5:5,4294967295'), [
      { from: 2, to: 2 },
      { from: 4, to: 7 },
      { from: 9, to: 9 },
      { from: 12, to: '*' },
      { from: '*', to: 3 },
      { from: 5, to: 5 },
      { from: 4294967295, to: 4294967295 },
    ]);
  });

  it('reads $ where a saved result may stand', () => {
    assert.equal(
      parse('$', (p) => p.messageSet()),
      '$',
    );
    assert.equal(formatMessageSet('$'), '$');
    assertRefused('$', parseSequenceSet);
    assertRefused('$,1', (p) => p.messageSet());
  });

  for (const text of [
    '',
    '0',
    '1:0',
    '-1',
    '4294967296',
    '99999999999999999999999',
    '1,',
    ',1',
    '1:',
    ':1',
    '1:2:3',
    '1 ,2',
    'a',
    '**',
    '1*',
    '1.5',
    '0x1',
    '１',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => assertRefused(text, parseSequenceSet));
  }

  it('takes as many ranges as the limit says', () => {
    assert.equal(read(Array.from({ length: 10_000 }, () => '1').join(',')).length, 10_000);
    assertRefused(Array.from({ length: 10_001 }, () => '1').join(','), parseSequenceSet, /at most 10000 ranges/);
  });

  it('reads what it wrote', () => {
    fc.assert(fc.property(sequenceSet, (set) => assert.deepEqual(read(formatSequenceSet(set)), set)));
  });

  describe('resolveSequenceSet', () => {
    const rows: [set: string, largest: number, ranges: [number, number][]][] = [
      ['1:*', 5, [[1, 5]]],
      ['*', 5, [[5, 5]]],
      ['9:*', 5, [[5, 5]]],
      ['*:9', 5, [[5, 5]]],
      ['*:*', 5, [[5, 5]]],
      ['4:2', 5, [[2, 4]]],
      ['3,1,2', 5, [[1, 3]]],
      ['1:3,2:5,7', 9, [[1, 5], [7, 7]]],
      ['7:9', 5, [[7, 9]]],
      ['1:*', 0, []],
      ['*', 0, []],
    ]; // prettier-ignore
    for (const [set, largest, ranges] of rows) {
      it(`${set} is ${JSON.stringify(ranges)} where ${largest} is the largest`, () => {
        assert.deepEqual(
          resolveSequenceSet(read(set), largest).map(({ from, to }) => [from, to]),
          ranges,
        );
      });
    }

    it('names what the RFC says, in ascending ranges that do not touch', () => {
      fc.assert(
        fc.property(smallSet, fc.integer({ min: 0, max: 25 }), (set, largest) => {
          const ranges = resolveSequenceSet(set, largest);
          for (const [i, { from, to }] of ranges.entries()) {
            assert.ok(from <= to);
            assert.ok(i === 0 || from > ranges[i - 1]!.to + 1);
          }
          for (let n = 1; n <= 32; n += 1) {
            assert.equal(rangesContain(ranges, n), named(set, largest, n), `${n}`);
          }
        }),
      );
    });
  });

  it('writes ascending numbers as the shortest set', () => {
    assert.equal(formatNumbers([]), '');
    assert.equal(formatNumbers([7]), '7');
    assert.equal(formatNumbers([1, 2, 3, 5, 7, 8]), '1:3,5,7:8');
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (unsorted) => {
        const list = unsorted.sort((a, b) => a - b);
        const set = read(formatNumbers(list));
        const ranges = resolveSequenceSet(set, 0);
        assert.equal(set.length, ranges.length);
        assert.deepEqual(
          Array.from({ length: 60 }, (_, i) => i + 1).filter((n) => rangesContain(ranges, n)),
          list,
        );
      }),
    );
  });

  it('keeps the order of numbers that do not ascend, which pairs new UIDs with old', () => {
    assert.equal(formatNumbers([7, 5, 6, 6]), '7,5:6,6');
  });
});
