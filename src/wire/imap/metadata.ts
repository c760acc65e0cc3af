/** GETMETADATA and SETMETADATA: RFC 5464 §4.2, §4.3 and §5. */
import { decodeMailboxName, encodeModifiedUtf7 } from './mailbox-name-codec.js';
import { formatAstring, formatString } from './strings.js';
import type { GetMetadataRequest, MetadataOptions, SetMetadataRequest } from './syntax.js';
import type { TokenReader } from './token-reader.js';

/** Longest entry name; each has a few components. */
const longestName = 255;
/** Entries, or options, of one command: each is looked for among all there are. */
const mostElements = 100;

// RFC 5464 §3.2: ASCII without controls, components parted by one slash, none at the end, no wildcards.
const entryPattern = /^\/(?:private|shared)(?:\/[ !-$&-)+-.0-~]+)*$/i;

/**
 * What follows GETMETADATA and its blank. The options stand before the mailbox by the grammar and behind it in the RFC's
 * examples, and clients do either.
 * @param utf8 as in `decodeMailboxName`
 */
export function parseGetMetadata(p: TokenReader, utf8: boolean): GetMetadataRequest {
  let options: MetadataOptions | undefined;
  if (p.tryChar('(')) {
    options = metadataOptions(p);
    p.sp();
  }
  const mailbox = decodeMailboxName(p.astring('a mailbox name'), utf8);
  p.sp();
  if (!p.tryChar('(')) return { mailbox, entries: [entryName(p)], ...(options ?? noOptions) };
  if (options === undefined && /[A-Za-z]/.test(p.peek())) {
    options = metadataOptions(p);
    return { mailbox, entries: parseMetadataEntries(p.sp()), ...options };
  }
  return { mailbox, entries: entryNames(p), ...(options ?? noOptions) };
}

const noOptions: MetadataOptions = { maxSize: undefined, depth: 0 };

/** One entry, or several in parentheses. */
export function parseMetadataEntries(p: TokenReader): readonly string[] {
  return p.tryChar('(') ? entryNames(p) : [entryName(p)];
}

/** What follows an opening parenthesis, and the closing one. */
function entryNames(p: TokenReader): readonly string[] {
  return restOfList(p, () => entryName(p));
}

/** `(MAXSIZE 1024 DEPTH infinity)` behind its opening parenthesis. */
export function metadataOptions(p: TokenReader): MetadataOptions {
  let { maxSize, depth } = noOptions;
  restOfList(p, () => {
    if (p.tryKeyword('MAXSIZE')) maxSize = p.sp().number64('a size');
    else if (p.tryKeyword('DEPTH')) depth = metadataDepth(p.sp());
    else p.fail('MAXSIZE or DEPTH');
  });
  return { maxSize, depth };
}

function metadataDepth(p: TokenReader): MetadataOptions['depth'] {
  for (const [word, depth] of [
    ['0', 0],
    ['1', 1],
    ['INFINITY', Infinity],
  ] as const) {
    if (p.tryKeyword(word)) return depth;
  }
  return p.fail('0, 1 or infinity');
}

function restOfList<T>(p: TokenReader, element: () => T): readonly T[] {
  const elements: T[] = [];
  do {
    if (elements.length >= mostElements) p.fail(`at most ${mostElements} elements`);
    elements.push(element());
  } while (p.tryChar(' '));
  p.char(')');
  return elements;
}

function entryName(p: TokenReader): string {
  const { position } = p;
  const name = p.astring('an entry name');
  if (name.length > longestName || !entryPattern.test(name)) {
    p.fail('an entry name such as /private/comment', position);
  }
  return name;
}

/** What follows SETMETADATA and its blank. A value may be a literal8, with any octets. */
export function parseSetMetadata(p: TokenReader, utf8: boolean): SetMetadataRequest {
  const mailbox = decodeMailboxName(p.astring('a mailbox name'), utf8);
  const entries = restOfList(p.sp().char('('), () => entryValue(p));
  return { mailbox, entries };
}

function entryValue(p: TokenReader): SetMetadataRequest['entries'][number] {
  const { position } = p;
  const name = entryName(p);
  const components = name.split('/').length - 1;
  // RFC 5464 §3.2: two components, or four below the vendors'.
  if (components < (/^\/[^/]+\/vendor(\/|$)/i.test(name) ? 4 : 2))
    p.fail('an entry name with more components', position);
  p.sp();
  return { name, value: p.tryKeyword('NIL') ? undefined : p.stringOrLiteral8Octets('a value or NIL') };
}

/** As in a command, after GETMETADATA; the mailbox in modified UTF-7. */
export function formatGetMetadata({ mailbox, entries, maxSize, depth }: GetMetadataRequest): string {
  const options = [
    ...(maxSize === undefined ? [] : [`MAXSIZE ${maxSize}`]),
    ...(depth === 0 ? [] : [`DEPTH ${depth === Infinity ? 'infinity' : depth}`]),
  ];
  const names = entries.map((name) => formatAstring(name)).join(' ');
  const first = options.length > 0 ? `(${options.join(' ')}) ` : '';
  return `${first}${formatString(encodeModifiedUtf7(mailbox))} (${names})`;
}

/**
 * The METADATA response with values (§4.4.1).
 * @param mailbox as it goes out
 * @param entries NIL for one without a value
 */
export function* formatMetadata(
  mailbox: string,
  entries: readonly { readonly name: string; readonly value: Buffer | undefined }[],
): Generator<string | Buffer> {
  for (const [index, { name, value }] of entries.entries()) {
    yield `${index === 0 ? `* METADATA ${mailbox} (` : ' '}${formatAstring(name)} `;
    yield* formatValue(value);
  }
  yield ')\r\n';
}

const plainText = /^[\x20-\x7e]{0,1024}$/;

function* formatValue(value: Buffer | undefined): Generator<string | Buffer> {
  if (value === undefined) {
    yield 'NIL';
    return;
  }
  const text = value.length <= 1024 ? value.toString('latin1') : undefined;
  if (text !== undefined && plainText.test(text)) yield formatString(text);
  else {
    yield `${value.includes(0) ? '~' : ''}{${value.length}}\r\n`;
    yield value;
  }
}
