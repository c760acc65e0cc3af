/** What may stand in parentheses around the arguments of FETCH, STORE and SELECT: RFC 4466 §2.4, §2.5, §2.1. */
import { formatPartialRange, parsePartialRange } from './partial-range.js';
import type { FetchModifiers, SelectParameters, StoreModifiers } from './syntax.js';
import type { TokenReader } from './token-reader.js';

/** ` (CHANGEDSINCE 17 VANISHED)`, behind the items of FETCH: RFC 7162 §3.1.4.1, §3.2.6, RFC 9394 §3.3. */
export function parseFetchModifiers(p: TokenReader): FetchModifiers {
  let changedSince: bigint | undefined;
  let vanished = false;
  let partial: FetchModifiers['partial'];
  if (p.atListBehindBlank) {
    eachOnce(p.sp(), 'a FETCH modifier', {
      CHANGEDSINCE: () => (changedSince = p.sp().modSequence()),
      VANISHED: () => (vanished = true),
      PARTIAL: () => (partial = parsePartialRange(p.sp())),
    });
  }
  return { changedSince, vanished, partial };
}

/** As in a command, with the blank before them; empty for none. */
export function formatFetchModifiers({ changedSince, vanished, partial }: FetchModifiers): string {
  return formatList([
    changedSince === undefined ? '' : `CHANGEDSINCE ${changedSince}`,
    vanished ? 'VANISHED' : '',
    partial ? `PARTIAL ${formatPartialRange(partial)}` : '',
  ]);
}

/** `(UNCHANGEDSINCE 17) `, before FLAGS: RFC 7162 §3.1.3. */
export function parseStoreModifiers(p: TokenReader): StoreModifiers {
  let unchangedSince: bigint | undefined;
  if (p.peek() === '(') {
    eachOnce(p, 'a STORE modifier', { UNCHANGEDSINCE: () => (unchangedSince = p.sp().modSequence()) });
    p.sp();
  }
  return { unchangedSince };
}

/** As in a command, with the blank behind them; empty for none. */
export function formatStoreModifiers({ unchangedSince }: StoreModifiers): string {
  return unchangedSince === undefined ? '' : `(UNCHANGEDSINCE ${unchangedSince}) `;
}

/** ` (CONDSTORE)`, behind the mailbox of SELECT: RFC 7162 §3.1.8. */
export function parseSelectParameters(p: TokenReader): SelectParameters {
  let condstore = false;
  if (p.atListBehindBlank) {
    eachOnce(p.sp(), 'a SELECT parameter', { CONDSTORE: () => (condstore = true) });
  }
  return { condstore };
}

/** As in a command, with the blank before them; empty for none. */
export function formatSelectParameters({ condstore }: SelectParameters): string {
  return formatList([condstore ? 'CONDSTORE' : '']);
}

/** Words in parentheses, in any order, none twice. */
function eachOnce(p: TokenReader, expected: string, rules: Readonly<Record<string, () => void>>): void {
  const seen = new Set<string>();
  p.list(
    () => {
      const { position } = p;
      const name = p.atom(expected).toUpperCase();
      const rule = Object.hasOwn(rules, name) && !seen.has(name) ? rules[name] : undefined;
      if (!rule) p.fail(expected, position);
      seen.add(name);
      rule();
    },
    { empty: false },
  );
}

function formatList(words: readonly string[]): string {
  const given = words.filter((word) => word !== '');
  return given.length === 0 ? '' : ` (${given.join(' ')})`;
}
