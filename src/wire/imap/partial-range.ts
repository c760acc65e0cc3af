/** Which part of a list is wanted: RFC 9394 §4 partial-range. */
import type { PartialRange } from './syntax.js';
import type { TokenReader } from './token-reader.js';

/** `1:500`, or `-1:-100` counted from the end. Ends may be reversed. */
export function parsePartialRange(p: TokenReader): PartialRange {
  const fromEnd = p.tryChar('-');
  const first = p.nzNumber();
  p.char(':');
  if (fromEnd) p.char('-');
  const second = p.nzNumber();
  return { from: Math.min(first, second), to: Math.max(first, second), fromEnd };
}

export function formatPartialRange({ from, to, fromEnd }: PartialRange): string {
  return fromEnd ? `-${from}:-${to}` : `${from}:${to}`;
}

/** The elements that the range names, in the list's order; those it names beyond the list are not there. */
export function takePartial<T>(list: readonly T[], { from, to, fromEnd }: PartialRange): readonly T[] {
  return fromEnd
    ? list.slice(Math.max(0, list.length - to), Math.max(0, list.length - from + 1))
    : list.slice(from - 1, to);
}
