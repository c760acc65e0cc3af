/** What the scanner and its worker say to each other. */
import type { FoldedCriterion } from '../../mail/search.js';

export type ToWorker =
  /** Search these segments; those that the worker does not hold open it asks for. */
  | {
      readonly kind: 'search';
      readonly id: number;
      readonly account: number;
      readonly key: Uint8Array;
      readonly segments: readonly number[];
      readonly criteria: readonly FoldedCriterion[];
    }
  /** A segment that was asked for. */
  | { readonly kind: 'sealed'; readonly id: number; readonly segment: number; readonly octets: Uint8Array }
  | { readonly kind: 'end'; readonly id: number }
  /** Drop what is open of this account. */
  | { readonly kind: 'forget'; readonly account: number };

export type FromWorker =
  | { readonly kind: 'need'; readonly id: number; readonly segments: readonly number[] }
  /** One array of contents for each criterion. */
  | { readonly kind: 'hits'; readonly id: number; readonly segment: number; readonly hits: readonly Float64Array[] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

/** Where a text segment lies, for sealing. */
export function textSegmentPlace(account: number, segment: number): string {
  return `text segment ${account} ${segment}`;
}
