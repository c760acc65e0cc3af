import assert from 'node:assert/strict';
import { textSegmentPlace } from '../../../src/adapters/search/protocol.js';
import { Scanner } from '../../../src/adapters/search/scanner.js';
import type { ScanRequest } from '../../../src/adapters/search/scanner.js';
import { encodeText } from '../../../src/adapters/search/text-segment.js';
import { newKey, seal } from '../../../src/adapters/seal/box.js';
import { encodeSegment } from '../../../src/adapters/seal/segment.js';
import { isMailError } from '../../../src/mail/errors.js';
import { contentId } from '../../../src/mail/ids.js';
import type { FoldedText, TextHits } from '../../../src/mail/search.js';
import { control } from './fake-scan-worker.js';
import type { FakeWorkerData } from './fake-scan-worker.js';

const key = newKey();
const nothing: FoldedText = { from: '', to: '', cc: '', bcc: '', subject: '', header: '', body: '' };

/** Segment n holds contents 10n to 10n+2, with the bodies `ROT n` and two times `BLAU n`; 11 is deleted. */
function sealedSegment(segment: number): Buffer {
  const entries = ['ROT', 'BLAU', 'BLAU'].map((word, i) => ({
    content: segment * 10 + i,
    octets: encodeText({ ...nothing, body: `${word} ${segment} ${'X'.repeat(1000)}` }),
  }));
  return seal(key, textSegmentPlace(1, segment), encodeSegment(entries));
}

describe('the search thread', () => {
  let scanner: Scanner | undefined;
  const shared = new Int32Array(new SharedArrayBuffer(12));
  const reads = (): number => shared[control.reads]!;

  const open = (count: number, { cacheOctets = 100_000, damaged = 0, threads = 1 } = {}): void => {
    shared.fill(0);
    const sealed = Array.from({ length: count }, (_, i) => sealedSegment(i + 1));
    if (damaged > 0) sealed[damaged - 1] = Buffer.alloc(100);
    const workerData: FakeWorkerData = { cacheOctets, sealed, control: shared };
    scanner = new Scanner({ module: new URL('./fake-scan-worker.js', import.meta.url), workerData, threads });
  };
  afterEach(() => scanner?.close());

  const scan = (needle: string, more: Partial<ScanRequest> = {}): Promise<readonly TextHits[]> =>
    scanner!.scan({ account: 1, key, criteria: [{ kind: 'field', field: 'body', needle }], ...more });
  const has = (hits: TextHits | undefined, ...contents: number[]): void => {
    assert.equal(hits!.size, contents.length);
    for (const content of contents) {
      assert.ok(hits!.has(contentId(content)), `${content}`);
      assert.equal(hits!.get(contentId(content)), 100);
    }
  };

  it('reads a segment once and keeps it open', async () => {
    open(3);
    has((await scan('ROT'))[0], 10, 20, 30);
    assert.equal(reads(), 3);
    has((await scan('BLAU'))[0], 12, 21, 22, 31, 32);
    has((await scan('BLAU 3'))[0], 31, 32);
    has((await scan('GRÜN'))[0]);
    assert.equal(reads(), 3);
  });

  it('answers several criteria in their order, and none', async () => {
    open(2);
    const [first, second] = await scan('', {
      criteria: [{ kind: 'text', needle: 'BLAU 2' }, { kind: 'all' }],
    });
    has(first, 21, 22);
    has(second, 10, 12, 20, 21, 22);
    assert.deepEqual(await scan('', { criteria: [] }), []);
  });

  it('finds nothing in an account without text', async () => {
    open(0);
    const [hits] = await scan('ROT');
    assert.equal(hits!.size, 0);
    assert.equal(hits!.get(contentId(1)), undefined);
  });

  it('keeps what it may when there is far more, and does not go round in a circle', async () => {
    open(60, { cacheOctets: 100_000 });
    const expected = Array.from({ length: 60 }, (_, i) => (i + 1) * 10);
    for (const hits of await Promise.all([scan('ROT'), scan('ROT'), scan('ROT')])) has(hits[0], ...expected);
    has((await scan('ROT'))[0], ...expected);
    // Between searches, what is left of each segment is made to tell whether it is needed.
    for (let tries = 0; ; tries += 1) {
      const start = reads();
      has((await scan('ROT 17'))[0], 170);
      if (reads() - start < 10) break;
      assert.ok(tries < 1000, 'everything is read again and again');
    }
    const before = reads();
    has((await scan('ROT'))[0], ...expected);
    const again = reads() - before;
    assert.ok(again > 0 && again < 60, `${again} of 60 read again`);
  });

  it('looks only where it is asked to', async () => {
    open(5);
    const [hits] = await scan('ROT', { among: [20, 41] });
    assert.ok(hits!.has(contentId(20)));
    assert.equal(reads(), 2);
  });

  it('looks into what took the place of a segment meanwhile', async () => {
    open(3);
    shared[control.replaceAt] = 1;
    has((await scan('ROT'))[0], 10, 30);
  });

  it('fails one search by a damaged segment, and goes on with the next', async () => {
    open(2, { damaged: 2 });
    await assert.rejects(scan('ROT'), /does not open/);
    has((await scan('ROT', { among: [10] }))[0], 10);
  });

  it('keeps nothing of an account that it is told to forget', async () => {
    open(1);
    await scan('ROT');
    scanner!.forget(1);
    await scan('ROT');
    assert.equal(reads(), 2);
  });

  it('ends a search of an account that is deleted meanwhile', async () => {
    open(3000, { cacheOctets: 1 });
    const waiting = assert.rejects(scan('ROT'), /deleted/);
    scanner!.forget(1);
    await waiting;
  });

  it('is unavailable once to all who wait when it dies, and starts again', async () => {
    open(5);
    shared[control.dieAt] = 3;
    const waiting = [scan('ROT'), scan('BLAU'), scan('GRÜN')];
    for (const each of waiting) {
      await assert.rejects(each, (error: unknown) => isMailError(error, 'unavailable'));
    }
    has((await scan('ROT'))[0], 10, 20, 30, 40, 50);
  });

  it('stops for a client that left, and serves the others', async () => {
    open(60, { cacheOctets: 1 });
    const stop = new AbortController();
    const left = scan('ROT', { signal: stop.signal });
    const stays = scan('ROT 60');
    stop.abort(new Error('client left'));
    await assert.rejects(left, /client left/);
    has((await stays)[0], 600);
    await assert.rejects(scan('ROT', { signal: stop.signal }), /client left/);
  });

  it('shares the work among threads, which die together', async () => {
    open(40, { cacheOctets: 1_000_000, threads: 3 });
    const expected = Array.from({ length: 40 }, (_, i) => (i + 1) * 10);
    has((await scan('ROT'))[0], ...expected);
    has((await scan('ROT 7'))[0], 70);
    has((await scan('GRÜN'))[0]);
    assert.equal(reads(), 40);
    scanner!.forget(1);
    shared[control.dieAt] = 60;
    const waiting = [scan('ROT'), scan('BLAU')];
    for (const each of waiting) await assert.rejects(each, (error: unknown) => isMailError(error, 'unavailable'));
    has((await scan('ROT'))[0], ...expected);
  });

  it('ends searches at close, and refuses new ones', async () => {
    open(1);
    const closed = (error: unknown) => isMailError(error, 'unavailable');
    const running = assert.rejects(scan('ROT'), closed);
    await scanner!.close();
    await running;
    await assert.rejects(scan('ROT'), closed);
  });
});
