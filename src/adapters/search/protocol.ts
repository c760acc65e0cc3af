/** What the scanner and its thread say to each other. */
import type { FoldedCriterion } from '../../mail/search.js';

export type ToThread =
  | {
      readonly kind: 'search';
      readonly id: number;
      readonly account: number;
      /** Opens the account's text segments. */
      readonly key: Uint8Array;
      readonly criteria: readonly FoldedCriterion[];
      /** Where given, only these contents matter; ascending. */
      readonly among: Float64Array | undefined;
      /** Which of the segments are this thread's: see `isOfShare`. */
      readonly share: Share;
    }
  /** Nobody waits for it any more. */
  | { readonly kind: 'end'; readonly id: number }
  /** Drop what is open of this account. */
  | { readonly kind: 'forget'; readonly account: number };

/** For one criterion: contents, ascending, and how well it holds in each. */
export interface CriterionHits {
  readonly contents: Float64Array;
  readonly scores: Uint8Array;
}

export type FromThread =
  | { readonly kind: 'found'; readonly id: number; readonly hits: readonly CriterionHits[] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

export interface Share {
  readonly index: number;
  readonly of: number;
}

/** Spreads segments over threads, whatever their numbers have in common. */
export function isOfShare(segment: number, { index, of }: Share): boolean {
  return ((Math.imul(segment, 0x9e3779b1) >>> 16) & 0xffff) % of === index;
}

/** Where a text segment lies, for sealing. */
export function textSegmentPlace(account: number, segment: number): string {
  return `text segment ${account} ${segment}`;
}
