/** Which messages are `\Recent` in one session: RFC 3501 §2.3.2. Claimed from the store as "from this uid on". */
import type { Uid } from '../../mail/ids.js';
import type { NumberRange } from '../../wire/imap/sequence-set.js';
import type { MessageList } from './message-list.js';

export class RecentMessages {
  /** Uids, ascending; one range for each stretch that no other session got a part of. */
  readonly #ranges: NumberRange[] = [];
  #from: number = Infinity;

  /** Messages added from now on are recent when their uid is at least `from`. */
  claim(from: Uid): void {
    this.#from = from;
  }

  /** A message that came in, or the last of several. Uids ascend. */
  add(uid: number): void {
    if (uid < this.#from) return;
    const last = this.#ranges.at(-1);
    if (last && this.#from <= last.to + 1) this.#ranges[this.#ranges.length - 1] = { from: last.from, to: uid };
    else this.#ranges.push({ from: this.#from, to: uid });
  }

  has(uid: Uid): boolean {
    return this.#ranges.some(({ from, to }) => from <= uid && uid <= to);
  }

  /** How many of the messages are recent. */
  countIn(messages: MessageList): number {
    return this.#ranges.reduce((sum, range) => sum + messages.countWithin(range), 0);
  }
}
