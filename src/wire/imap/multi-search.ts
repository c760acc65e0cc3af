/** ESEARCH: RFC 7377 §4. */
import { formatMailboxFilter, parseMailboxFilter } from './mailbox-filter.js';
import { formatSearchProgram, parseSearchProgram } from './search-program.js';
import type { MailboxFilter, MultiSearchProgram } from './syntax.js';
import type { TokenReader } from './token-reader.js';

/** What follows ESEARCH and its blank. */
export function parseMultiSearch(p: TokenReader, utf8: boolean): MultiSearchProgram {
  let sources: MailboxFilter[] | undefined;
  if (p.tryKeyword('IN')) {
    // scope-options may follow in parentheses; none are defined, so that they are refused.
    sources = p.sp().list(() => parseMailboxFilter(p, utf8), { empty: false });
    p.sp();
  }
  return { sources, ...parseSearchProgram(p) };
}

/** As in a command, after ESEARCH. */
export function formatMultiSearch({ sources, ...program }: MultiSearchProgram): string {
  const from = sources ? `IN (${sources.map(formatMailboxFilter).join(' ')}) ` : '';
  return from + formatSearchProgram(program);
}
