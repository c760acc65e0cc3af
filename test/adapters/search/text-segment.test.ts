import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeText, TextSegment } from '../../../src/adapters/search/text-segment.js';
import { encodeSegment } from '../../../src/adapters/seal/segment.js';
import { foldForSearch, foldText, scoreIn } from '../../../src/mail/search.js';
import type { FoldedCriterion, FoldedText } from '../../../src/mail/search.js';

/** Few letters, so that hits are many and lie at every edge. */
const short = fc
  .array(fc.constantFrom('A', 'B', 'ß', 'Ü', 'M', 'RN', 'E', 'U', 'S', ' ', ':', '\u0001'), { maxLength: 5 })
  .map((all) => all.join(''));
const text: fc.Arbitrary<FoldedText> = fc
  .record({ from: short, to: short, cc: short, bcc: short, subject: short, header: fc.array(short), body: short })
  .map(({ header, ...rest }) => foldText({ ...rest, header: header.map((value) => `A: ${value}`).join('\r\n') }));
const needle = short.filter((each) => each !== '').map(foldForSearch);
const fuzzy = fc.boolean();
const criterion: fc.Arbitrary<FoldedCriterion> = fc.oneof(
  fc.constant({ kind: 'all' as const }),
  fc.record({ kind: fc.constant('text' as const), needle, fuzzy }),
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
    fuzzy,
  }),
  fc.record({
    kind: fc.constant('header' as const),
    name: fc.constantFrom('A:', 'B:', 'A: A:'),
    needle: fc.oneof(needle, fc.constant('')),
    fuzzy: fc.constant(false),
  }),
  fc.record({ kind: fc.constant('header' as const), name: fc.constant('A:'), needle, fuzzy: fc.constant(true) }),
);

describe('a text segment', () => {
  it('finds what a plain look at each text finds, and never across fields or entries', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), criterion, (texts, each) => {
        const entries = texts.map((one, i) => ({ content: i + 1, octets: encodeText(one) }));
        const segment = new TextSegment(encodeSegment(entries));
        const expected = texts.flatMap((one, i) => {
          const score = scoreIn(one, each);
          return score === undefined ? [] : [[i + 1, score]];
        });
        for (const sign of [false, true]) {
          if (sign) segment.sign();
          const { contents, scores } = segment.search(each);
          assert.deepEqual(
            [...contents].map((content, i) => [content, scores[i]]),
            expected,
          );
        }
      }),
      { numRuns: 2000 },
    );
  });
});
