/** Search over an account's text segments, by the scanner's thread. */
import { foldCriterion } from '../../mail/search.js';
import { contentId } from '../../mail/ids.js';
import type { ContentId } from '../../mail/ids.js';
import type { TextCriterion, TextHits } from '../../mail/search.js';
import type { Scanner } from '../search/scanner.js';
import type { Scope } from './scope.js';
import { textKind } from './segments.js';
import { contentStatements } from './statements/contents.js';

/** @returns for each criterion where it holds */
export async function searchText(
  scope: Scope,
  scanner: Scanner,
  criteria: readonly TextCriterion[],
  signal: AbortSignal | undefined,
): Promise<readonly TextHits[]> {
  const { db, account, keys } = scope;
  const folded = criteria.map(foldCriterion);
  const answered = new Map<number, readonly Float64Array[]>();
  for (;;) {
    const segments = db.all(contentStatements.segments, account, textKind).map(([segment]) => segment);
    const missing = segments.filter((segment) => !answered.has(segment));
    if (missing.length === 0) {
      const hits = folded.map(() => new Map<ContentId, number>());
      for (const segment of segments) {
        answered.get(segment)!.forEach((found, i) => found.forEach((content) => hits[i]!.set(contentId(content), 100)));
      }
      // What is deleted lies in its segments until it is swept.
      for (const [content] of db.all(contentStatements.unused, account))
        for (const each of hits) each.delete(contentId(content));
      return hits;
    }
    // While the thread was at work, appends and deletions may have put other segments in the place of some: a segment
    // never changes, so only the new ones are left to search.
    const read = (segment: number) => db.get(contentStatements.segment, account, textKind, segment)?.[0];
    const found = await scanner.scan({ account, key: keys.text, segments: missing, criteria: folded, read, signal });
    for (const [segment, hits] of found) answered.set(segment, hits);
  }
}
