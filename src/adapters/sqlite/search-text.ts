/** Search over an account's text segments, by the scanner's thread. */
import { foldCriterion } from '../../mail/search.js';
import type { TextCriterion } from '../../mail/search.js';
import type { Scanner } from '../search/scanner.js';
import type { Scope } from './scope.js';
import { textKind } from './segments.js';
import { contentStatements } from './statements/contents.js';

/** @returns for each criterion the contents in which it holds */
export async function searchText(
  scope: Scope,
  scanner: Scanner,
  criteria: readonly TextCriterion[],
  signal: AbortSignal | undefined,
): Promise<readonly ReadonlySet<number>[]> {
  const { db, account, keys } = scope;
  const folded = criteria.map(foldCriterion);
  const answered = new Map<number, readonly Float64Array[]>();
  for (;;) {
    const segments = db.all(contentStatements.segments, account, textKind).map(([segment]) => segment);
    const missing = segments.filter((segment) => !answered.has(segment));
    if (missing.length === 0) {
      const hits = folded.map(() => new Set<number>());
      for (const segment of segments) {
        answered.get(segment)!.forEach((found, i) => found.forEach((content) => hits[i]!.add(content)));
      }
      // What is deleted lies in its segments until it is swept.
      for (const [content] of db.all(contentStatements.unused, account)) for (const set of hits) set.delete(content);
      return hits;
    }
    // While the thread was at work, appends and deletions may have put other segments in the place of some: a segment
    // never changes, so only the new ones are left to search.
    const read = (segment: number) => db.get(contentStatements.segment, account, textKind, segment)?.[0];
    const found = await scanner.scan({ account, key: keys.text, segments: missing, criteria: folded, read, signal });
    for (const [segment, hits] of found) answered.set(segment, hits);
  }
}
