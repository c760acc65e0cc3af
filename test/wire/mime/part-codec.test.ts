import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeParts, encodeParts } from '../../../src/wire/mime/part-codec.js';
import type { Part } from '../../../src/wire/mime/structure.js';

const leaf: Part = {
  kind: 'leaf',
  type: 'text',
  subtype: 'plain',
  parameters: [],
  encoding: '7bit',
  headerStart: 0,
  bodyStart: 2,
  end: 10,
  lines: 1,
  children: [],
};

const text = fc.oneof(fc.constantFrom('', 'text', 'plain', 'utf-8', 'x'.repeat(300)), fc.string({ unit: 'grapheme' }));
const size = fc.oneof(fc.nat(300), fc.constantFrom(127, 128, 2 ** 31, 2 ** 40));

/** Trees whose offsets grow in preorder, as those of messages do. */
const partTree = fc
  .letrec<{ part: Part }>((tie) => ({
    part: fc
      .record({
        kind: fc.constantFrom('leaf' as const, 'multipart' as const, 'message' as const),
        type: text,
        subtype: text,
        parameters: fc.array(fc.tuple(text, text), { maxLength: 3 }),
        encoding: text,
        headerStart: size,
        bodyStart: size,
        end: size,
        lines: size,
        children: fc.oneof({ maxDepth: 5 }, fc.constant([]), fc.array(tie('part'), { maxLength: 3 })),
      })
      .map((part) => ({
        ...part,
        bodyStart: part.headerStart + part.bodyStart,
        end: part.headerStart + part.bodyStart + part.end,
      })),
  }))
  .part.map((root) => {
    let from = 0;
    const shifted = (part: Part): Part => {
      const shift = from;
      from += part.headerStart;
      const { headerStart, bodyStart, end } = part;
      return {
        ...part,
        headerStart: headerStart + shift,
        bodyStart: bodyStart + shift,
        end: end + shift,
        children: part.children.map(shifted),
      };
    };
    return shifted(root);
  });

describe('the part codec', () => {
  it('reads back what it wrote', () => {
    fc.assert(fc.property(partTree, (root) => assert.deepEqual(decodeParts(encodeParts(root)), root)));
  });

  it('needs a few octets for a usual part', () => {
    assert.equal(encodeParts(leaf).length, 11);
  });

  it('takes a tree of any depth', () => {
    let root = leaf;
    for (let i = 0; i < 50_000; i++) root = { ...leaf, children: [root] };
    let depth = 0;
    for (let part: Part | undefined = decodeParts(encodeParts(root)); part; part = part.children[0]) depth++;
    assert.equal(depth, 50_001);
  });

  it('refuses offsets that go backwards', () => {
    assert.throws(() => encodeParts({ ...leaf, bodyStart: 11 }), RangeError);
    assert.throws(() => encodeParts({ ...leaf, headerStart: 2, children: [leaf] }), RangeError);
  });

  it('refuses another layout, octets cut short or left over, and noise', () => {
    const octets = encodeParts({ ...leaf, parameters: [['x', 'a value']] });
    assert.throws(() => decodeParts(Buffer.from([2, ...octets.subarray(1)])), /unknown layout/);
    assert.throws(() => decodeParts(Buffer.concat([octets, Buffer.of(0)])), /left over/);
    for (let end = 0; end < octets.length; end++) assert.throws(() => decodeParts(octets.subarray(0, end)), RangeError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        try {
          decodeParts(Buffer.from([1, ...noise]));
        } catch (error) {
          assert.ok(error instanceof RangeError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
