/**
 * What SEARCH looks for: RFC 9051 §6.4.4 and §9 search-program, with NEW, OLD and RECENT of RFC 3501, WITHIN (RFC 5032),
 * FUZZY (RFC 6203), MODSEQ (RFC 7162), EMAILID and THREADID (RFC 8474), SAVED… (RFC 8514).
 */
import { formatDate, parseDate } from './date-time.js';
import { formatSearchReturns, tryParseSearchReturns } from './search-return.js';
import { formatMessageSet, parseMessageSet } from './sequence-set.js';
import { formatAstring } from './strings.js';
import type { SearchKey, SearchProgram } from './syntax.js';
import type { TokenReader } from './token-reader.js';

/** RFC 9051 §6.4.4: those that must be there, and all we have; for BADCHARSET. */
export const searchCharsets: readonly string[] = ['US-ASCII', 'UTF-8'];

export function isSearchCharset(charset: string): boolean {
  return searchCharsets.includes(charset.toUpperCase());
}

/** What follows SEARCH and its blank. */
export function parseSearchProgram(p: TokenReader): SearchProgram {
  const returns = tryParseSearchReturns(p);
  let charset: string | undefined;
  if (p.tryKeyword('CHARSET')) {
    charset = p.sp().astring('a charset');
    p.sp();
  }
  return { returns, charset, key: parseSearchKey(p, charset) };
}

/** The keys, to the command's end, their texts in the charset. */
export function parseSearchKey(p: TokenReader, charset: string | undefined): SearchKey {
  return parseSearchKeys(p, charset === undefined || isSearchCharset(charset) ? () => p.astring() : () => latin1(p));
}

/** In a charset that is not ours: read, so that the answer can be BADCHARSET. */
const latin1 = (p: TokenReader): string => p.astringOctets().toString('latin1');

/** Keys that still wait for their operands. */
type Open =
  | { readonly kind: 'list'; readonly keys: SearchKey[]; readonly parentheses: boolean }
  | { readonly kind: 'not' | 'fuzzy' }
  | { readonly kind: 'or'; left: SearchKey | undefined };

/** One or more keys, all of which must hold. An explicit stack: NOT, OR, FUZZY and parentheses nest as deep as `limits.depth`. */
function parseSearchKeys(p: TokenReader, needle: () => string): SearchKey {
  const outermost: Open & { kind: 'list' } = { kind: 'list', keys: [], parentheses: false };
  const open: Open[] = [outermost];
  let count = 0;
  for (;;) {
    if (open.length > p.limits.depth) p.fail(`search keys nested at most ${p.limits.depth} deep`);
    if ((count += 1) > p.limits.elements) p.fail(`at most ${p.limits.elements} search keys`);
    if (p.tryChar('(')) {
      open.push({ kind: 'list', keys: [], parentheses: true });
      continue;
    }
    if (p.tryKeyword('NOT')) {
      open.push({ kind: 'not' });
      p.sp();
      continue;
    }
    if (p.tryKeyword('FUZZY')) {
      open.push({ kind: 'fuzzy' });
      p.sp();
      continue;
    }
    if (p.tryKeyword('OR')) {
      open.push({ kind: 'or', left: undefined });
      p.sp();
      continue;
    }
    if (complete(p, open, simpleKey(p, needle))) return allOf(outermost.keys);
  }
}

/** Hands a key to what waits for it, and so on outwards. @returns true when the program is at its end */
function complete(p: TokenReader, open: Open[], key: SearchKey): boolean {
  for (let done = key; ;) {
    const waiting = open.at(-1)!;
    if (waiting.kind === 'or') {
      if (!waiting.left) {
        waiting.left = done;
        p.sp();
        return false;
      }
      done = { key: 'or', left: waiting.left, right: done };
    } else if (waiting.kind !== 'list') {
      done = { key: waiting.kind, of: done };
    } else {
      waiting.keys.push(done);
      if (p.tryChar(' ') && !atTrailingBlank(p, open)) return false;
      if (!waiting.parentheses) return true;
      p.char(')');
      done = allOf(waiting.keys);
    }
    open.pop();
  }
}

/** Tolerates a blank at the end of the line, as `end` does. */
function atTrailingBlank(p: TokenReader, open: readonly Open[]): boolean {
  return open.length === 1 && (p.atEnd || p.peek() === ' ');
}

const allOf = (keys: readonly SearchKey[]): SearchKey => (keys.length === 1 ? keys[0]! : { key: 'and', of: keys });

const flagKeys: ReadonlyMap<string, SearchKey> = new Map(
  ['Answered', 'Deleted', 'Draft', 'Flagged', 'Seen'].flatMap((name): [string, SearchKey][] => [
    [name.toUpperCase(), { key: 'flag', flag: `\\${name}`, set: true }],
    [`UN${name.toUpperCase()}`, { key: 'flag', flag: `\\${name}`, set: false }],
  ]),
);

/** One key that holds no others. */
function simpleKey(p: TokenReader, needle: () => string): SearchKey {
  if (/[\d*$]/.test(p.peek())) return { key: 'seq', set: parseMessageSet(p) };
  const { position } = p;
  const name = p.atom('a search key').toUpperCase();
  const flag = flagKeys.get(name);
  if (flag) return flag;
  switch (name) {
    case 'ALL':
    case 'NEW':
    case 'OLD':
    case 'RECENT':
    case 'SAVEDATESUPPORTED':
      return { key: lower(name) };
    case 'KEYWORD':
    case 'UNKEYWORD':
      return { key: 'flag', flag: p.sp().atom('a keyword'), set: name === 'KEYWORD' };
    case 'FROM':
    case 'TO':
    case 'CC':
    case 'BCC':
    case 'SUBJECT':
    case 'BODY':
    case 'TEXT':
      p.sp();
      return { key: lower(name), needle: needle() };
    case 'HEADER': {
      const field = p.sp().astring('a field name');
      p.sp();
      return { key: 'header', name: field, needle: needle() };
    }
    case 'BEFORE':
    case 'ON':
    case 'SINCE':
    case 'SENTBEFORE':
    case 'SENTON':
    case 'SENTSINCE':
    case 'SAVEDBEFORE':
    case 'SAVEDON':
    case 'SAVEDSINCE':
      return { key: lower(name), day: parseDate(p.sp()) };
    case 'LARGER':
    case 'SMALLER':
      return { key: lower(name), octets: p.sp().number64() };
    case 'OLDER':
    case 'YOUNGER':
      return { key: lower(name), seconds: p.sp().nzNumber() };
    case 'MODSEQ':
      return { key: 'modseq', modSeq: modSequence(p.sp()) };
    case 'EMAILID':
    case 'THREADID':
      return { key: lower(name), id: p.sp().atom('an object id') };
    case 'UID':
      return { key: 'uid', set: parseMessageSet(p.sp()) };
    default:
      return p.fail('a search key', position);
  }
}

/** RFC 7162 §3.1.5: a flag may be named, whose own mod-sequence is then meant; ours are those of whole messages. */
function modSequence(p: TokenReader): bigint {
  if (p.tryStringOctets()) {
    p.sp();
    if (!['PRIV', 'SHARED', 'ALL'].some((type) => p.tryKeyword(type))) p.fail('"priv", "shared" or "all"');
    p.sp();
  }
  return BigInt(p.number64('a mod-sequence'));
}

const lower = <T extends string>(name: T): Lowercase<T> => name.toLowerCase() as Lowercase<T>;

/** As in a command, after SEARCH. Literals in it are synchronising. */
export function formatSearchProgram({ returns, charset, key }: SearchProgram): string {
  const encoding = charset === undefined ? '' : `CHARSET ${formatAstring(charset)} `;
  return `${formatSearchReturns(returns)}${encoding}${formatSearchKeys(key)}`;
}

/** Without parentheses around all. */
export function formatSearchKeys(key: SearchKey): string {
  return (key.key === 'and' ? key.of : [key]).map(formatSearchKey).join(' ');
}

/** As deep as the key; keys that were parsed are no deeper than `limits.depth`. */
export function formatSearchKey(key: SearchKey): string {
  switch (key.key) {
    case 'not':
    case 'fuzzy':
      return `${key.key.toUpperCase()} ${formatSearchKey(key.of)}`;
    case 'or':
      return `OR ${formatSearchKey(key.left)} ${formatSearchKey(key.right)}`;
    case 'and':
      return `(${key.of.map(formatSearchKey).join(' ')})`;
    case 'flag':
      if (key.flag.startsWith('\\')) return `${key.set ? '' : 'UN'}${key.flag.slice(1).toUpperCase()}`;
      return `${key.set ? '' : 'UN'}KEYWORD ${key.flag}`;
    case 'seq':
      return formatMessageSet(key.set);
    case 'uid':
      return `UID ${formatMessageSet(key.set)}`;
    case 'header':
      return `HEADER ${formatAstring(key.name)} ${formatAstring(key.needle)}`;
    default:
      return formatLeaf(key);
  }
}

function formatLeaf(
  key: Exclude<SearchKey, { key: 'not' | 'fuzzy' | 'or' | 'and' | 'flag' | 'seq' | 'uid' | 'header' }>,
): string {
  const name = key.key.toUpperCase();
  if ('needle' in key) return `${name} ${formatAstring(key.needle)}`;
  if ('day' in key) return `${name} ${formatDate(key.day)}`;
  if ('octets' in key) return `${name} ${key.octets}`;
  if ('seconds' in key) return `${name} ${key.seconds}`;
  if ('modSeq' in key) return `${name} ${key.modSeq}`;
  if ('id' in key) return `${name} ${key.id}`;
  return name;
}
