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
  /** Each account's segment that was read from last: a mailbox is mostly read on from there. */
  readonly #latest = new Map<number, number>();

  constructor(limitOctets: number) {
    this.#opened = new OctetLru(limitOctets);
  }

  get(account: number, segment: number): Segment | undefined {
    return this.#opened.get(`${account} ${segment}`);
  }

  set(account: number, segment: number, opened: Segment): void {
    this.#opened.set(`${account} ${segment}`, opened, opened.octets.length);
  }

  /** The segment that was read from last, if it is still there and in memory. What it holds has not been removed. */
  latest(account: number): Segment | undefined {
    const segment = this.#latest.get(account);
    return segment === undefined ? undefined : this.get(account, segment);
  }

  setLatest(account: number, segment: number): void {
    this.#latest.set(account, segment);
  }

  drop(account: number, segment: number): void {
    this.#opened.delete(`${account} ${segment}`);
  }

  forget(account: number): void {
    this.#latest.delete(account);
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
  const { account, db } = scope;
  db.run(contentStatements.insertSegment, account, numberOf[kind], segment, sizeClass(plain.length), sealed);
  return segment;
}

/** Within a change: writes the entries of new contents. @returns for each the id of its segment */
export function addSegments(scope: Scope, kind: SegmentKind, entries: readonly SegmentEntry[]): number[] {
  return packed(entries).flatMap((part) => {
    const segment = write(scope, kind, part);
    return part.map(() => segment);
  });
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

/** Whether there are so many segments of a size that `mergeSome` has something to do. */
export function areCrowded(scope: Scope, kind: SegmentKind): boolean {
  return (
    scope.db.get(contentStatements.crowdedClass, scope.account, numberOf[kind], settledClass, mergeCount) !== undefined
  );
}

/** What the rows of contents point to instead of a segment when no segment holds them. */
const nowhere = 0;

function pointTo(scope: Scope, kind: SegmentKind, contents: Iterable<number>, segment: number): void {
  const point = kind === 'facts' ? contentStatements.setFactsSegment : contentStatements.setTextSegment;
  for (const content of contents) scope.db.run(point, scope.account, content, segment);
}

function remove(scope: Scope, kind: SegmentKind, segment: number): void {
  scope.db.run(contentStatements.removeSegment, scope.account, numberOf[kind], segment);
  if (kind === 'facts') scope.cache.drop(scope.account, segment);
}

/**
 * Within a change: merges one group of small segments where enough have come together, as many as make one full
 * segment: a few milliseconds of work.
 *
 * @returns whether something was merged; then there may be more
 */
export function mergeSome(scope: Scope, kind: SegmentKind): boolean {
  const { account, db } = scope;
  const crowded = db.get(contentStatements.crowdedClass, account, numberOf[kind], settledClass, mergeCount);
  if (!crowded) return false;
  const rows = db.all(contentStatements.segmentsOfClass, account, numberOf[kind], crowded[0]);
  let octets = 0;
  // Two at least, which make no more than a full one and its seals.
  const group = rows.filter(([, sealedOctets], i) => (octets += sealedOctets) <= fullOctets || i < 2);
  const entries = group.flatMap(([segment]) => read(scope, kind, segment)?.entries() ?? []);
  for (const [segment] of group) remove(scope, kind, segment);
  pointTo(scope, kind, contentsOf(entries), write(scope, kind, entries));
  return true;
}

/** Within a change: takes the unused contents out of a segment; nothing of them stays. The others move to a new one. */
export function dropUnused(scope: Scope, kind: SegmentKind, segment: number): void {
  const entries = read(scope, kind, segment)?.entries() ?? [];
  remove(scope, kind, segment);
  if (entries.length === 0) return;
  const [first, last] = [entries[0]!.content, entries.at(-1)!.content];
  const unused = new Set(
    scope.db.all(contentStatements.unusedBetween, scope.account, first, last).map(([content]) => content),
  );
  const gone = entries.filter(({ content }) => unused.has(content));
  const kept = entries.filter(({ content }) => !unused.has(content));
  pointTo(scope, kind, contentsOf(gone), nowhere);
  if (kept.length > 0) pointTo(scope, kind, contentsOf(kept), write(scope, kind, kept));
}

function contentsOf(entries: readonly SegmentEntry[]): number[] {
  return entries.map(({ content }) => content);
}
