/** Which messages are `\Recent` in one session: RFC 3501 §2.3.2. Claimed from the store as "from this uid on". */
import type { Uid } from '../../mail/ids.js';

export class RecentMessages {
  readonly #uids = new Set<Uid>();
  #from: number = Infinity;

  get count(): number {
    return this.#uids.size;
  }

  /** Messages added from now on are recent when their uid is at least `from`. */
  claim(from: Uid): void {
    this.#from = from;
  }

  add(uid: Uid): void {
    if (uid >= this.#from) this.#uids.add(uid);
  }

  remove(uid: Uid): void {
    this.#uids.delete(uid);
  }

  has(uid: Uid): boolean {
    return this.#uids.size > 0 && this.#uids.has(uid);
  }
}
