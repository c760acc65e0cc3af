import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyse, createAnalyser } from '../../../src/wire/mime/analyse.js';
import type { Analysis } from '../../../src/wire/mime/analyse.js';
import { decodeParts, encodeParts } from '../../../src/wire/mime/part-codec.js';
import { locateSection } from '../../../src/wire/mime/section.js';
import type { MimeLimits, Part } from '../../../src/wire/mime/structure.js';
import { buildMessage, cut, outline, places, tree } from './mime-tree.js';

const lineEnd = fc.constantFrom('\r\n' as const, '\n' as const);

function analyseInPieces(pieces: readonly Buffer[], limits?: MimeLimits): Analysis {
  const analyser = createAnalyser(limits);
  for (const piece of pieces) {
    const reused = Buffer.from(piece);
    analyser.push(reused);
    reused.fill(0x2d); // an analyser that keeps chunks would now read hyphens
  }
  return analyser.end();
}

/** Octets that are no message at all, and messages with octets changed, dropped and doubled. */
const hostile = fc.oneof(
  fc.uint8Array({ maxLength: 400 }).map((octets) => Buffer.from(octets)),
  fc
    .record({
      root: tree,
      lineEnd,
      cuts: fc.array(fc.nat(), { maxLength: 6 }),
      flips: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
    })
    .map(({ root, lineEnd: end, cuts, flips }) => {
      let octets = Buffer.from(buildMessage(root, end).octets);
      for (const [place, value] of flips) octets[place % octets.length] = value;
      for (const place of cuts) {
        const at = place % (octets.length + 1);
        octets = Buffer.concat([octets.subarray(0, at), octets.subarray(at + (place % 7))]);
      }
      return octets;
    }),
  fc
    .array(
      fc.constantFrom(
        ...[
          'Content-Type: multipart/mixed; boundary=b\r\n',
          'Content-Type: multipart/digest; boundary=bb\n',
          '\r\n',
          '\n',
          '\r',
        ],
        ...[
          '--b\r\n',
          '--b--\r\n',
          '--bb\n',
          '--bb--\n',
          '--b',
          'Content-Type: message/rfc822\r\n',
          'x',
          ' ',
          '\0',
          '=E4=\r\n',
        ],
        ...[
          'Content-Type: text/html; charset=utf-16\r\n',
          'Content-Transfer-Encoding: base64\r\n',
          '<p>&auml',
          '<!-',
          '<style',
          '\xe2\x82',
        ],
        ...[
          'Subject: =?utf-8?Q?=C3?= =?utf-8?Q?=A4?=\r\n',
          'x'.repeat(600),
          '-'.repeat(600),
          `--b${' '.repeat(508)}\n`,
        ],
      ),
      { maxLength: 40 },
    )
    .map((pieces) => Buffer.from(pieces.join(''), 'latin1')),
);

describe('a message built and analysed', () => {
  it('has every part where it was put', () => {
    fc.assert(
      fc.property(tree, lineEnd, (root, end) => {
        const built = buildMessage(root, end);
        assert.deepEqual(outline(analyse(built.octets).structure.root), built.root);
      }),
      { numRuns: 500 },
    );
  });

  it('reads the same however its octets come', () => {
    fc.assert(
      fc.property(tree, lineEnd, places, (root, end, at) => {
        const { octets } = buildMessage(root, end);
        assert.deepEqual(analyseInPieces(cut(octets, at)), analyse(octets));
      }),
    );
  });

  it('counts the line ends of text and message bodies', () => {
    fc.assert(
      fc.property(tree, lineEnd, (root, end) => {
        const { octets } = buildMessage(root, end);
        for (const part of allParts(analyse(octets).structure.root)) {
          if (part.type !== 'text' && part.kind !== 'message') continue;
          assert.equal(part.lines, octets.subarray(part.bodyStart, part.end).filter((octet) => octet === 0x0a).length);
        }
      }),
    );
  });
});

describe('any octets at all', () => {
  it('read the same however they come, one by one too', () => {
    fc.assert(
      fc.property(hostile, places, (octets, at) => {
        const whole = analyse(octets);
        assert.deepEqual(analyseInPieces(cut(octets, at)), whole);
        assert.deepEqual(analyseInPieces([...octets].map((octet) => Buffer.of(octet))), whole);
      }),
      { numRuns: 300 },
    );
  });

  it('give parts that lie inside each other and follow one another', () => {
    fc.assert(
      fc.property(hostile, (octets) => {
        const { structure } = analyse(octets);
        assert.equal(structure.sizeOctets, octets.length);
        assert.equal(structure.root.headerStart, 0);
        assert.equal(structure.root.end, octets.length);
        for (const part of allParts(structure.root)) {
          assert.ok(part.headerStart <= part.bodyStart && part.bodyStart <= part.end, 'a part has no negative size');
          assert.equal(part.kind === 'leaf', part.children.length === 0);
          if (part.kind === 'message') assert.equal(part.children.length, 1);
          let from = part.bodyStart;
          for (const child of part.children) {
            assert.ok(child.headerStart >= from && child.end <= part.end, 'a part lies inside its parent');
            from = child.end;
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are header and text, with nothing between', () => {
    fc.assert(
      fc.property(hostile, (octets) => {
        const { structure } = analyse(octets);
        const header = locateSection(structure, { part: [], what: 'header' })!;
        const text = locateSection(structure, { part: [], what: 'text' })!;
        assert.deepEqual(
          Buffer.concat([octets.subarray(header.start, header.end), octets.subarray(text.start, text.end)]),
          octets,
        );
        assert.deepEqual(structure.header, octets.subarray(header.start, header.end));
      }),
    );
  });

  it('keep to the limits', () => {
    const limits: MimeLimits = { depth: 2, parts: 4, headerOctets: 60, textCharacters: 20 };
    fc.assert(
      fc.property(hostile, places, (octets, at) => {
        const analysis = analyse(octets, limits);
        const { structure, text } = analysis;
        assert.ok(depthOf(structure.root) <= limits.depth);
        // Each multipart may have an empty part of its own besides.
        assert.ok(allParts(structure.root).filter((part) => part.end > part.headerStart).length <= limits.parts);
        assert.ok(structure.header.length <= limits.headerOctets);
        assert.ok(text.body.length <= limits.textCharacters);
        assert.deepEqual(analyseInPieces(cut(octets, at), limits), analysis);
      }),
      { numRuns: 300 },
    );
  });

  it('survive the part codec', () => {
    fc.assert(
      fc.property(hostile, (octets) => {
        const { root } = analyse(octets).structure;
        assert.deepEqual(decodeParts(encodeParts(root)), root);
      }),
    );
  });
});

function allParts(root: Part): Part[] {
  return [root, ...root.children.flatMap(allParts)];
}

function depthOf(part: Part): number {
  return part.children.length === 0 ? 0 : 1 + Math.max(...part.children.map(depthOf));
}
