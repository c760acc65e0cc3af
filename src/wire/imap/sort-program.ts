/** SORT and THREAD: RFC 5256 §5, with RETURN (RFC 5267 §5), DISPLAYFROM and DISPLAYTO (RFC 5957), RELEVANCY (RFC 6203). */
import { formatSearchKeys, parseSearchKey } from './search-program.js';
import { formatSearchReturns, tryParseSearchReturns } from './search-return.js';
import { formatAstring } from './strings.js';
import type { SortKey, SortProgram, ThreadProgram } from './syntax.js';
import { threadAlgorithms } from './syntax.js';
import type { TokenReader } from './token-reader.js';

const sortNames: readonly SortKey['by'][] = [
  ...(['arrival', 'cc', 'date', 'from', 'size', 'subject', 'to'] as const),
  ...(['displayfrom', 'displayto', 'relevancy'] as const),
];

/** Sorting by the same again changes nothing; more keys than there are would only cost. */
const mostSortKeys = 20;

/** What follows SORT and its blank. */
export function parseSortProgram(p: TokenReader): SortProgram {
  const returns = tryParseSearchReturns(p);
  const sort = p.list((count) => sortKey(p, count), { empty: false });
  const charset = p.sp().astring('a charset');
  return { returns, sort, charset, key: parseSearchKey(p.sp(), charset) };
}

function sortKey(p: TokenReader, count: number): SortKey {
  if (count >= mostSortKeys) p.fail(`at most ${mostSortKeys} sort keys`);
  const reverse = p.tryKeyword('REVERSE');
  if (reverse) p.sp();
  const { position } = p;
  const name = p.atom('a sort key').toLowerCase();
  return { by: sortNames.find((each) => each === name) ?? p.fail('a sort key', position), reverse };
}

/** What follows THREAD and its blank. */
export function parseThreadProgram(p: TokenReader): ThreadProgram {
  const { position } = p;
  const name = p.atom('a threading algorithm').toUpperCase();
  const algorithm = threadAlgorithms.find((each) => each === name) ?? p.fail('a threading algorithm', position);
  const charset = p.sp().astring('a charset');
  return { algorithm, charset, key: parseSearchKey(p.sp(), charset) };
}

/** As in a command, after SORT. */
export function formatSortProgram({ returns, sort, charset, key }: SortProgram): string {
  const keys = sort.map(({ by, reverse }) => `${reverse ? 'REVERSE ' : ''}${by.toUpperCase()}`).join(' ');
  return `${formatSearchReturns(returns)}(${keys}) ${formatAstring(charset ?? 'UTF-8')} ${formatSearchKeys(key)}`;
}

/** As in a command, after THREAD. */
export function formatThreadProgram({ algorithm, charset, key }: ThreadProgram): string {
  return `${algorithm} ${formatAstring(charset)} ${formatSearchKeys(key)}`;
}
