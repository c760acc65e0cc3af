import assert from 'node:assert/strict';
import { Scanner } from '../../../src/adapters/search/scanner.js';
import type { ScanRequest } from '../../../src/adapters/search/scanner.js';
import { textSegmentPlace } from '../../../src/adapters/search/protocol.js';
import { encodeText } from '../../../src/adapters/search/text-segment.js';
import { newKey, seal } from '../../../src/adapters/seal/box.js';
import { encodeSegment } from '../../../src/adapters/seal/segment.js';
import { isMailError } from '../../../src/mail/errors.js';
import type { FoldedText } from '../../../src/mail/search.js';

const key = newKey();
const nothing: FoldedText = { from: '', to: '', cc: '', bcc: '', subject: '', header: '', body: '' };

/** Segment n holds contents 10n and 10n+1, with the bodies `ROT n` and `BLAU n`. */
function sealedSegment(segment: number): Buffer {
  const entries = ['ROT', 'BLAU'].map((word, i) => ({
    content: segment * 10 + i,
    octets: encodeText({ ...nothing, body: `${word} ${segment} ${'X'.repeat(1000)}` }),
  }));
  return seal(key, textSegmentPlace(1, segment), encodeSegment(entries));
}

describe('the search thread', () => {
  let scanner: Scanner;
  let reads: number[];
  beforeEach(() => {
    scanner = new Scanner(20_000);
    reads = [];
  });
  afterEach(() => scanner.close());

  const request = (segments: number[], needle: string, more: Partial<ScanRequest> = {}): ScanRequest => ({
    account: 1,
    key,
    segments,
    criteria: [{ kind: 'field', field: 'body', needle }],
    read(segment) {
      reads.push(segment);
      return sealedSegment(segment);
    },
    ...more,
  });
  const hits = async (each: ScanRequest) =>
    [...(await scanner.scan(each)).values()].flatMap(([found]) => [...found!]).sort((a, b) => a - b);

  it('reads a segment once and keeps it open', async () => {
    assert.deepEqual(await hits(request([1, 2, 3], 'ROT')), [10, 20, 30]);
    assert.deepEqual(reads, [1, 2, 3]);
    assert.deepEqual(await hits(request([1, 2, 3], 'BLAU')), [11, 21, 31]);
    assert.deepEqual(await hits(request([2, 4], '4')), [40, 41]);
    assert.deepEqual(reads, [1, 2, 3, 4]);
  });

  it('answers rightly when far more is searched than it may keep open', async () => {
    const segments = Array.from({ length: 60 }, (_, i) => i + 1);
    const expected = segments.map((segment) => segment * 10);
    const several = await Promise.all([1, 2, 3].map(() => hits(request(segments, 'ROT'))));
    assert.deepEqual(several, [expected, expected, expected]);
    assert.deepEqual(await hits(request(segments, 'ROT')), expected);
  });

  it('leaves out what is gone', async () => {
    const found = await scanner.scan(
      request([1, 2], 'ROT', { read: (each) => (each === 2 ? undefined : sealedSegment(each)) }),
    );
    assert.deepEqual([...found.keys()], [1]);
  });

  it('fails one search by a damaged segment, and goes on with the next', async () => {
    await assert.rejects(scanner.scan(request([1, 2], 'ROT', { read: () => Buffer.alloc(100) })), /does not open/);
    assert.deepEqual(await hits(request([1], 'ROT')), [10]);
  });

  it('fails a search whose reading fails', async () => {
    const read = () => {
      throw new Error('disk');
    };
    await assert.rejects(scanner.scan(request([1], 'ROT', { read })), /disk/);
  });

  it('keeps nothing of an account that it is told to forget', async () => {
    await hits(request([1], 'ROT'));
    scanner.forget(1);
    await hits(request([1], 'ROT'));
    assert.deepEqual(reads, [1, 1]);
  });

  it('ends searches at close, and refuses new ones', async () => {
    const closed = (error: unknown) => isMailError(error, 'unavailable');
    const running = assert.rejects(scanner.scan(request([1], 'ROT')), closed);
    await scanner.close();
    await running;
    await assert.rejects(scanner.scan(request([1], 'ROT')), closed);
  });
});
