/** Octets of a message on their way to a client: opened before the response begins, read as the client takes them. */
import type { ContentId } from '../../../mail/ids.js';
import type { MailStore } from '../../../mail/mail-store.js';
import type { OctetRange } from '../../../wire/mime/section.js';
import type { Piece } from '../responses.js';

export interface OctetSource {
  readonly store: MailStore;
  readonly content: ContentId;
  readonly signal: AbortSignal;
}

/**
 * The octets of a range, as a Buffer when the store's first piece holds them all.
 *
 * @param open read the first piece now, so that a message that is gone is noticed before the response has begun
 * @throws MailError message-gone
 */
export async function octetsOf(source: OctetSource, range: OctetRange, open: boolean): Promise<Piece> {
  const sizeOctets = range.end - range.start;
  if (sizeOctets === 0) return '';
  const iterator = source.store.octets(source.content, range, { signal: source.signal })[Symbol.asyncIterator]();
  const stream = new OctetStream(iterator, sizeOctets);
  return open ? stream.opened() : stream;
}

/** At most `atMost` octets of a range, in memory. @throws MailError message-gone */
export async function readOctets(source: OctetSource, range: OctetRange, atMost: number): Promise<Buffer> {
  const end = Math.min(range.end, range.start + atMost);
  const pieces: Buffer[] = [];
  const { store, content, signal } = source;
  for await (const piece of store.octets(content, { start: range.start, end }, { signal })) pieces.push(piece);
  return Buffer.concat(pieces);
}

class OctetStream implements AsyncIterable<Buffer>, AsyncIterator<Buffer, undefined> {
  readonly #iterator: AsyncIterator<Buffer>;
  #remaining: number;
  #first: Buffer | undefined;

  constructor(iterator: AsyncIterator<Buffer>, sizeOctets: number) {
    this.#iterator = iterator;
    this.#remaining = sizeOctets;
  }

  async opened(): Promise<Buffer | this> {
    const first = await this.next();
    if (first.done) throw new Error('the store has fewer octets than it said');
    if (this.#remaining === 0) {
      await this.return();
      return first.value;
    }
    this.#first = first.value;
    return this;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Buffer, undefined>> {
    const first = this.#first;
    if (first) {
      this.#first = undefined;
      return { done: false, value: first };
    }
    const step = await this.#iterator.next();
    if (!step.done) {
      this.#remaining -= step.value.length;
      return { done: false, value: step.value };
    }
    // The literal's size is out already; too few octets would swallow the responses behind it.
    if (this.#remaining !== 0) throw new Error('the store has not as many octets as it said');
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<Buffer, undefined>> {
    await this.#iterator.return?.();
    return { done: true, value: undefined };
  }
}
