/** RETURN of SEARCH and SORT: RFC 9051 §6.4.4, RFC 6203 §4, RFC 9394 §4. UPDATE and CONTEXT of RFC 5267 are not offered. */
import { formatPartialRange, parsePartialRange } from './partial-range.js';
import type { PartialRange, SearchReturn, SearchReturns } from './syntax.js';
import type { TokenReader } from './token-reader.js';

const names: readonly SearchReturn[] = ['min', 'max', 'all', 'count', 'save', 'relevancy'];

/** `RETURN (...)` and the blank behind it, if it comes next. */
export function tryParseSearchReturns(p: TokenReader): SearchReturns | undefined {
  if (!p.tryKeyword('RETURN')) return undefined;
  const options: SearchReturn[] = [];
  let partial: PartialRange | undefined;
  const element = (): void => {
    const { position } = p;
    const name = p.atom('a search return option').toLowerCase();
    if (name === 'partial') {
      if (partial) p.fail('PARTIAL once only', position);
      partial = parsePartialRange(p.sp());
      return;
    }
    const option = names.find((each) => each === name) ?? p.fail('a search return option', position);
    if (!options.includes(option)) options.push(option);
  };
  const { position } = p.sp();
  p.list(element, { empty: true });
  // RFC 9394 §3.1: a command must not contain both.
  if (partial && options.includes('all')) p.fail('either PARTIAL or ALL', position);
  p.sp();
  return { options, partial };
}

/** With a blank behind it; empty when there was no RETURN. */
export function formatSearchReturns(returns: SearchReturns | undefined): string {
  if (!returns) return '';
  const options = returns.options.map((option) => option.toUpperCase());
  if (returns.partial) options.push(`PARTIAL ${formatPartialRange(returns.partial)}`);
  return `RETURN (${options.join(' ')}) `;
}
