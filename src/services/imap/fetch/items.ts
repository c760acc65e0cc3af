/** What each FETCH item becomes in the response: RFC 9051 §7.5.2. A new item is a line in the table. */
import { setImmediate } from 'node:timers/promises';
import type { ContentFacts } from '../../../mail/content-facts.js';
import { fetchResponseName } from '../../../wire/imap/fetch-items.js';
import { literalStart } from '../../../wire/imap/strings.js';
import type { FetchItem, Partial, Section } from '../../../wire/imap/syntax.js';
import { selectHeaderFields } from '../../../wire/mime/header-selector.js';
import { type OctetRange, findPart, locateSection } from '../../../wire/mime/section.js';
import type { Piece } from '../responses.js';
import { type AtHand, rendererOf } from './at-hand.js';
import { decode, measure } from './binary.js';
import { type OctetSource, octetsOf, readOctets } from './octet-stream.js';

/** One message, and what is known of it. */
export interface FetchSource extends OctetSource, AtHand {
  /** True until octets of this message have been read: only then it is known that it is still there. */
  unopened: boolean;
  /** Of header fields picked for this response and kept until it is sent. */
  keptOctets: number;
}

/** At once where it can be: most FETCHes ask for what lies ready, of many messages. */
export type Rendered = readonly Piece[] | Promise<readonly Piece[]>;

type Kind = FetchItem['kind'];
type ItemOf<K extends Kind> = FetchItem & { readonly kind: K };

interface ItemRule<K extends Kind> {
  /** RFC 9051 §6.4.5: fetching it sets `\Seen`. */
  readonly seen?: (item: ItemOf<K>) => boolean;
  readonly needsFacts?: true;
  /** The item's name and value, where `rendererOf` does not have it at hand. */
  readonly render?: (item: ItemOf<K>, source: FetchSource) => Rendered;
}

/** Longest header that is taken into memory to pick fields from; what is behind it is not looked at. */
const longestHeaderOctets = 1024 * 1024;

/** Header fields beyond this are picked again when they are sent: who asks for them a thousand times shall not fill the memory. */
const mostKeptOctets = 64 * 1024;

const wholeMessage: Section = { part: [], what: 'all', fields: [] };

const rules: { readonly [K in Kind]: ItemRule<K> } = {
  flags: {},
  uid: {},
  modseq: {},
  internaldate: {},
  savedate: {},
  emailid: {},
  threadid: { needsFacts: true },
  preview: { needsFacts: true },
  'rfc822.size': {},
  envelope: { needsFacts: true },
  body: { needsFacts: true },
  bodystructure: { needsFacts: true },
  rfc822: {
    seen: () => true,
    needsFacts: true,
    render: (_, source) => renderSection('RFC822', wholeMessage, undefined, source),
  },
  'rfc822.header': {
    needsFacts: true,
    render: (_, source) => renderSection('RFC822.HEADER', { ...wholeMessage, what: 'header' }, undefined, source),
  },
  'rfc822.text': {
    seen: () => true,
    needsFacts: true,
    render: (_, source) => renderSection('RFC822.TEXT', { ...wholeMessage, what: 'text' }, undefined, source),
  },
  section: {
    seen: ({ peek }) => !peek,
    needsFacts: true,
    render: (item, source) => renderSection(fetchResponseName(item), item.section, item.partial, source),
  },
  binary: { seen: ({ peek }) => !peek, needsFacts: true, render: renderBinary },
  'binary.size': { needsFacts: true, render: renderBinarySize },
};

const ruleOf = <K extends Kind>(item: ItemOf<K>): ItemRule<K> => rules[item.kind];

export const setsSeen = (item: FetchItem): boolean => ruleOf(item).seen?.(item) ?? false;

export const needsFacts = (item: FetchItem): boolean => ruleOf(item).needsFacts ?? false;

/** @throws MailError message-gone, Refusal (BINARY that cannot be decoded) */
export function renderItem(item: FetchItem, source: FetchSource): Rendered {
  const { render } = ruleOf(item);
  return render ? render(item, source) : [Buffer.from(rendererOf(item)!(source)!, 'latin1')];
}

function factsOf({ facts }: FetchSource): ContentFacts {
  if (!facts) throw new Error('facts were not fetched for this item');
  return facts;
}

async function renderSection(
  name: string,
  section: Section,
  partial: Partial | undefined,
  source: FetchSource,
): Promise<readonly Piece[]> {
  const located = locateSection(factsOf(source), section);
  if (!located) return [`${name} NIL`];
  if (section.what === 'header.fields' || section.what === 'header.fields.not') {
    const pick = async (): Promise<Buffer> => {
      const header = await headerOctets(located, source);
      return cutBuffer(selectHeaderFields(header, section.fields, section.what === 'header.fields.not'), partial);
    };
    const fields = await pick();
    const start = `${name} ${literalStart(fields.length)}`;
    source.keptOctets += fields.length;
    if (source.keptOctets <= mostKeptOctets) return [start, fields];
    source.keptOctets -= fields.length;
    await setImmediate(undefined, { signal: source.signal }); // long work: others get their turn
    return [start, later(pick)];
  }
  const range = cutRange(located, partial);
  const start = `${name} ${literalStart(range.end - range.start)}`;
  const known = knownHeader(located, source);
  if (known) return [start, known.subarray(range.start, range.end)];
  return [start, await openedOnce(range, source)];
}

async function* later(octets: () => Promise<Buffer>): AsyncGenerator<Buffer> {
  yield await octets();
}

/** Only the first is opened beforehand: who asks for a thousand sections at once shall not fill the memory. */
async function openedOnce(range: OctetRange, source: FetchSource): Promise<Piece> {
  const piece = await octetsOf(source, range, source.unopened);
  source.unopened = false;
  return piece;
}

/** The message's own header, when it is kept whole beside the facts. */
function knownHeader(range: OctetRange, source: FetchSource): Buffer | undefined {
  const { header } = factsOf(source);
  return range.start === 0 && range.end <= header.length ? header : undefined;
}

async function headerOctets(range: OctetRange, source: FetchSource): Promise<Buffer> {
  const known = knownHeader(range, source);
  if (known) return known.subarray(range.start, range.end);
  return readOctets(source, range, longestHeaderOctets);
}

/** RFC 9051 §6.4.5: octets beyond the end are not there; starting beyond it gives an empty string. */
function cutRange({ start, end }: OctetRange, partial: Partial | undefined): OctetRange {
  if (!partial) return { start, end };
  const from = Math.min(start + partial.offset, end);
  return { start: from, end: Math.min(from + partial.count, end) };
}

function cutBuffer(octets: Buffer, partial: Partial | undefined): Buffer {
  const { start, end } = cutRange({ start: 0, end: octets.length }, partial);
  return octets.subarray(start, end);
}

/** Where a part's content lies and how it is encoded; undefined when there is no such part. */
function contentOf(
  numbers: readonly number[],
  source: FetchSource,
): { range: OctetRange; encoding: string } | undefined {
  const facts = factsOf(source);
  const range = locateSection(facts, { part: numbers, what: 'all' });
  if (!range) return undefined;
  const part = numbers.length === 0 ? undefined : findPart(facts.root, numbers);
  // RFC 2045 §6.4: multipart and message bodies are never encoded, whatever their header claims.
  return { range, encoding: part?.kind === 'leaf' ? part.encoding : 'binary' };
}

async function renderBinary(item: ItemOf<'binary'>, source: FetchSource): Promise<readonly Piece[]> {
  const name = fetchResponseName(item);
  const content = contentOf(item.part, source);
  if (!content) return [`${name} NIL`];
  const { range, encoding } = content;
  const { sizeOctets, hasNul } = await measure(source, range, encoding);
  const cut = cutRange({ start: 0, end: sizeOctets }, item.partial);
  const count = cut.end - cut.start;
  const start = `${name} ${literalStart(count, hasNul)}`;
  if (count === 0) return [start];
  return [start, decode(source, range, encoding, { offset: cut.start, count })];
}

async function renderBinarySize(item: ItemOf<'binary.size'>, source: FetchSource): Promise<readonly Piece[]> {
  const content = contentOf(item.part, source);
  const size = content ? (await measure(source, content.range, content.encoding)).sizeOctets : 0;
  return [`${fetchResponseName(item)} ${size}`];
}
