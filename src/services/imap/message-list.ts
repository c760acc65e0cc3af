/**
 * The messages of a view in the order of their sequence numbers, which is that of their UIDs (RFC 9051 §2.3.1.2).
 * A client that has been told everything shares its store's table; one that has not holds what differs.
 */
import type { FlagSet } from '../../mail/flags.js';
import type { ModSeq, Seq, Uid } from '../../mail/ids.js';
import { modSeq, seq } from '../../mail/ids.js';
import { MessageTable } from '../../mail/message-table.js';
import type { Message, MessageState } from '../../mail/message.js';
import { type NumberRange, rangesContain, resolveSequenceSet } from '../../wire/imap/sequence-set.js';
import type { MessageSet, SequenceSet } from '../../wire/imap/syntax.js';

/** What changes of a message. */
export interface State {
  readonly flags: FlagSet;
  readonly modSeq: ModSeq;
}

export class MessageList {
  /** Index + 1 is the sequence number. */
  #table = MessageTable.empty;

  get length(): number {
    return this.#table.length;
  }

  /** 0 when there is none. */
  get lastUid(): number {
    return this.#table.lastUid;
  }

  /** Takes the store's table in place of ours: for a client that knows all that is in it. */
  adopt(table: MessageTable): void {
    this.#table = table;
  }

  /** @throws RangeError when there is no such message */
  at(number: Seq): Message {
    return this.#table.at(number - 1);
  }

  /** @throws RangeError when there is no such message */
  uidAt(number: Seq): Uid {
    return this.#table.uidAt(number - 1);
  }

  /** @throws RangeError when there is no such message */
  flagsAt(number: Seq): FlagSet {
    return this.#table.flagsAt(number - 1);
  }

  /** @throws RangeError when there is no such message */
  stateAt(number: Seq): State {
    return { flags: this.#table.flagsAt(number - 1), modSeq: modSeq(this.#table.modSeqAt(number - 1)) };
  }

  seqOf(uid: Uid): Seq | undefined {
    const index = this.#table.indexOf(uid);
    return index === undefined ? undefined : seq(index + 1);
  }

  /** How many have uids of `from` to `to`. */
  countWithin({ from, to }: NumberRange): number {
    return this.#table.lowerBound(to + 1) - this.#table.lowerBound(from);
  }

  firstUnseen(): Seq | undefined {
    const index = this.#table.firstUnseen();
    return index === undefined ? undefined : seq(index + 1);
  }

  /** The numbers of all messages in ascending ranges: of UIDs, of which some may not exist, or of sequence numbers. */
  within(ranges: readonly NumberRange[], byUid: boolean): readonly Seq[] {
    const found: Seq[] = [];
    for (const { from, to } of ranges) {
      const start = byUid ? this.#table.lowerBound(from) : from - 1;
      const end = byUid ? this.#table.lowerBound(to + 1) : to;
      for (let index = start; index < end; index += 1) found.push(seq(index + 1));
    }
    return found;
  }

  /** See `View.select`. @param saved what `$` names */
  named(set: MessageSet, byUid: boolean, saved: readonly Uid[]): readonly Seq[] | undefined {
    if (set === '$') return saved.map((each) => this.seqOf(each)).filter((each) => each !== undefined);
    const ranges = this.#resolve(set, byUid);
    return ranges && this.within(ranges, byUid);
  }

  /** Those of `named` that are new or have new flags after `since`. */
  changedWithin(set: MessageSet, byUid: boolean, saved: readonly Uid[], since: ModSeq): readonly Seq[] | undefined {
    const changed = this.#table.changedSince(since).map(({ uid }) => this.seqOf(uid)!);
    if (set === '$') {
      const wanted = new Set(saved);
      return changed.filter((number) => wanted.has(this.uidAt(number)));
    }
    const ranges = this.#resolve(set, byUid);
    return ranges && changed.filter((number) => rangesContain(ranges, byUid ? this.uidAt(number) : number));
  }

  #resolve(set: SequenceSet, byUid: boolean): readonly NumberRange[] | undefined {
    const ranges = resolveSequenceSet(set, byUid ? this.lastUid : this.length);
    return !byUid && (ranges.at(-1)?.to ?? 0) > this.length ? undefined : ranges;
  }

  /** The parts of ascending ranges of UIDs in which there is no message. */
  missing(ranges: readonly NumberRange[]): readonly NumberRange[] {
    const missing: NumberRange[] = [];
    for (const { from, to } of ranges) {
      let next = from;
      const end = this.#table.lowerBound(to + 1);
      for (let index = this.#table.lowerBound(from); index < end; index += 1) {
        const uid = this.#table.uidAt(index);
        if (uid > next) missing.push({ from: next, to: uid - 1 });
        next = uid + 1;
      }
      if (next <= to) missing.push({ from: next, to });
    }
    return missing;
  }

  /** The messages that another table has no more, ascending. */
  missingFrom(table: MessageTable): readonly Uid[] {
    const missing: Uid[] = [];
    for (let index = 0; index < this.length; index += 1) {
      const uid = this.#table.uidAt(index);
      if (table.indexOf(uid) === undefined) missing.push(uid);
    }
    return missing;
  }

  /** @param messages ascending, with uids above all others */
  push(messages: readonly Message[]): void {
    this.#table = this.#table.with(messages);
  }

  /**
   * Puts newer states in the place of older ones.
   *
   * @param messages ascending by uid; those that are not here, or newer here, are left out
   * @returns those taken, each with its state before
   */
  replace(messages: readonly MessageState[]): readonly (readonly [message: MessageState, before: State])[] {
    const taken: [MessageState, State][] = [];
    for (const message of messages) {
      const index = this.#table.indexOf(message.uid);
      if (index === undefined || this.#table.modSeqAt(index) > message.modSeq) continue;
      taken.push([message, this.stateAt(seq(index + 1))]);
    }
    if (taken.length > 0) this.#table = this.#table.withStates(taken.map(([message]) => message));
    return taken;
  }

  /**
   * Takes messages out, in one pass.
   * @returns for each, ascending, its number at the moment when those before it are out (RFC 9051 §7.5.1 EXPUNGE)
   */
  remove(uids: ReadonlySet<Uid>): readonly Seq[] {
    const numbers = [...uids].map((uid) => this.seqOf(uid)).filter((number) => number !== undefined);
    this.#table = this.#table.with([], [...uids]);
    return numbers.sort((a, b) => a - b).map((number, before) => seq(number - before));
  }
}
