/** Facts of many contents at once: few queries, and each segment opened once. */
import type { ContentFacts } from '../../mail/content-facts.js';
import type { ContentId } from '../../mail/ids.js';
import type { Segment } from '../seal/segment.js';
import { StoredFacts } from './facts-codec.js';
import type { Scope } from './scope.js';
import { openFacts } from './segments.js';
import { contentStatements } from './statements/contents.js';

export function readFacts(scope: Scope, contents: readonly ContentId[]): (ContentFacts | undefined)[] {
  const segments = segmentsOf(scope, contents);
  let current: number | undefined;
  let opened: Segment | undefined;
  let next = 0; // neighbours in a mailbox mostly are neighbours here
  return contents.map((content) => {
    const segment = segments.get(content);
    if (segment === undefined) return undefined;
    if (segment !== current) {
      current = segment;
      opened = openFacts(scope, segment);
      next = 0;
    }
    const index = opened?.indexOf(content, next);
    if (index === undefined) return undefined;
    next = index + 1;
    return new StoredFacts(content, opened!.at(index));
  });
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
