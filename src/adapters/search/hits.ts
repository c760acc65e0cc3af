/** Where a criterion holds, as the search thread tells it: sorted numbers, looked up in place. */
import type { ContentId } from '../../mail/ids.js';
import type { TextHits } from '../../mail/search.js';
import type { CriterionHits } from './protocol.js';

export class SortedHits implements TextHits {
  static readonly none = new SortedHits({ contents: new Float64Array(0), scores: new Uint8Array(0) });

  readonly #contents: Float64Array;
  readonly #scores: Uint8Array;

  constructor({ contents, scores }: CriterionHits) {
    this.#contents = contents;
    this.#scores = scores;
  }

  get size(): number {
    return this.#contents.length;
  }

  has(content: ContentId): boolean {
    return this.#contents[this.#lowerBound(content)] === content;
  }

  get(content: ContentId): number | undefined {
    const index = this.#lowerBound(content);
    return this.#contents[index] === content ? this.#scores[index] : undefined;
  }

  #lowerBound(content: ContentId): number {
    let low = 0;
    let high = this.#contents.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#contents[middle]! < content) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const nothing: ReadonlySet<number> = new Set();

/** Above every score. */
const scoreFactor = 128;

/** Of several parts one, without what is deleted. Content and score go into one number, which sorts by content. */
export function joinHits(parts: readonly CriterionHits[], deleted: ReadonlySet<number> = nothing): CriterionHits {
  const both = new Float64Array(parts.reduce((sum, { contents }) => sum + contents.length, 0));
  let count = 0;
  for (const { contents, scores } of parts) {
    contents.forEach((content, i) => {
      if (!deleted.has(content)) both[count++] = content * scoreFactor + scores[i]!;
    });
  }
  const found = both.subarray(0, count).sort();
  return {
    contents: found.map((each) => Math.floor(each / scoreFactor)),
    scores: Uint8Array.from(found, (each) => each % scoreFactor),
  };
}
