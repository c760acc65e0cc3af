/** Reading a content's octets: only the chunks that a range touches are read and opened. */
import type { BlobStore } from '../../mail/blob-store.js';
import { MailError } from '../../mail/errors.js';
import { chunkRange, openChunks } from '../seal/chunks.js';
import { places } from './contents.js';
import type { Scope } from './scope.js';
import { contentStatements } from './statements/contents.js';

const gone = (cause?: unknown) => new MailError('message-gone', 'This message was deleted.', { cause });

/** @throws MailError message-gone, also in the middle */
export async function* readOctets(
  scope: Scope,
  blobs: BlobStore,
  content: number,
  range: { start: number; end: number } | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const { db, account, keys } = scope;
  const row = db.get(contentStatements.get, account, content);
  if (!row) throw gone();
  const [, size, , place, blob, wrapped] = row;
  const start = Math.max(range?.start ?? 0, 0);
  const end = Math.min(range?.end ?? size, size);
  if (start >= end) return;
  const chunks = chunkRange(size, start, end);
  const sealed =
    place === places.blob
      ? blobs.read({ area: 'octets', account, id: blob! }, { start: chunks.sealedStart, end: chunks.sealedEnd })
      : inlineChunks(scope, content, chunks.first, chunks.last);
  try {
    for await (const piece of openChunks(keys.unwrapContentKey(content, wrapped), size, { start, end }, sealed)) {
      signal?.throwIfAborted();
      yield piece;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw gone(error);
    throw error;
  }
}

function* inlineChunks({ db, account }: Scope, content: number, first: number, last: number): Generator<Buffer> {
  for (let chunk = first; chunk <= last; chunk++) {
    const row = db.get(contentStatements.chunk, account, content, chunk);
    if (!row) throw gone();
    yield row[0];
  }
}
