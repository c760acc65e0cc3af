/**
 * Sealing of octets in chunks of 64 KiB, so that a range opens only the chunks it touches. The nonce is the chunk's
 * number and whether it is the last (the STREAM construction): chunks cannot change places, and none can be cut off.
 * A key seals one stream and no other, which is what makes counted nonces safe.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { SealError } from './box.js';

export const chunkOctets = 64 * 1024;
const tagOctets = 16;
const nothing = Buffer.alloc(0);
/** A sealed chunk, unless it is the last one. */
export const sealedChunkOctets = chunkOctets + tagOctets;

function nonceOf(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 7);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

function sealChunk(key: Buffer, index: number, last: boolean, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index, last));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws SealError */
export function openChunk(key: Buffer, index: number, last: boolean, sealed: Buffer): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(index, last), { authTagLength: tagOctets });
    decipher.setAuthTag(sealed.subarray(sealed.length - tagOctets));
    const plain = decipher.update(sealed.subarray(0, sealed.length - tagOctets));
    decipher.final();
    return plain;
  } catch (cause) {
    throw new SealError(`Chunk ${index} does not open`, { cause });
  }
}

/** Plain chunks being filled, used again and again: garbage of this size keeps the collector busy. 1 MiB at the most. */
const spareChunks: Buffer[] = [];
const mostSpareChunks = 16;

/** Takes octets in pieces of any size and gives sealed chunks; even nothing at all is one (empty, last) chunk. */
export class ChunkSealer {
  readonly #key: Buffer;
  #chunk = spareChunks.pop() ?? Buffer.allocUnsafeSlow(chunkOctets);
  #filled = 0;
  #index = 0;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** @param octets are not kept. @returns the chunks that are full and not the last one */
  push(octets: Uint8Array): readonly Buffer[] {
    const sealed: Buffer[] = [];
    for (let at = 0; at < octets.length;) {
      // A full chunk waits for the next octet: it may be the last of all.
      if (this.#filled === chunkOctets) {
        sealed.push(sealChunk(this.#key, this.#index++, false, this.#chunk));
        this.#filled = 0;
      }
      const end = Math.min(octets.length, at + chunkOctets - this.#filled);
      this.#chunk.set(octets.subarray(at, end), this.#filled);
      this.#filled += end - at;
      at = end;
    }
    return sealed;
  }

  /** Once, and nothing after it. */
  finish(): Buffer {
    const sealed = sealChunk(this.#key, this.#index, true, this.#chunk.subarray(0, this.#filled));
    if (spareChunks.length < mostSpareChunks) spareChunks.push(this.#chunk);
    this.#chunk = nothing;
    return sealed;
  }
}

export function sealChunks(key: Buffer, octets: Uint8Array): readonly Buffer[] {
  const sealer = new ChunkSealer(key);
  return [...sealer.push(octets), sealer.finish()];
}

export interface ChunkRange {
  readonly first: number;
  readonly last: number;
  /** Number of the stream's last chunk. */
  readonly final: number;
  /** Where those chunks lie in the sealed stream. */
  readonly sealedStart: number;
  readonly sealedEnd: number;
}

/** The chunks that hold the octets [start, end) of `size`; 0 <= start < end <= size. */
export function chunkRange(size: number, start: number, end: number): ChunkRange {
  const final = Math.max(0, Math.ceil(size / chunkOctets) - 1);
  const first = Math.floor(start / chunkOctets);
  const last = Math.floor((end - 1) / chunkOctets);
  const sealedEnd = Math.min((last + 1) * sealedChunkOctets, size + (final + 1) * tagOctets);
  return { first, last, final, sealedStart: first * sealedChunkOctets, sealedEnd };
}

/**
 * Opens the octets [start, end) from a sealed stream of `size` octets in all.
 *
 * @param sealed the sealed octets of `chunkRange`, in pieces of any size; whole chunks are not copied
 * @throws SealError also when `sealed` ends early
 */
export async function* openChunks(
  key: Buffer,
  size: number,
  range: { start: number; end: number },
  sealed: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  const { first, last, final } = chunkRange(size, range.start, range.end);
  const lengthOf = (index: number) => (index === final ? size - final * chunkOctets + tagOctets : sealedChunkOctets);
  let index = first;
  /** The part of a chunk whose rest has not come yet. */
  let waiting: Buffer | undefined;
  for await (const piece of sealed) {
    const octets = waiting ? Buffer.concat([waiting, piece]) : piece;
    let at = 0;
    for (; index <= last && octets.length - at >= lengthOf(index); index += 1) {
      const end = at + lengthOf(index);
      const plain = openChunk(key, index, index === final, octets.subarray(at, end));
      at = end;
      const start = index * chunkOctets;
      const whole = range.start <= start && range.end >= start + plain.length;
      yield whole ? plain : plain.subarray(Math.max(range.start - start, 0), range.end - start);
    }
    if (index > last) return;
    waiting = at < octets.length ? Buffer.from(octets.subarray(at)) : undefined; // a copy: the piece may be used again
  }
  throw new SealError('The sealed octets end early');
}
