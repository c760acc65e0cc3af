/** Sorting in steps, so that whoever sorts a lot can let others work in between. */

const runLength = 512;
const mergedPerStep = 512;

/**
 * A stable merge sort.
 *
 * @returns the items in order, at the end of a generator that pauses after a few hundred comparisons each
 */
export function* mergeSort<T>(items: readonly T[], compare: (a: T, b: T) => number): Generator<void, T[]> {
  let sorted: T[] = [];
  for (let at = 0; at < items.length; at += runLength) {
    for (const item of items.slice(at, at + runLength).sort(compare)) sorted.push(item);
    yield;
  }
  for (let width = runLength; width < items.length; width *= 2) {
    const merged: T[] = [];
    for (let at = 0; at < items.length; at += 2 * width) {
      const middle = Math.min(at + width, items.length);
      const end = Math.min(at + 2 * width, items.length);
      let [left, right] = [at, middle];
      while (left < middle || right < end) {
        const takeLeft = right >= end || (left < middle && compare(sorted[left]!, sorted[right]!) <= 0);
        merged.push(takeLeft ? sorted[left++]! : sorted[right++]!);
        if (merged.length % mergedPerStep === 0) yield;
      }
    }
    sorted = merged;
  }
  return sorted;
}
