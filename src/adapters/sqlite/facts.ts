/**
 * Facts of many contents at once: few queries, and each segment opened once.
 *
 * What an opened segment holds needs no look at the content's row, since neighbours in a mailbox mostly are neighbours
 * there; only while the account has unused contents that the sweeper has not taken out yet is each row asked for.
 */
import type { ContentFacts } from '../../mail/content-facts.js';
import type { ContentId } from '../../mail/ids.js';
import { StoredFacts } from './facts-codec.js';
import type { Scope } from './scope.js';
import { openFacts } from './segments.js';
import { contentStatements } from './statements/contents.js';

/** Segments looked up one by one, before all of the rest are looked up at once. */
const singleLookups = 8;

export function readFacts(scope: Scope, contents: readonly ContentId[]): (ContentFacts | undefined)[] {
  const allUsed = scope.db.get(contentStatements.firstUnused, scope.account) === undefined;
  const segmentOf = lookup(scope, contents);
  let opened = scope.cache.latest(scope.account);
  let current: number | undefined;
  let next = 0;
  return contents.map((content) => {
    let index = allUsed ? opened?.indexOf(content, next) : undefined;
    if (index === undefined) {
      const segment = segmentOf(content);
      if (segment === undefined) return undefined;
      if (segment !== current) {
        current = segment;
        opened = openFacts(scope, segment);
        scope.cache.setLatest(scope.account, segment);
        next = 0;
      }
      index = opened?.indexOf(content, next);
      if (index === undefined) return undefined;
    }
    next = index + 1;
    return new StoredFacts(content, opened!.octets, opened!.startAt(index));
  });
}

/** @returns what tells a content's segment; undefined: it is gone */
function lookup(scope: Scope, contents: readonly ContentId[]): (content: ContentId) => number | undefined {
  let lookups = 0;
  let all: ReadonlyMap<number, number> | undefined;
  return (content) => {
    lookups += 1;
    if (lookups > singleLookups) all ??= segmentsOf(scope, contents);
    return all ? all.get(content) : scope.db.get(contentStatements.factsSegment, scope.account, content)?.[0];
  };
}

/** One query over a range costs less than many, as long as not much is read for nothing. */
function segmentsOf({ db, account }: Scope, contents: readonly ContentId[]): Map<number, number> {
  let first = Infinity;
  let last = 0;
  for (const content of contents) {
    first = Math.min(first, content);
    last = Math.max(last, content);
  }
  if (last - first < contents.length * 10)
    return new Map(db.all(contentStatements.factsSegments, account, first, last));
  const segments = new Map<number, number>();
  for (const content of contents) {
    const row = db.get(contentStatements.factsSegment, account, content);
    if (row) segments.set(content, row[0]);
  }
  return segments;
}
