import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeText, TextSegment } from '../../../src/adapters/search/text-segment.js';
import { encodeSegment } from '../../../src/adapters/seal/segment.js';
import { foldForSearch, foldText, holdsIn } from '../../../src/mail/search.js';
import type { FoldedCriterion, FoldedText } from '../../../src/mail/search.js';

/** Few letters, so that hits are many and lie at every edge. */
const short = fc
  .array(fc.constantFrom('A', 'B', 'ß', 'Ü', ' ', ':', '\u0001'), { maxLength: 5 })
  .map((all) => all.join(''));
const text: fc.Arbitrary<FoldedText> = fc
  .record({ from: short, to: short, cc: short, bcc: short, subject: short, header: fc.array(short), body: short })
  .map(({ header, ...rest }) => foldText({ ...rest, header: header.map((value) => `A: ${value}`).join('\r\n') }));
const needle = short.filter((each) => each !== '').map(foldForSearch);
const criterion: fc.Arbitrary<FoldedCriterion> = fc.oneof(
  fc.constant({ kind: 'all' as const }),
  fc.record({ kind: fc.constant('text' as const), needle }),
  fc.record({
    kind: fc.constant('field' as const),
    field: fc.constantFrom(
      'from' as const,
      'to' as const,
      'cc' as const,
      'bcc' as const,
      'subject' as const,
      'body' as const,
    ),
    needle,
  }),
  fc.record({
    kind: fc.constant('header' as const),
    name: fc.constantFrom('A:', 'B:', 'A: A:'),
    needle: fc.oneof(needle, fc.constant('')),
  }),
);

describe('a text segment', () => {
  it('finds what a plain look at each text finds, and never across fields or entries', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), criterion, (texts, each) => {
        const entries = texts.map((one, i) => ({ content: i + 1, octets: encodeText(one) }));
        const found = new TextSegment(encodeSegment(entries)).search(each);
        const expected = texts.flatMap((one, i) => (holdsIn(one, each) ? [i + 1] : []));
        assert.deepEqual(found, expected);
      }),
      { numRuns: 2000 },
    );
  });
});
