/**
 * Up to `chunkSize` neighbouring messages of a mailbox in columns, about 50 octets a message, and what is counted of
 * them. Nothing in it ever changes; a new state shares the columns that stayed as they were.
 */
import type { FlagSet } from './flags.js';
import { systemFlagBit } from './flags.js';
import { contentId, modSeq, uid } from './ids.js';
import type { Message, MessageState } from './message.js';

/** Small enough to copy for one changed flag (about a microsecond), large enough that 200,000 messages have few. */
export const chunkSize = 256;

const seenBit = systemFlagBit('\\Seen');
const deletedBit = systemFlagBit('\\Deleted');

/** What of a message at a uid never changes. */
interface Fixed {
  readonly uids: Uint32Array;
  readonly contents: Float64Array;
  readonly internalMs: Float64Array;
  readonly zones: Int16Array;
  readonly savedMs: Float64Array;
  readonly sizes: Float64Array;
}

export class MessageChunk {
  readonly length: number;
  readonly uids: Uint32Array;
  readonly flags: readonly FlagSet[];
  /** Below 2^53: our mod-sequences count changes, and no mailbox sees so many. */
  readonly modSeqs: readonly number[];
  readonly highestModSeq: number;
  readonly unseen: number;
  readonly deleted: number;
  readonly sizeOctets: number;
  readonly deletedOctets: number;
  /** Different sets of flags with keywords. */
  readonly withKeywords: ReadonlySet<FlagSet>;
  readonly #fixed: Fixed;

  private constructor(fixed: Fixed, flags: readonly FlagSet[], modSeqs: readonly number[]) {
    this.#fixed = fixed;
    this.uids = fixed.uids;
    this.length = fixed.uids.length;
    this.flags = flags;
    this.modSeqs = modSeqs;
    let [highest, unseen, deleted, sizeOctets, deletedOctets] = [0, 0, 0, 0, 0];
    let withKeywords: Set<FlagSet> | undefined;
    for (let i = 0; i < this.length; i += 1) {
      const set = flags[i]!;
      const size = fixed.sizes[i]!;
      if (modSeqs[i]! > highest) highest = modSeqs[i]!;
      sizeOctets += size;
      if ((set.bits & seenBit) === 0) unseen += 1;
      if ((set.bits & deletedBit) !== 0) {
        deleted += 1;
        deletedOctets += size;
      }
      if (set.keywords.length > 0) (withKeywords ??= new Set()).add(set);
    }
    this.highestModSeq = highest;
    this.unseen = unseen;
    this.deleted = deleted;
    this.sizeOctets = sizeOctets;
    this.deletedOctets = deletedOctets;
    this.withKeywords = withKeywords ?? noSets;
  }

  /** @param messages ascending by uid */
  static of(messages: readonly Message[]): MessageChunk {
    return new MessageChunk(
      {
        uids: Uint32Array.from(messages, (each) => each.uid),
        contents: Float64Array.from(messages, (each) => each.content),
        internalMs: Float64Array.from(messages, (each) => each.internalDate.epochMs),
        zones: Int16Array.from(messages, (each) => each.internalDate.zoneMinutes),
        savedMs: Float64Array.from(messages, (each) => each.saveDateMs),
        sizes: Float64Array.from(messages, (each) => each.sizeOctets),
      },
      messages.map((each) => each.flags),
      messages.map((each) => Number(each.modSeq)),
    );
  }

  get firstUid(): number {
    return this.uids[0]!;
  }

  at(index: number): Message {
    const { contents, internalMs, zones, savedMs, sizes } = this.#fixed;
    return {
      uid: uid(this.uids[index]!),
      content: contentId(contents[index]!),
      flags: this.flags[index]!,
      modSeq: modSeq(this.modSeqs[index]!),
      internalDate: { epochMs: internalMs[index]!, zoneMinutes: zones[index]! },
      saveDateMs: savedMs[index]!,
      sizeOctets: sizes[index]!,
    };
  }

  /** Index of the first message with a uid of at least `least`; `length` when there is none. */
  lowerBound(least: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.uids[middle]! < least) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Index of the first message that is not `\Seen`; -1 for none. */
  firstUnseen(): number {
    return this.unseen === 0 ? -1 : this.flags.findIndex(({ bits }) => (bits & seenBit) === 0);
  }

  /** With newer states of messages `[from, to)` of `changed`, whose uids lie here; those not in the chunk are skipped. */
  withStates(changed: readonly MessageState[], from: number, to: number): MessageChunk {
    const flags = this.flags.slice();
    const modSeqs = this.modSeqs.slice();
    for (let i = from; i < to; i += 1) {
      const message = changed[i]!;
      const index = this.lowerBound(message.uid);
      if (this.uids[index] !== message.uid) continue;
      flags[index] = message.flags;
      modSeqs[index] = Number(message.modSeq);
    }
    return new MessageChunk(this.#fixed, flags, modSeqs);
  }

  /** Without the messages at these indexes. */
  without(indexes: ReadonlySet<number>): MessageChunk {
    const kept = Array.from({ length: this.length }, (_, i) => i).filter((i) => !indexes.has(i));
    const { contents, internalMs, zones, savedMs, sizes } = this.#fixed;
    return new MessageChunk(
      {
        uids: Uint32Array.from(kept, (i) => this.uids[i]!),
        contents: Float64Array.from(kept, (i) => contents[i]!),
        internalMs: Float64Array.from(kept, (i) => internalMs[i]!),
        zones: Int16Array.from(kept, (i) => zones[i]!),
        savedMs: Float64Array.from(kept, (i) => savedMs[i]!),
        sizes: Float64Array.from(kept, (i) => sizes[i]!),
      },
      kept.map((i) => this.flags[i]!),
      kept.map((i) => this.modSeqs[i]!),
    );
  }

  /** @param next with uids above all here */
  joined(next: MessageChunk): MessageChunk {
    const [a, b] = [this.#fixed, next.#fixed];
    const length = this.length + next.length;
    return new MessageChunk(
      {
        uids: columnOf(new Uint32Array(length), a.uids, b.uids),
        contents: columnOf(new Float64Array(length), a.contents, b.contents),
        internalMs: columnOf(new Float64Array(length), a.internalMs, b.internalMs),
        zones: columnOf(new Int16Array(length), a.zones, b.zones),
        savedMs: columnOf(new Float64Array(length), a.savedMs, b.savedMs),
        sizes: columnOf(new Float64Array(length), a.sizes, b.sizes),
      },
      [...this.flags, ...next.flags],
      [...this.modSeqs, ...next.modSeqs],
    );
  }
}

const noSets: ReadonlySet<FlagSet> = new Set();

function columnOf<C extends { set(from: ArrayLike<number>, at?: number): void }>(
  column: C,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): C {
  column.set(a);
  column.set(b, a.length);
  return column;
}
