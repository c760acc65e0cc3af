/** Text of a page while it is worked on: as the domain has it, and where its lines stand. */
import type { Box, Word } from '../../mail/scan.js';

export interface RawLine {
  readonly words: readonly Word[];
  readonly box: Box;
  /** The line the letters stand on, from its left to its right end, in pixels of the upright page. */
  readonly baseline: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };
}

export interface RawBlock {
  readonly lines: readonly RawLine[];
  readonly box: Box;
}

/** The smallest box around all; undefined for none. */
export function boxAround(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    x0 = Math.min(x0, box.x0);
    y0 = Math.min(y0, box.y0);
    x1 = Math.max(x1, box.x1);
    y1 = Math.max(y1, box.y1);
  }
  return { x0, y0, x1, y1 };
}
