/**
 * LIST and LSUB: RFC 9051 §6.3.9 (RFC 5258 LIST-EXTENDED, RFC 5819 LIST-STATUS, RFC 6154 SPECIAL-USE, RFC 9590
 * LIST-METADATA).
 */
import { decodeMailboxName, encodeModifiedUtf7 } from './mailbox-name-codec.js';
import { parseMetadataEntries } from './metadata.js';
import { formatStatusItems, parseStatusItems } from './status-items.js';
import { formatAstring, formatString } from './strings.js';
import type { ListRequest, StatusItem } from './syntax.js';
import type { TokenReader } from './token-reader.js';

type SelectOption = ListRequest['select'][number];
type ReturnOption = ListRequest['returns'][number];
const selectOptions: readonly SelectOption[] = ['subscribed', 'remote', 'recursivematch', 'special-use'];
const returnOptions: readonly ReturnOption[] = ['subscribed', 'children', 'special-use'];

/** Patterns of one LIST; each is matched with every mailbox. */
const mostPatterns = 100;

/**
 * What follows LIST and its blank.
 * @param utf8 whether names are UTF-8, as in `decodeMailboxName`; reference and patterns come out as Unicode
 */
export function parseListRequest(p: TokenReader, utf8: boolean): ListRequest {
  const { position } = p;
  const select = p.peek() === '(' ? p.list(() => selectOption(p), { empty: true }) : undefined;
  // RFC 5258 §3: RECURSIVEMATCH needs something to match that is not only REMOTE.
  if (select?.includes('recursivematch') && select.every((name) => name === 'recursivematch' || name === 'remote')) {
    p.fail('another selection option beside RECURSIVEMATCH', position);
  }
  if (select) p.sp();
  const reference = decodeMailboxName(p.astring('a reference name'), utf8);
  p.sp();
  const several = p.peek() === '(';
  const patterns = several ? p.list((count) => patternOf(p, count, utf8), { empty: false }) : [listMailbox(p, utf8)];
  const returns: ReturnOption[] = [];
  const status: StatusItem[] = [];
  const metadata: string[] = [];
  const returning = p.peek() === ' ' && p.tryWords(' RETURN ');
  if (returning) p.list(() => returnOption(p, { returns, status, metadata }), { empty: true });
  const extended = several || returning || !!select;
  return { reference, patterns, select: select ?? [], returns, status, metadata, extended };
}

/** What follows LSUB and its blank (RFC 3501 §6.3.9). */
export function parseLsubRequest(p: TokenReader, utf8: boolean): ListRequest {
  const reference = decodeMailboxName(p.astring('a reference name'), utf8);
  const pattern = listMailbox(p.sp(), utf8);
  return { reference, patterns: [pattern], select: [], returns: [], status: [], metadata: [], extended: false };
}

function patternOf(p: TokenReader, count: number, utf8: boolean): string {
  if (count >= mostPatterns) p.fail(`at most ${mostPatterns} patterns`);
  return listMailbox(p, utf8);
}

/** list-mailbox: a name in which `*` and `%` stand for anything. The lenient astring has them. */
function listMailbox(p: TokenReader, utf8: boolean): string {
  return decodeMailboxName(p.astring('a mailbox name or pattern'), utf8);
}

function selectOption(p: TokenReader): SelectOption {
  const { position } = p;
  const name = p.atom('a LIST selection option').toLowerCase();
  return selectOptions.find((option) => option === name) ?? p.fail('a LIST selection option', position);
}

interface Returned {
  readonly returns: ReturnOption[];
  readonly status: StatusItem[];
  readonly metadata: string[];
}

function returnOption(p: TokenReader, { returns, status, metadata }: Returned): void {
  const { position } = p;
  const name = p.atom('a LIST return option').toLowerCase();
  if (name === 'status') {
    status.push(...parseStatusItems(p.sp()));
    return;
  }
  if (name === 'metadata') {
    metadata.push(...parseMetadataEntries(p.sp()));
    return;
  }
  returns.push(returnOptions.find((option) => option === name) ?? p.fail('a LIST return option', position));
}

/** As in a command, after LIST; names in modified UTF-7. */
export function formatListRequest(request: ListRequest): string {
  const { reference, patterns, select, returns, status, metadata, extended } = request;
  const name = (text: string): string => formatString(encodeModifiedUtf7(text));
  if (!extended) return `${name(reference)} ${name(patterns[0] ?? '')}`;
  const options = [...returns.map((option) => option.toUpperCase())];
  if (status.length > 0) options.push(`STATUS ${formatStatusItems(status)}`);
  if (metadata.length > 0) options.push(`METADATA (${metadata.map((entry) => formatAstring(entry)).join(' ')})`);
  const names = `(${patterns.map(name).join(' ')})`;
  return `(${select.join(' ').toUpperCase()}) ${name(reference)} ${names} RETURN (${options.join(' ')})`;
}
