/** The messages of a view in the order of their sequence numbers, which is that of their UIDs (RFC 9051 §2.3.1.2). */
import type { Seq, Uid } from '../../mail/ids.js';
import { seq } from '../../mail/ids.js';
import type { Message } from '../../mail/message.js';
import type { NumberRange } from '../../wire/imap/sequence-set.js';

export class MessageList {
  /** Index + 1 is the sequence number; ascending by uid. */
  #messages: Message[] = [];

  get length(): number {
    return this.#messages.length;
  }

  /** 0 when there is none. */
  get lastUid(): number {
    return this.#messages.at(-1)?.uid ?? 0;
  }

  /** @throws RangeError when there is no such message */
  at(number: Seq): Message {
    const message = this.#messages[number - 1];
    if (!message) throw new RangeError(`no message ${number} in a view of ${this.length}`);
    return message;
  }

  seqOf(uid: Uid): Seq | undefined {
    const index = this.#lowerBound(uid);
    return this.#messages[index]?.uid === uid ? seq(index + 1) : undefined;
  }

  /** The first for which `holds`. */
  find(holds: (message: Message) => boolean): Seq | undefined {
    const index = this.#messages.findIndex(holds);
    return index < 0 ? undefined : seq(index + 1);
  }

  /** The numbers of all messages in ascending ranges: of UIDs, of which some may not exist, or of sequence numbers. */
  within(ranges: readonly NumberRange[], byUid: boolean): readonly Seq[] {
    const found: Seq[] = [];
    for (const { from, to } of ranges) {
      const start = byUid ? this.#lowerBound(from) : from - 1;
      const end = byUid ? this.#lowerBound(to + 1) : to;
      for (let index = start; index < end; index += 1) found.push(seq(index + 1));
    }
    return found;
  }

  /** @param message with a uid above all others */
  push(message: Message): void {
    this.#messages.push(message);
  }

  /** Puts a newer state in place of an older one. @returns the older; undefined when nothing was replaced */
  replace(message: Message): Message | undefined {
    const index = this.#lowerBound(message.uid);
    const before = this.#messages[index];
    if (before?.uid !== message.uid || before.modSeq > message.modSeq) return undefined;
    this.#messages[index] = message;
    return before;
  }

  /**
   * Takes messages out, in one pass.
   * @returns for each, ascending, its number at the moment when those before it are out (RFC 9051 §7.5.1 EXPUNGE)
   */
  remove(uids: ReadonlySet<Uid>): readonly Seq[] {
    const kept: Message[] = [];
    const removed: Seq[] = [];
    for (const [index, message] of this.#messages.entries()) {
      if (uids.has(message.uid)) removed.push(seq(index + 1 - removed.length));
      else kept.push(message);
    }
    this.#messages = kept;
    return removed;
  }

  /** Index of the first message with a uid of at least `least`. */
  #lowerBound(least: number): number {
    let low = 0;
    let high = this.#messages.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#messages[middle]!.uid < least) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
