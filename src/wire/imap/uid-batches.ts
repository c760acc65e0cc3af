/** UIDBATCHES: how many messages make a batch, and which of the batches are wanted (RFC 10022). */
import type { KnownRange } from './syntax.js';
import type { TokenReader } from './token-reader.js';

export interface BatchesRequest {
  readonly size: number;
  /** Counted from 1, the batch of the newest messages; all when left out. Ends as sent. */
  readonly wanted: KnownRange | undefined;
}

/** `2000` or `2000 10:20`. */
export function parseBatchesRequest(p: TokenReader): BatchesRequest {
  const size = p.nzNumber('how many messages');
  if (p.atEnd || !p.tryChar(' ') || p.atEnd) return { size, wanted: undefined };
  const from = p.nzNumber('the number of a batch');
  return { size, wanted: { from, to: p.char(':').nzNumber('the number of a batch') } };
}

export function formatBatchesRequest({ size, wanted }: BatchesRequest): string {
  return wanted ? `${size} ${wanted.from}:${wanted.to}` : `${size}`;
}

/** The UIDs of each batch, from the largest down. Empty for none. */
export function formatBatches(batches: readonly KnownRange[]): string {
  return batches.map(({ from, to }) => `${to}:${from}`).join(',');
}
