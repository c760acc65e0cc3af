/** Search over an account's text, by the scanner's thread. */
import { foldCriterion } from '../../mail/search.js';
import type { SearchOptions } from '../../mail/mail-store.js';
import type { TextCriterion, TextHits } from '../../mail/search.js';
import type { Scanner } from '../search/scanner.js';
import type { Scope } from './scope.js';

/** @returns for each criterion where it holds */
export async function searchText(
  { account, keys }: Scope,
  scanner: Scanner,
  criteria: readonly TextCriterion[],
  { among, signal }: SearchOptions,
): Promise<readonly TextHits[]> {
  return scanner.scan({ account, key: keys.text, criteria: criteria.map(foldCriterion), among, signal });
}
