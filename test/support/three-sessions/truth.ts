/** A mailbox as it must be after the commands so far: the plainest reading of RFC 9051, to check a server by. */
import { type FlagMode } from '../../../src/mail/flags.js';

/** Flags of each message, sorted, by uid; ascending. */
export type Picture = ReadonlyMap<number, string>;

export const flagsKey = (flags: Iterable<string>): string => [...new Set(flags)].sort().join(' ');

export function changed(before: string, mode: FlagMode, flags: readonly string[]): string {
  const kept = before === '' ? [] : before.split(' ');
  if (mode === 'replace') return flagsKey(flags);
  return flagsKey(mode === 'add' ? [...kept, ...flags] : kept.filter((flag) => !flags.includes(flag)));
}

export class Truth {
  #messages = new Map<number, string>();
  uidNext = 1;

  get picture(): Picture {
    return new Map(this.#messages);
  }

  get uids(): readonly number[] {
    return [...this.#messages.keys()];
  }

  has(uid: number): boolean {
    return this.#messages.has(uid);
  }

  append(flags: readonly string[]): void {
    this.#messages.set(this.uidNext, flagsKey(flags));
    this.uidNext += 1;
  }

  store(uids: readonly number[], mode: FlagMode, flags: readonly string[]): void {
    for (const uid of uids) {
      const before = this.#messages.get(uid);
      if (before !== undefined) this.#messages.set(uid, changed(before, mode, flags));
    }
  }

  /** Within the mailbox. */
  copy(uids: readonly number[]): void {
    for (const uid of uids) if (this.has(uid)) this.append(this.#messages.get(uid)!.split(' ').filter(Boolean));
  }

  remove(uids: readonly number[]): void {
    for (const uid of uids) this.#messages.delete(uid);
  }

  /** Messages with `\Deleted`, of `uids` if given. */
  deleted(uids: readonly number[] = this.uids): readonly number[] {
    return uids.filter((uid) => this.#messages.get(uid)?.split(' ').includes('\\Deleted'));
  }
}
