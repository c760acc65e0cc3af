import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  formatFetchModifiers,
  formatSelectParameters,
  formatStoreModifiers,
} from '../../../src/wire/imap/modifiers.js';
import { formatPartialRange, parsePartialRange, takePartial } from '../../../src/wire/imap/partial-range.js';
import { intersectRanges, rangesContain, resolveSequenceSet } from '../../../src/wire/imap/sequence-set.js';
import type { FetchModifiers, KnownRange, PartialRange, QresyncParameter } from '../../../src/wire/imap/syntax.js';
import { assertRefused, parse } from './support.js';

const modSeq = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const plainObjects = { noNullPrototype: true } as const;
const nz = fc.integer({ min: 1, max: 0xffff_ffff });
const partial: fc.Arbitrary<PartialRange> = fc
  .tuple(nz, nz, fc.boolean())
  .map(([a, b, fromEnd]) => ({ from: Math.min(a, b), to: Math.max(a, b), fromEnd }));
const knownRange: fc.Arbitrary<KnownRange> = fc.tuple(nz, nz).map(([from, to]) => ({ from, to }));

/** Ascending ranges of the given lengths, with the given gaps before them. */
function ascending(lengths: readonly number[], gaps: readonly number[]): KnownRange[] {
  let next = 1;
  return lengths.map((length, index) => {
    const from = next + gaps[index]!;
    next = from + length;
    return { from, to: next - 1 };
  });
}

const match = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.nat(9), fc.nat(99)), { minLength: 1, maxLength: 20 })
  .map((parts) => {
    const [lengths, seqGaps, uidGaps] = [0, 1, 2].map((column) => parts.map((part) => part[column]!));
    return { seqs: ascending(lengths!, seqGaps!), uids: ascending(lengths!, uidGaps!) };
  });

const qresync: fc.Arbitrary<QresyncParameter> = fc.record(
  {
    uidValidity: nz,
    modSeq,
    knownUids: optional(fc.array(knownRange, { minLength: 1, maxLength: 10 })),
    match: optional(match),
  },
  plainObjects,
);

describe('wire/imap/modifiers', () => {
  it('reads the FETCH modifiers that it wrote', () => {
    const modifiers: fc.Arbitrary<FetchModifiers> = fc.record(
      {
        changedSince: optional(modSeq),
        vanished: fc.boolean(),
        partial: optional(partial),
      },
      plainObjects,
    );
    fc.assert(
      fc.property(modifiers, (value) => {
        assert.deepEqual(
          parse(`x${formatFetchModifiers(value)}`, (p) => (p.char('x'), p.fetchModifiers())),
          value,
        );
      }),
    );
  });

  it('reads the STORE modifiers that it wrote', () => {
    fc.assert(
      fc.property(optional(modSeq), (unchangedSince) => {
        const text = `${formatStoreModifiers({ unchangedSince })}FLAGS ()`;
        const read = parse(text, (p) => [p.storeModifiers(), p.storeRequest()] as const);
        assert.deepEqual(read[0], { unchangedSince });
      }),
    );
  });

  it('reads the SELECT parameters that it wrote', () => {
    fc.assert(
      fc.property(fc.record({ condstore: fc.boolean(), qresync: optional(qresync) }, plainObjects), (value) => {
        assert.deepEqual(
          parse(`x${formatSelectParameters(value)}`, (p) => (p.char('x'), p.selectParameters())),
          value,
        );
      }),
    );
  });

  it('reads words in any order and case', () => {
    const since = { changedSince: 7n, vanished: true, partial: { from: 1, to: 5, fromEnd: true } };
    for (const text of [' (changedsince 7 vanished partial -5:-1)', ' (VANISHED PARTIAL -1:-5 CHANGEDSINCE 7)']) {
      assert.deepEqual(
        parse(text, (p) => p.fetchModifiers()),
        since,
      );
    }
  });

  for (const text of [
    ' ()',
    ' (CHANGEDSINCE)',
    ' (CHANGEDSINCE )',
    ' (CHANGEDSINCE 1 CHANGEDSINCE 1)',
    ' (CHANGEDSINCE -1)',
    ' (CHANGEDSINCE 9223372036854775808)',
    ' (CHANGEDSINCE 111111111111111111111)',
    ' (toString)',
    ' (constructor 1)',
    ' (VANISHED',
    ' (PARTIAL 1)',
    ' (PARTIAL 0:1)',
    ' (PARTIAL -1:1)',
    ' (PARTIAL 1:-1)',
    ' (PARTIAL 1:*)',
    '  (VANISHED)',
  ]) {
    it(`refuses FETCH … ${text}`, () => assertRefused(text, (p) => p.fetchModifiers()));
  }

  for (const text of [
    ' (QRESYNC)',
    ' (QRESYNC 1 1)',
    ' (QRESYNC (1))',
    ' (QRESYNC (0 1))',
    ' (QRESYNC (1 1 ))',
    ' (QRESYNC (1 1 *))',
    ' (QRESYNC (1 1 1:*))',
    ' (QRESYNC (1 1 $))',
    ' (QRESYNC (1 1 1 1))',
    ' (QRESYNC (1 1 (1)))',
    ' (QRESYNC (1 1 (1 1) 1))',
    ' (QRESYNC (1 1 (1:2 1)))',
    ' (QRESYNC (1 1 (2:1 1:2)))',
    ' (QRESYNC (1 1 (1,1 1,2)))',
    ' (QRESYNC (1 1 (1:2 5,5)))',
    ' (QRESYNC (1 1) QRESYNC (1 1))',
  ]) {
    it(`refuses SELECT … ${text}`, () => assertRefused(text, (p) => p.selectParameters()));
  }
});

describe('wire/imap/partial-range', () => {
  it('reads the ranges that it wrote', () => {
    fc.assert(
      fc.property(partial, (range) => {
        assert.deepEqual(parse(formatPartialRange(range), parsePartialRange), range);
      }),
    );
  });

  it('takes what the range names, in the order of the list', () => {
    const small = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(fc.nat(10), small, small, fc.boolean(), (length, a, b, fromEnd) => {
        const list = Array.from({ length }, (_, index) => index + 1);
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const named = list.filter((each) => {
          const number = fromEnd ? length - each + 1 : each;
          return number >= from && number <= to;
        });
        assert.deepEqual(takePartial(list, { from, to, fromEnd }), named);
      }),
    );
  });
});

describe('ranges in both of two sets', () => {
  it('hold the numbers that both hold', () => {
    const range = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }));
    const set = fc.array(range, { maxLength: 6 }).map((ranges) =>
      resolveSequenceSet(
        ranges.map(([from, to]) => ({ from, to })),
        30,
      ),
    );
    fc.assert(
      fc.property(set, set, (a, b) => {
        const both = intersectRanges(a, b);
        for (let number = 1; number <= 31; number += 1) {
          assert.equal(rangesContain(both, number), rangesContain(a, number) && rangesContain(b, number), `${number}`);
        }
      }),
    );
  });
});
