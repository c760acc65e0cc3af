/**
 * Reading a content's octets: only the chunks that a range touches are read and opened. Those of short ranges are kept
 * for a while, since a phone takes an attachment window by window.
 */
import { OctetLru } from '../../lib/octet-lru.js';
import type { BlobStore } from '../../mail/blob-store.js';
import { MailError } from '../../mail/errors.js';
import { chunkOctets, chunkRange, openChunks } from '../seal/chunks.js';
import { places } from './contents.js';
import type { Scope } from './scope.js';
import { contentStatements } from './statements/contents.js';

const gone = (cause?: unknown) => new MailError('message-gone', 'This message was deleted.', { cause });

/** A range of more chunks is read once, from one end to the other: keeping it would only drive out others. */
const keptChunks = 4;
/** Opened beside what is asked for, for whoever takes a message window by window. */
const aheadChunks = 3;

/** Opened chunks of all accounts. */
export class OpenedOctets {
  readonly #chunks: OctetLru<string, Buffer>;
  /** How often an account was forgotten. */
  #forgotten = 0;

  constructor(limitOctets: number) {
    this.#chunks = new OctetLru(limitOctets);
  }

  get(account: number, content: number, chunk: number): Buffer | undefined {
    return this.#chunks.get(`${account} ${content} ${chunk}`);
  }

  /** To keep what a read that begins now opens: nothing any more once an account was forgotten, it may be this one. */
  keeper(account: number, content: number): (chunk: number, plain: Buffer) => void {
    const forgotten = this.#forgotten;
    return (chunk, plain) => {
      if (forgotten === this.#forgotten) this.#chunks.set(`${account} ${content} ${chunk}`, plain, plain.length);
    };
  }

  forget(account: number): void {
    this.#forgotten += 1;
    for (const key of [...this.#chunks.keys()]) if (key.startsWith(`${account} `)) this.#chunks.delete(key);
  }
}

/** @throws MailError message-gone, also in the middle */
export async function* readOctets(
  scope: Scope,
  { blobs, opened }: { readonly blobs: BlobStore; readonly opened: OpenedOctets },
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
  const { first, last } = chunkRange(size, start, end);
  const keep = opened.keeper(account, content);
  let chunk = first;
  const cut = (plain: Buffer): Buffer => {
    const at = chunk * chunkOctets;
    return start <= at && end >= at + plain.length ? plain : plain.subarray(Math.max(start - at, 0), end - at);
  };
  for (let plain = opened.get(account, content, chunk); plain; plain = opened.get(account, content, chunk)) {
    signal?.throwIfAborted();
    yield cut(plain);
    if (chunk === last) return;
    chunk += 1;
  }
  const keeps = last - first < keptChunks;
  // Who asks for what follows the last window will ask for more.
  const ahead = keeps && chunk > 0 && opened.get(account, content, chunk - 1) ? aheadChunks : 0;
  const rest = { start: chunk * chunkOctets, end: Math.min((last + 1 + ahead) * chunkOctets, size) };
  const { sealedStart, sealedEnd, last: lastRead } = chunkRange(size, rest.start, rest.end);
  const sealed =
    place === places.blob
      ? blobs.read({ area: 'octets', account, id: blob! }, { start: sealedStart, end: sealedEnd })
      : inlineChunks(scope, content, chunk, lastRead);
  const plains = openChunks(keys.unwrapContentKey(content, wrapped), size, rest, sealed);
  try {
    if (keeps) {
      const kept: Buffer[] = [];
      for await (const plain of plains) {
        keep(chunk + kept.length, plain);
        kept.push(plain);
      }
      for (; chunk <= last; chunk += 1) {
        signal?.throwIfAborted();
        yield cut(kept.shift()!);
      }
      return;
    }
    for await (const plain of plains) {
      signal?.throwIfAborted();
      yield cut(plain);
      chunk += 1;
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
