/** RFC 7162 §3.2.5.2 message sequence match data: a client's sample of which number was which message. */
import type { KnownRange, QresyncParameter } from '../../wire/imap/syntax.js';
import { seq } from '../../mail/ids.js';
import type { View } from './view.js';

/**
 * The largest UID of the sample whose message has the same number as ever: then nothing up to it was expunged that the
 * client does not know of. 0 when there is none. O(ranges · log messages), however many numbers the ranges name.
 */
export function knownUpTo({ seqs, uids }: NonNullable<QresyncParameter['match']>, view: View): number {
  for (const { first, uid, length } of runs(seqs, uids).reverse()) {
    // How far a message's UID is ahead of its number never falls from one message to the next.
    const ahead = uid - first;
    let low = first - 1;
    let high = Math.min(first + length - 1, view.exists);
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (view.uidAt(seq(middle)) - middle <= ahead) low = middle;
      else high = middle - 1;
    }
    if (low >= first && view.uidAt(seq(low)) - low === ahead) return low + ahead;
  }
  return 0;
}

interface Run {
  readonly first: number;
  readonly uid: number;
  readonly length: number;
}

/** The pairs, as runs in which both numbers go up together. */
function runs(seqs: readonly KnownRange[], uids: readonly KnownRange[]): Run[] {
  const found: Run[] = [];
  let [i, j, first, uid] = [0, 0, seqs[0]?.from ?? 0, uids[0]?.from ?? 0];
  while (i < seqs.length && j < uids.length) {
    const length = Math.min(seqs[i]!.to - first, uids[j]!.to - uid) + 1;
    found.push({ first, uid, length });
    [first, uid] = [first + length, uid + length];
    if (first > seqs[i]!.to) first = seqs[(i += 1)]?.from ?? 0;
    if (uid > uids[j]!.to) uid = uids[(j += 1)]?.from ?? 0;
  }
  return found;
}
