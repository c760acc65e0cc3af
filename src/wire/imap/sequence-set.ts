/** Sets of sequence numbers or UIDs: RFC 9051 §9 sequence-set. */
import type { KnownRange, MessageSet, SequenceNumber, SequenceRange, SequenceSet } from './syntax.js';
import type { TokenReader } from './token-reader.js';

/** Ascending, not touching, without `*`: what a set means once the largest number is known. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** sequence-set without `$`. */
export function parseSequenceSet(p: TokenReader): SequenceSet {
  const ranges: SequenceRange[] = [];
  do {
    if (ranges.length >= p.limits.ranges) p.fail(`a set of at most ${p.limits.ranges} ranges`);
    const from = sequenceNumber(p);
    ranges.push({ from, to: p.tryChar(':') ? sequenceNumber(p) : from });
  } while (p.tryChar(','));
  return ranges;
}

/** RFC 7162 §7 known-uids, known-sequence-set: without `*`. */
export function parseKnownSet(p: TokenReader): readonly KnownRange[] {
  const { position } = p;
  return parseSequenceSet(p).map(({ from, to }) =>
    from === '*' || to === '*' ? p.fail('numbers without "*"', position) : { from, to },
  );
}

/** sequence-set, or `$`: what the last SEARCH saved. */
export function parseMessageSet(p: TokenReader): MessageSet {
  return p.tryChar('$') ? '$' : parseSequenceSet(p);
}

function sequenceNumber(p: TokenReader): SequenceNumber {
  return p.tryChar('*') ? '*' : p.nzNumber('a number or "*"');
}

/** As sent: ranges in their order, `n` for `n:n`. */
export function formatSequenceSet(set: SequenceSet): string {
  return set.map(({ from, to }) => (from === to ? `${from}` : `${from}:${to}`)).join(',');
}

/** As sent. */
export function formatMessageSet(set: MessageSet): string {
  return set === '$' ? set : formatSequenceSet(set);
}

/**
 * The numbers as a set: `1:3,7`, the shortest when they ascend. Their order is kept, since COPYUID and APPENDUID pair
 * UIDs by place (RFC 4315 §3). Empty for none, which is no sequence-set.
 */
export function formatNumbers(numbers: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && number === last.to + 1) last.to = number;
    else ranges.push({ from: number, to: number });
  }
  return formatSequenceSet(ranges);
}

/**
 * What the set means where `largest` is the largest number in use.
 *
 * Ends may be reversed, and `n:*` with n beyond the largest means the largest (RFC 9051 §9 seq-range). Numbers beyond
 * `largest` that are named without `*` stay: for UIDs they name nothing, for sequence numbers they are an error, which
 * only the caller can tell. In an empty mailbox (`largest` 0) `*` names nothing.
 */
export function resolveSequenceSet(set: SequenceSet, largest: number): NumberRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const range of set) {
    const { from, to } = range;
    if (from !== '*' && to !== '*') {
      ranges.push({ from: Math.min(from, to), to: Math.max(from, to) });
    } else if (largest > 0) {
      const other = from === '*' ? to : from;
      ranges.push({ from: other === '*' ? largest : Math.min(other, largest), to: largest });
    }
  }
  ranges.sort((a, b) => a.from - b.from);
  const merged: { from: number; to: number }[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last && range.from <= last.to + 1) last.to = Math.max(last.to, range.to);
    else merged.push(range);
  }
  return merged;
}

/** What is in both; of each, ranges ascend and do not overlap. */
export function intersectRanges(a: readonly NumberRange[], b: readonly NumberRange[]): NumberRange[] {
  const both: NumberRange[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const from = Math.max(a[i]!.from, b[j]!.from);
    const to = Math.min(a[i]!.to, b[j]!.to);
    if (from <= to) both.push({ from, to });
    if (a[i]!.to < b[j]!.to) i += 1;
    else j += 1;
  }
  return both;
}

/** Whether the resolved set has the number; O(log ranges). */
export function rangesContain(ranges: readonly NumberRange[], number: number): boolean {
  const index = firstIndex(ranges.length, (i) => ranges[i]!.to >= number);
  return index < ranges.length && ranges[index]!.from <= number;
}

/** The first index in [0, length) for which `holds`, which holds for all after it; else `length`. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
