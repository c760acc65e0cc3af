/** Pieces of lines: ink smeared sideways until letters touch, and the boxes around what hangs together. */
import type { Box } from '../../mail/scan.js';
import { reduce, type GreyImage } from './grey.js';

export interface InkRegion {
  readonly box: Box;
  /** Dark cells, each `cell` pixels wide and high: where the ink is, for asking how much of it words cover. */
  readonly ink: readonly { readonly x: number; readonly y: number }[];
}

/** Looked at with about this many pixels per inch. */
const workingDpi = 75;
/** Letters are joined over gaps of this many inches: more than between words of a line, less than between columns. */
const joinInches = 0.12;
const leastHeight = 0.045;
const mostHeight = 0.5;
const leastWidth = 0.05;
/** Text fills at least this share of its box; a frame or a diagonal stroke fills less. */
const leastFill = 0.12;
const mostRegions = 3000;

/** Regions that may be text by their shape, from the top. `box` is in pixels of the image. */
export function inkRegions(image: GreyImage, dpi: number): readonly InkRegion[] {
  const factor = Math.max(1, Math.round(dpi / workingDpi));
  const { width, height, data } = reduce(image, factor);
  const perInch = dpi / factor;
  const ink = Uint8Array.from(data, (value) => (value < 170 ? 1 : 0));
  dropRules(ink, width, height, Math.round(perInch * 0.8));
  const smeared = smear(ink, width, height, Math.round(perInch * joinInches));
  const regions: InkRegion[] = [];
  const stack: number[] = [];
  for (let start = 0; start < smeared.length && regions.length < mostRegions; start++) {
    if (smeared[start] !== 1) continue;
    let [x0, y0, x1, y1] = [width, height, 0, 0];
    const cells: { x: number; y: number }[] = [];
    stack.push(start);
    smeared[start] = 2;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      if (ink[at] === 1) {
        cells.push({ x: (x + 0.5) * factor, y: (y + 0.5) * factor });
        [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x + 1), Math.max(y1, y + 1)];
      }
      if (x > 0) visit(smeared, at - 1, stack);
      if (x < width - 1) visit(smeared, at + 1, stack);
      if (y > 0) visit(smeared, at - width, stack);
      if (y < height - 1) visit(smeared, at + width, stack);
    }
    const [w, h] = [(x1 - x0) / perInch, (y1 - y0) / perInch];
    const textLike =
      h >= leastHeight && h <= mostHeight && w >= leastWidth && cells.length >= (x1 - x0) * (y1 - y0) * leastFill;
    if (textLike)
      regions.push({ box: { x0: x0 * factor, y0: y0 * factor, x1: x1 * factor, y1: y1 * factor }, ink: cells });
  }
  return regions;
}

function visit(smeared: Uint8Array, at: number, stack: number[]): void {
  if (smeared[at] !== 1) return;
  smeared[at] = 2;
  stack.push(at);
}

/** Unbroken runs longer than any stroke of a letter: rules and frames. */
function dropRules(ink: Uint8Array, width: number, height: number, longest: number): void {
  const erase = (from: number, length: number, step: number): void => {
    if (length >= longest) for (let k = 0; k < length; k++) ink[from + k * step] = 0;
  };
  const scan = (lines: number, cells: number, lineStep: number, step: number): void => {
    for (let line = 0; line < lines; line++) {
      let run = 0;
      for (let cell = 0; cell <= cells; cell++) {
        const at = line * lineStep + cell * step;
        if (cell < cells && ink[at] === 1) run++;
        else {
          erase(at - run * step, run, step);
          run = 0;
        }
      }
    }
  };
  scan(height, width, width, 1);
  scan(width, height, 1, width);
}

/** Fills gaps of up to `most` cells between ink of the same row. */
function smear(ink: Uint8Array, width: number, height: number, most: number): Uint8Array {
  const out = Uint8Array.from(ink);
  for (let y = 0; y < height; y++) {
    let last = -Infinity;
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x] !== 1) continue;
      if (x - last <= most) for (let k = last + 1; k < x; k++) out[y * width + k] = 1;
      last = x;
    }
  }
  return out;
}
