import assert from 'node:assert/strict';
import fc from 'fast-check';
import { newKey, SealError } from '../../../src/adapters/seal/box.js';
import { chunkOctets, chunkRange, ChunkSealer, openChunks, sealChunks } from '../../../src/adapters/seal/chunks.js';

function counted(size: number): Buffer {
  const octets = Buffer.alloc(size);
  for (let i = 0; i < size; i++) octets[i] = (i * 7 + (i >> 8) + (i >> 16)) & 0xff;
  return octets;
}

async function open(key: Buffer, size: number, start: number, end: number, sealed: Iterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of openChunks(key, size, { start, end }, sealed)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('sealed chunks', () => {
  const key = newKey();

  it('give any range back from the chunks it touches, however the octets came', async () => {
    const size = fc.constantFrom(1, 100, chunkOctets - 1, chunkOctets, chunkOctets + 1, 3 * chunkOctets, 200_000);
    await fc.assert(
      fc.asyncProperty(
        size,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1000, max: 100_000 }),
        async (octets, a, b, step) => {
          const plain = counted(octets);
          const sealer = new ChunkSealer(key);
          const chunks: Buffer[] = [];
          for (let at = 0; at < octets; at += step) chunks.push(...sealer.push(plain.subarray(at, at + step)));
          const sealed = Buffer.concat([...chunks, sealer.finish()]);
          const start = Math.floor(Math.min(a, b) * (octets - 1));
          const end = start + 1 + Math.floor(Math.abs(a - b) * (octets - start - 1));
          const range = chunkRange(octets, start, end);
          const part = sealed.subarray(range.sealedStart, range.sealedEnd);
          const pieces = Array.from({ length: Math.ceil(part.length / step) }, (_, i) =>
            part.subarray(i * step, (i + 1) * step),
          );
          assert.ok((await open(key, octets, start, end, pieces)).equals(plain.subarray(start, end)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('do not open when they changed places, or the end is cut off, or another key sealed them', async () => {
    const size = 3 * chunkOctets;
    const [a, b, c] = sealChunks(key, counted(size));
    await assert.rejects(open(key, size, 0, size, [b!, a!, c!]), SealError);
    await assert.rejects(open(key, size, 0, size, [a!, b!]), SealError);
    // Told to be shorter, the last chunk that is left would have to have been sealed as the last.
    await assert.rejects(open(key, 2 * chunkOctets, 0, 2 * chunkOctets, [a!, b!]), SealError);
    await assert.rejects(open(newKey(), size, 0, size, [a!, b!, c!]), SealError);
  });

  it('make one chunk of nothing', () => {
    assert.deepEqual(
      sealChunks(key, Buffer.alloc(0)).map((chunk) => chunk.length),
      [16],
    );
  });
});
