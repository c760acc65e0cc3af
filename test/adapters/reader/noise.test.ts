import assert from 'node:assert/strict';
import { dropNoise } from '../../../src/adapters/reader/noise.js';
import { lineText } from '../../../src/adapters/reader/reading-order.js';
import type { RawLine } from '../../../src/adapters/reader/raw-text.js';
import { rawBlock, rawLine } from './lines.js';

const kept = (...lines: RawLine[]): readonly string[] =>
  dropNoise([rawBlock(...lines)], 300).flatMap((block) => block.lines.map(lineText));

describe('noise', () => {
  it('is what the engine does not believe', () => {
    assert.deepEqual(kept(rawLine('Rechnung'), rawLine('JTumt', { y: 200, confidence: 12 })), ['Rechnung']);
  });

  it('is a letter smaller than any print', () => {
    const line = rawLine('Uhrzeit 7');
    const small = { ...line.words[1]!, box: { x0: 300, y0: 110, x1: 303, y1: 113 } };
    assert.deepEqual(kept({ ...line, words: [line.words[0]!, small] }), ['Uhrzeit']);
  });

  it('is a line without a letter or digit, not a dash among words', () => {
    assert.deepEqual(kept(rawLine('. - -'), rawLine('Mo - Fr', { y: 200 })), ['Mo - Fr']);
  });

  it('is a line in which nothing is read well, not a doubtful word in a good one', () => {
    assert.deepEqual(kept(rawLine('Kube Ste', { confidence: 35 })), []);
    const line = rawLine('Frau Ayse');
    const words = [line.words[0]!, { ...line.words[1]!, confidence: 30 }];
    assert.deepEqual(kept({ ...line, words }), ['Frau Ayse']);
  });

  it('is a bar at the end of a line, not one between words', () => {
    assert.deepEqual(kept(rawLine('| Telefon 12 | Fax 13 |')), ['Telefon 12 | Fax 13']);
  });

  it('may be a whole block, and the page', () => {
    assert.deepEqual(dropNoise([rawBlock(rawLine('ee | N', { confidence: 15 }))], 300), []);
  });
});
