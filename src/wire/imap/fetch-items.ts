/**
 * What FETCH asks for: RFC 9051 §6.4.5 and §9 fetch-att; RFC822.HEADER and RFC822.TEXT of RFC 3501 §6.4.5; EMAILID and
 * THREADID of RFC 8474, SAVEDATE of RFC 8514, PREVIEW of RFC 8970.
 */
import { formatSection, parseBinarySection, parseSection, tryParsePartial } from './section.js';
import type { FetchItem, Partial } from './syntax.js';
import type { TokenReader } from './token-reader.js';

type PlainItem = Exclude<FetchItem['kind'], 'section' | 'binary' | 'binary.size' | 'preview'>;

const plainItems: ReadonlySet<string> = new Set<PlainItem>([
  'flags',
  'uid',
  'modseq',
  'internaldate',
  'rfc822.size',
  'envelope',
  'body',
  'bodystructure',
  'rfc822',
  'rfc822.header',
  'rfc822.text',
  'emailid',
  'threadid',
  'savedate',
]);
const isPlainItem = (name: string): name is PlainItem => plainItems.has(name);

const fast: readonly PlainItem[] = ['flags', 'internaldate', 'rfc822.size'];
const macros: ReadonlyMap<string, readonly PlainItem[]> = new Map([
  ['fast', fast],
  ['all', [...fast, 'envelope']],
  ['full', [...fast, 'envelope', 'body']],
]);

// An atom of letters, digits and dots: "[" and "<" are atom characters, but end these names.
const itemName = /[A-Za-z0-9.]+/y;

/** One item, a macro (ALL, FAST, FULL), or items in parentheses. */
export function parseFetchItems(p: TokenReader): readonly FetchItem[] {
  if (p.peek() === '(') return p.list(() => fetchItem(p, p.pattern(itemName, 'a FETCH item')), { empty: false });
  const name = p.pattern(itemName, 'a FETCH item');
  // RFC 9051 §6.4.5: a macro stands by itself, not in a list.
  const macro = macros.get(name.toLowerCase());
  return macro ? macro.map((kind) => ({ kind })) : [fetchItem(p, name)];
}

function fetchItem(p: TokenReader, name: string): FetchItem {
  const item = name.toLowerCase();
  const bracket = p.peek() === '[';
  if (bracket && (item === 'body' || item === 'body.peek')) {
    return { kind: 'section', section: parseSection(p), peek: item === 'body.peek', partial: tryParsePartial(p) };
  }
  if (bracket && (item === 'binary' || item === 'binary.peek')) {
    return { kind: 'binary', part: parseBinarySection(p), peek: item === 'binary.peek', partial: tryParsePartial(p) };
  }
  if (bracket && item === 'binary.size') return { kind: 'binary.size', part: parseBinarySection(p) };
  if (!bracket && item === 'preview') return { kind: 'preview', lazy: previewModifiers(p) };
  if (!bracket && isPlainItem(item)) return { kind: item };
  return p.fail('a FETCH item');
}

/** RFC 8970 §6: `PREVIEW (LAZY)`. The blank is there for a modifier only: behind a plain PREVIEW another item may follow. */
function previewModifiers(p: TokenReader): boolean {
  if (!p.tryWords(' (')) return false;
  do if (!p.tryKeyword('LAZY')) p.fail('LAZY');
  while (p.tryChar(' '));
  p.char(')');
  return true;
}

/** As in a command, in parentheses. */
export function formatFetchItems(items: readonly FetchItem[]): string {
  return `(${items.map(formatFetchItem).join(' ')})`;
}

function formatFetchItem(item: FetchItem): string {
  switch (item.kind) {
    case 'section':
      return `BODY${item.peek ? '.PEEK' : ''}${formatSection(item.section)}${formatPartial(item.partial)}`;
    case 'binary':
      return `BINARY${item.peek ? '.PEEK' : ''}[${item.part.join('.')}]${formatPartial(item.partial)}`;
    case 'binary.size':
      return `BINARY.SIZE[${item.part.join('.')}]`;
    case 'preview':
      return item.lazy ? 'PREVIEW (LAZY)' : 'PREVIEW';
    default:
      return item.kind.toUpperCase();
  }
}

function formatPartial(partial: Partial | undefined): string {
  return partial ? `<${partial.offset}.${partial.count}>` : '';
}

/**
 * The name of a section or binary item in a FETCH response: without PEEK, and of a partial only its origin
 * (RFC 9051 §7.5.2: `BODY[TEXT]<0>`).
 */
export function fetchResponseName(item: FetchItem & { readonly kind: 'section' | 'binary' | 'binary.size' }): string {
  if (item.kind === 'binary.size') return formatFetchItem(item);
  const origin = item.partial ? `<${item.partial.offset}>` : '';
  const section = item.kind === 'section' ? formatSection(item.section) : `[${item.part.join('.')}]`;
  return `${item.kind === 'section' ? 'BODY' : 'BINARY'}${section}${origin}`;
}
