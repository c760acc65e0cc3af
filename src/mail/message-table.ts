/**
 * The messages of a mailbox at one mod-sequence, ascending by uid: immutable, so that the store and all sessions can
 * share it. A changed table copies only the chunks that were touched, and shares the others with the one before.
 */
import type { FlagSet } from './flags.js';
import type { ModSeq, Uid } from './ids.js';
import { uid } from './ids.js';
import { chunkSize, MessageChunk } from './message-chunk.js';
import type { Message, MessageState } from './message.js';

/** What is counted of a whole mailbox. */
export interface TableCounts {
  readonly unseen: number;
  readonly deleted: number;
  readonly sizeOctets: number;
  readonly deletedOctets: number;
}

export class MessageTable implements Iterable<Message> {
  static readonly empty = new MessageTable([]);

  readonly length: number;
  readonly #chunks: readonly MessageChunk[];
  /** Index of the first message of each chunk. */
  readonly #starts: Uint32Array;
  #keywords: readonly string[] | undefined;

  private constructor(chunks: readonly MessageChunk[]) {
    this.#chunks = chunks;
    this.#starts = new Uint32Array(chunks.length);
    let start = 0;
    for (let i = 0; i < chunks.length; i += 1) {
      this.#starts[i] = start;
      start += chunks[i]!.length;
    }
    this.length = start;
  }

  /** Pieces it is made of: what a change costs grows with them. */
  get chunks(): number {
    return this.#chunks.length;
  }

  /** The largest uid; 0 when there is none. */
  get lastUid(): number {
    return this.#chunks.at(-1)?.uids.at(-1) ?? 0;
  }

  /** @throws RangeError when there is no such message */
  at(index: number): Message {
    const chunk = this.#chunkOf(index);
    return this.#chunks[chunk]!.at(index - this.#starts[chunk]!);
  }

  /** @throws RangeError when there is no such message */
  uidAt(index: number): Uid {
    const chunk = this.#chunkOf(index);
    return uid(this.#chunks[chunk]!.uids[index - this.#starts[chunk]!]!);
  }

  /** @throws RangeError when there is no such message */
  flagsAt(index: number): FlagSet {
    const chunk = this.#chunkOf(index);
    return this.#chunks[chunk]!.flags[index - this.#starts[chunk]!]!;
  }

  /** The mod-sequence as a number. @throws RangeError when there is no such message */
  modSeqAt(index: number): number {
    const chunk = this.#chunkOf(index);
    return this.#chunks[chunk]!.modSeqs[index - this.#starts[chunk]!]!;
  }

  indexOf(of: Uid): number | undefined {
    const index = this.lowerBound(of);
    return index < this.length && this.uidAt(index) === of ? index : undefined;
  }

  /** Index of the first message with a uid of at least `least`; `length` when there is none. */
  lowerBound(least: number): number {
    const chunk = this.#chunkWith(least);
    return chunk < 0 ? 0 : this.#starts[chunk]! + this.#chunks[chunk]!.lowerBound(least);
  }

  /** Index of the first message that is not `\Seen`. */
  firstUnseen(): number | undefined {
    const chunk = this.#chunks.findIndex(({ unseen }) => unseen > 0);
    return chunk < 0 ? undefined : this.#starts[chunk]! + this.#chunks[chunk]!.firstUnseen();
  }

  /** Of the whole mailbox; costs as much as there are chunks. */
  counts(): TableCounts {
    let [unseen, deleted, sizeOctets, deletedOctets] = [0, 0, 0, 0];
    for (const chunk of this.#chunks) {
      unseen += chunk.unseen;
      deleted += chunk.deleted;
      sizeOctets += chunk.sizeOctets;
      deletedOctets += chunk.deletedOctets;
    }
    return { unseen, deleted, sizeOctets, deletedOctets };
  }

  /** Keywords in use, sorted by their folded form; worked out once. */
  get keywords(): readonly string[] {
    if (!this.#keywords) {
      const sets = new Set<FlagSet>();
      for (const { withKeywords } of this.#chunks) for (const set of withKeywords) sets.add(set);
      const names = new Map<string, string>();
      for (const set of sets) for (const name of set.keywords) names.set(name.toLowerCase(), name);
      this.#keywords = [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
    }
    return this.#keywords;
  }

  /** Messages that are new or have new flags after `since`, ascending by uid. */
  changedSince(since: ModSeq | number): readonly Message[] {
    const after = Number(since);
    const changed: Message[] = [];
    for (const chunk of this.#chunks) {
      if (chunk.highestModSeq <= after) continue;
      for (let i = 0; i < chunk.length; i += 1) if (chunk.modSeqs[i]! > after) changed.push(chunk.at(i));
    }
    return changed;
  }

  /** Messages with `\Deleted`, ascending by uid. */
  deleted(): readonly Message[] {
    const found: Message[] = [];
    for (const chunk of this.#chunks) {
      if (chunk.deleted === 0) continue;
      for (let i = 0; i < chunk.length; i += 1) if (chunk.flags[i]!.has('\\Deleted')) found.push(chunk.at(i));
    }
    return found;
  }

  *[Symbol.iterator](): Generator<Message, void, undefined> {
    for (const chunk of this.#chunks) for (let i = 0; i < chunk.length; i += 1) yield chunk.at(i);
  }

  /**
   * The table after a change.
   *
   * @param messages ascending by uid: new states of messages here, and new messages above all of these; what is
   *   neither is left out, since it is expunged already
   * @param expunged in any order; what is not here is left out
   */
  with(messages: readonly Message[], expunged: readonly Uid[] = []): MessageTable {
    const last = this.lastUid;
    let fresh = messages.length;
    while (fresh > 0 && messages[fresh - 1]!.uid > last) fresh -= 1;
    if (messages.length === 0 && expunged.length === 0) return this;
    const chunks = this.#chunks.slice();
    this.#replace(chunks, messages, fresh);
    append(chunks, messages, fresh);
    return new MessageTable(expunged.length > 0 ? withoutUids(chunks, expunged) : chunks);
  }

  /** With newer states of messages, ascending by uid; those that are not here are left out. */
  withStates(states: readonly MessageState[]): MessageTable {
    if (states.length === 0) return this;
    const chunks = this.#chunks.slice();
    this.#replace(chunks, states, states.length);
    return new MessageTable(chunks);
  }

  /** The first `count` of `messages`, whose uids are not above `lastUid`. */
  #replace(chunks: MessageChunk[], messages: readonly MessageState[], count: number): void {
    for (let from = 0; from < count;) {
      const chunk = this.#chunkWith(messages[from]!.uid);
      const next = this.#chunks[chunk + 1]?.firstUid ?? Infinity;
      let to = from + 1;
      while (to < count && messages[to]!.uid < next) to += 1;
      if (chunk >= 0) chunks[chunk] = chunks[chunk]!.withStates(messages, from, to);
      from = to;
    }
  }

  #chunkOf(index: number): number {
    if (!(index >= 0 && index < this.length)) throw new RangeError(`no message ${index} among ${this.length}`);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#starts[middle]! <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The chunk in whose range of uids one lies, -1 when it is below all. */
  #chunkWith(of: number): number {
    return chunkWith(this.#chunks, of);
  }
}

function chunkWith(chunks: readonly MessageChunk[], of: number): number {
  let low = -1;
  let high = chunks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (chunks[middle]!.firstUid <= of) low = middle;
    else high = middle - 1;
  }
  return low;
}

function append(chunks: MessageChunk[], messages: readonly Message[], from: number): void {
  const room = chunkSize - (chunks.at(-1)?.length ?? chunkSize);
  let at = Math.min(from + Math.max(room, 0), messages.length);
  if (at > from) chunks.push(chunks.pop()!.joined(MessageChunk.of(messages.slice(from, at))));
  for (; at < messages.length; at += chunkSize) chunks.push(MessageChunk.of(messages.slice(at, at + chunkSize)));
}

function withoutUids(chunks: readonly MessageChunk[], uids: readonly Uid[]): MessageChunk[] {
  const gone = new Map<number, Set<number>>();
  for (const each of uids) {
    const chunk = chunkWith(chunks, each);
    if (chunk < 0) continue;
    const index = chunks[chunk]!.lowerBound(each);
    if (chunks[chunk]!.uids[index] !== each) continue;
    const indexes = gone.get(chunk) ?? new Set();
    gone.set(chunk, indexes.add(index));
  }
  if (gone.size === 0) return [...chunks];
  const left: MessageChunk[] = [];
  chunks.forEach((chunk, i) => {
    const indexes = gone.get(i);
    const kept = indexes ? (indexes.size === chunk.length ? undefined : chunk.without(indexes)) : chunk;
    if (!kept) return;
    const before = left.at(-1);
    // Small neighbours grow together again, lest a mailbox that is always emptied ends up with a chunk a message.
    if (before && before.length + kept.length <= chunkSize / 2) left[left.length - 1] = before.joined(kept);
    else left.push(kept);
  });
  return left;
}
