import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeSegment, Segment } from '../../../src/adapters/seal/segment.js';

describe('a segment', () => {
  it('gives each content its own octets back, and nothing for others', () => {
    const entries = fc.uniqueArray(
      fc.record(
        {
          content: fc.integer({ min: 1, max: 2 ** 48 - 1 }),
          octets: fc.uint8Array({ maxLength: 50 }).map((array) => Buffer.from(array)),
        },
        { noNullPrototype: true },
      ),
      { selector: ({ content }) => content, maxLength: 40 },
    );
    fc.assert(
      fc.property(entries, fc.integer({ min: 1 }), (all, other) => {
        const segment = new Segment(encodeSegment(all));
        for (const { content, octets } of all) assert.ok(segment.find(content)!.equals(octets));
        if (!all.some(({ content }) => content === other)) assert.equal(segment.find(other), undefined);
        assert.deepEqual(
          segment.entries(),
          [...all].sort((a, b) => a.content - b.content),
        );
      }),
    );
  });

  it('refuses a layout of another version', () => {
    const octets = encodeSegment([]);
    octets[0] = 9;
    assert.throws(() => new Segment(octets), /layout 9/);
  });
});
