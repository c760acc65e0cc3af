/**
 * Sealed segments: what is kept of many contents in one row, of up to about a megabyte. An append writes a small one;
 * when there are sixteen of about a size they are merged, so that reading a whole account opens few big ones and
 * every entry is written a handful of times. A segment never changes: a new one takes its place, under a new id.
 */
import { OctetLru } from '../../lib/octet-lru.js';
import { textSegmentPlace } from '../search/protocol.js';
import { seal, unseal } from '../seal/box.js';
import { encodeSegment, Segment } from '../seal/segment.js';
import type { SegmentEntry } from '../seal/segment.js';
import type { Scope } from './scope.js';
import { takeIds } from './scope.js';
import { contentStatements } from './statements/contents.js';

export type SegmentKind = 'facts' | 'text';
const numberOf = { facts: 0, text: 1 } as const satisfies Record<SegmentKind, number>;
export const textKind = numberOf.text;

const fullOctets = 1024 * 1024;
const mergeCount = 16;
/** Half full is full enough: merging such again would only move octets about. */
const settledClass = 9;

/** Classes four times the size of the one before, from 1 KiB on. */
function sizeClass(octets: number): number {
  if (octets >= fullOctets / 2) return settledClass;
  return Math.max(0, Math.floor(Math.log2(octets / 1024) / 2));
}

/** Opened facts segments of all accounts. */
export class FactsCache {
  readonly #opened: OctetLru<string, Segment>;

  constructor(limitOctets: number) {
    this.#opened = new OctetLru(limitOctets);
  }

  get(account: number, segment: number): Segment | undefined {
    return this.#opened.get(`${account} ${segment}`);
  }

  set(account: number, segment: number, opened: Segment): void {
    this.#opened.set(`${account} ${segment}`, opened, opened.octets.length);
  }

  forget(account: number): void {
    for (const key of [...this.#opened.keys()]) if (key.startsWith(`${account} `)) this.#opened.delete(key);
  }
}

function sealing(scope: Scope, kind: SegmentKind, segment: number): readonly [key: Buffer, place: string] {
  return kind === 'text'
    ? [scope.keys.text, textSegmentPlace(scope.account, segment)]
    : [scope.keys.facts, `facts segment ${scope.account} ${segment}`];
}

function read(scope: Scope, kind: SegmentKind, segment: number): Segment | undefined {
  const row = scope.db.get(contentStatements.segment, scope.account, numberOf[kind], segment);
  return row && new Segment(unseal(...sealing(scope, kind, segment), row[0]));
}

/** An opened facts segment, from memory if it is there. Not within a change: what is undone must not stay. */
export function openFacts(scope: Scope, segment: number): Segment | undefined {
  const known = scope.cache.get(scope.account, segment);
  if (known) return known;
  const opened = read(scope, 'facts', segment);
  if (opened) scope.cache.set(scope.account, segment, opened);
  return opened;
}

/** Writes a segment. @returns its id; the contents' rows are to point to it */
function write(scope: Scope, kind: SegmentKind, entries: readonly SegmentEntry[]): number {
  const segment = takeIds(scope, 1);
  const plain = encodeSegment(entries);
  const sealed = seal(...sealing(scope, kind, segment), plain);
  scope.db.run(
    contentStatements.insertSegment,
    scope.account,
    numberOf[kind],
    segment,
    sizeClass(plain.length),
    sealed,
  );
  return segment;
}

/** Within a change: writes the entries of new contents. @returns the id of their segment */
export function addSegment(scope: Scope, kind: SegmentKind, entries: readonly SegmentEntry[]): number {
  return write(scope, kind, entries);
}

function replace(scope: Scope, kind: SegmentKind, old: readonly number[], entries: readonly SegmentEntry[]): void {
  const point = kind === 'facts' ? contentStatements.setFactsSegment : contentStatements.setTextSegment;
  for (const segment of old) scope.db.run(contentStatements.removeSegment, scope.account, numberOf[kind], segment);
  for (const part of packed(entries)) {
    const segment = write(scope, kind, part);
    for (const { content } of part) scope.db.run(point, scope.account, content, segment);
  }
}

/** Parts of up to a megabyte; an entry larger than that has one to itself. */
function packed(entries: readonly SegmentEntry[]): SegmentEntry[][] {
  const parts: SegmentEntry[][] = [];
  let octets = Infinity;
  for (const entry of entries) {
    if (octets + entry.octets.length > fullOctets) {
      parts.push([]);
      octets = 0;
    }
    parts.at(-1)!.push(entry);
    octets += entry.octets.length;
  }
  return parts;
}

/** Within a change: merges small segments where enough have come together. */
export function mergeSegments(scope: Scope, kind: SegmentKind): void {
  for (let each = 0; each < settledClass; each++) {
    const rows = scope.db.all(contentStatements.segmentsOfClass, scope.account, numberOf[kind], each);
    if (rows.length < mergeCount) continue;
    const segments = rows.map(([segment]) => segment);
    const entries = segments.flatMap((segment) => read(scope, kind, segment)?.entries() ?? []);
    replace(scope, kind, segments, entries);
  }
}

/** Within a change: takes contents out of a segment; nothing of them stays. */
export function removeFromSegment(
  scope: Scope,
  kind: SegmentKind,
  segment: number,
  contents: ReadonlySet<number>,
): void {
  const entries = read(scope, kind, segment)?.entries() ?? [];
  replace(
    scope,
    kind,
    [segment],
    entries.filter(({ content }) => !contents.has(content)),
  );
}
