/** What may stand in parentheses around the arguments of FETCH, STORE and SELECT: RFC 4466 §2.4, §2.5, §2.1. */
import { formatPartialRange, parsePartialRange } from './partial-range.js';
import { formatSequenceSet, parseKnownSet } from './sequence-set.js';
import type { FetchModifiers, KnownRange, QresyncParameter, SelectParameters, StoreModifiers } from './syntax.js';
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

/** ` (CONDSTORE)` or ` (QRESYNC (…))`, behind the mailbox of SELECT: RFC 7162 §3.1.8, §3.2.5. */
export function parseSelectParameters(p: TokenReader): SelectParameters {
  let condstore = false;
  let qresync: QresyncParameter | undefined;
  if (p.atListBehindBlank) {
    eachOnce(p.sp(), 'a SELECT parameter', {
      CONDSTORE: () => (condstore = true),
      QRESYNC: () => (qresync = parseQresync(p.sp())),
    });
  }
  return { condstore, qresync };
}

/** `(67890007 90060115194045000 41:211,214:541 (1:5,9 41:45,50))`; the last two may be missing, each. */
function parseQresync(p: TokenReader): QresyncParameter {
  const uidValidity = p.char('(').nzNumber('a UIDVALIDITY');
  const modSeq = p.sp().modSequence();
  let knownUids: QresyncParameter['knownUids'];
  let match: QresyncParameter['match'];
  if (!p.atListBehindBlank && p.tryChar(' ')) knownUids = parseKnownSet(p);
  if (p.atListBehindBlank) match = parseMatch(p.sp());
  p.char(')');
  return { uidValidity, modSeq, knownUids, match };
}

function parseMatch(p: TokenReader): NonNullable<QresyncParameter['match']> {
  const { position } = p;
  const seqs = parseKnownSet(p.char('('));
  const uids = parseKnownSet(p.sp());
  p.char(')');
  if (![seqs, uids].every(ascend) || count(seqs) !== count(uids)) {
    p.fail('as many message numbers as UIDs, ascending', position);
  }
  return { seqs, uids };
}

const ascend = (set: readonly KnownRange[]): boolean =>
  set.every(({ from, to }, index) => from <= to && (index === 0 || set[index - 1]!.to < from));

const count = (set: readonly KnownRange[]): number => set.reduce((sum, { from, to }) => sum + to - from + 1, 0);

/** As in a command, with the blank before them; empty for none. */
export function formatSelectParameters({ condstore, qresync }: SelectParameters): string {
  return formatList([condstore ? 'CONDSTORE' : '', qresync ? `QRESYNC ${formatQresync(qresync)}` : '']);
}

function formatQresync({ uidValidity, modSeq, knownUids, match }: QresyncParameter): string {
  const known = knownUids ? ` ${formatSequenceSet(knownUids)}` : '';
  const pairs = match ? ` (${formatSequenceSet(match.seqs)} ${formatSequenceSet(match.uids)})` : '';
  return `(${uidValidity} ${modSeq}${known}${pairs})`;
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
