/** Which messages a conditional STORE may leave alone: RFC 7162 §3.1.3. */
import assert from 'node:assert/strict';
import type { FlagMode } from '../../../src/mail/flags.js';
import { setOf } from './told-client.js';
import type { Picture } from './truth.js';

/** The uids in MODIFIED. @param view by number, when that has numbers */
export function modifiedOf(tagged: string, view: readonly number[] | undefined): readonly number[] {
  const numbers = /\[MODIFIED ([\d:,]+)\]/.exec(tagged)?.[1];
  if (numbers === undefined) return [];
  return view ? setOf(numbers).map((number) => view[number - 1]!) : setOf(numbers);
}

interface Conditional {
  /** The messages named that are in the mailbox, and its state before. */
  readonly there: readonly number[];
  readonly before: Picture;
  readonly modSeqs: ReadonlyMap<number, bigint>;
  readonly since: bigint;
  /** The flags that the client had been told. */
  readonly known: ReadonlyMap<number, string | undefined>;
  readonly change: { readonly mode: FlagMode; readonly flags: readonly string[] };
}

export function checkModified(
  modified: readonly number[],
  { there, before, modSeqs, since, known, change }: Conditional,
): void {
  const newer = there.filter((uid) => modSeqs.get(uid)! > since);
  for (const uid of modified) assert.ok(newer.includes(uid), `${uid} was not changed since ${since}`);
  for (const uid of newer.filter((each) => !modified.includes(each))) {
    assert.notEqual(change.mode, 'replace', `${uid} was changed since ${since}`);
    const flags = known.get(uid)?.split(' ');
    if (!flags) continue;
    // RFC 7162 §3.1.12: allowed where the client knew right of the flags it changes.
    const same = (flag: string): boolean => before.get(uid)!.split(' ').includes(flag) === flags.includes(flag);
    assert.ok(change.flags.every(same), `${uid} was changed in these flags since ${since}`);
  }
}
