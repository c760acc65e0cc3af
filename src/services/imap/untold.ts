/** What has happened in a mailbox that one client has not been told of yet. Until then its own picture stays good. */
import type { Uid } from '../../mail/ids.js';
import type { MessageTable } from '../../mail/message-table.js';
import type { Message } from '../../mail/message.js';
import type { State } from './message-list.js';

export class Untold {
  /** Ascending by uid, all above those told. */
  #arrived: Message[] = [];
  /** Told, but expunged since. They keep their numbers until the client hears of it. */
  readonly #gone = new Set<Uid>();
  /** Told, but with flags (or a modseq) the client has not seen: as it was last told of them. */
  readonly #reflagged = new Map<Uid, State>();

  get hasArrivals(): boolean {
    return this.#arrived.length > 0;
  }

  get hasExpunges(): boolean {
    return this.#gone.size > 0;
  }

  get hasFlags(): boolean {
    return this.#reflagged.size > 0;
  }

  /** @returns false when this is but a newer state of a message that has arrived before */
  arrive(message: Message): boolean {
    const last = this.#arrived.at(-1);
    if (!last || last.uid < message.uid) {
      this.#arrived.push(message);
      return true;
    }
    const index = this.#arrived.findIndex((other) => other.uid === message.uid);
    if (index >= 0) this.#arrived[index] = message;
    return false;
  }

  takeArrivals(): readonly Message[] {
    const arrived = this.#arrived;
    this.#arrived = [];
    return arrived;
  }

  /** Those that came, and are not in a newer table. */
  arrivalsMissingFrom(table: MessageTable): readonly Uid[] {
    return this.#arrived.map(({ uid }) => uid).filter((one) => table.indexOf(one) === undefined);
  }

  /** @param isTold whether the client knows the message: it never hears of one that came and went */
  expunge(uids: readonly Uid[], isTold: (uid: Uid) => boolean): void {
    const untold = new Set<Uid>();
    for (const one of uids) {
      if (isTold(one)) this.#gone.add(one);
      else untold.add(one);
      this.#reflagged.delete(one);
    }
    if (untold.size > 0 && this.#arrived.length > 0) {
      this.#arrived = this.#arrived.filter((message) => !untold.has(message.uid));
    }
  }

  /** Ascending. */
  takeExpunges(): readonly Uid[] {
    const uids = [...this.#gone].sort((a, b) => a - b);
    this.#gone.clear();
    return uids;
  }

  /** @param before as the client was told of it, unless it had changed before */
  reflag(uid: Uid, before: State): void {
    if (!this.#reflagged.has(uid)) this.#reflagged.set(uid, before);
  }

  toldFlags(uid: Uid): void {
    if (this.#reflagged.size > 0) this.#reflagged.delete(uid);
  }

  /** What the client was told of a message last; undefined when that is how it is. */
  asTold(uid: Uid): State | undefined {
    return this.#reflagged.get(uid);
  }

  /** The messages with untold flags, each told when the next is asked for. */
  *takeFlags(): Generator<Uid> {
    for (const uid of this.#reflagged.keys()) {
      yield uid;
    }
    this.#reflagged.clear();
  }
}
