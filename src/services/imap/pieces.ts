/** Responses as they are gathered for the socket. */
import type { Piece } from './responses.js';

/** Responses are gathered up to this many octets before they go to the socket: two chunks of a message. */
export const batchOctets = 128 * 1024;

/** Smaller pieces are copied into one. */
const smallOctets = 8 * 1024;

/** A response of more is put out piece by piece. */
const longOctets = 64 * 1024;

export function isPieces(output: Piece | readonly Piece[]): output is readonly Piece[] {
  return Array.isArray(output);
}

export function isAtHand(piece: Piece): piece is string | Buffer {
  return typeof piece === 'string' || Buffer.isBuffer(piece);
}

/** More than is worth gathering in one go. */
export function isLong(pieces: readonly (string | Buffer)[]): boolean {
  let octets = 0;
  return pieces.some((piece) => (octets += piece.length) > longOctets);
}

/** Joins neighbours that are small, since each write becomes a TLS record of its own; large ones are not copied. */
export function joinSmall(pieces: readonly (string | Buffer)[]): readonly Buffer[] {
  const joined: Buffer[] = [];
  let small: (string | Buffer)[] = [];
  const join = (): void => {
    if (small.length === 0) return;
    const texts = small.every((piece) => typeof piece === 'string');
    joined.push(texts ? Buffer.from(small.join('')) : Buffer.concat(small.map(octetsOf)));
    small = [];
  };
  for (const piece of pieces) {
    if (typeof piece === 'string' || piece.length < smallOctets) small.push(piece);
    else {
      join();
      joined.push(piece);
    }
  }
  join();
  return joined;
}

function octetsOf(piece: string | Buffer): Buffer {
  return typeof piece === 'string' ? Buffer.from(piece) : piece;
}
