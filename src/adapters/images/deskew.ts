/** The angle of the lines of text, by the sharpness of the page's profile. */
import { histogram, quantile, reduce, type GreyImage } from './grey.js';

export interface SkewOptions {
  /** The widest angle looked for, in degrees to either side. */
  readonly most: number;
}

/** The longer side of the picture the angle is sought on: about 100 dpi of an A4 page. */
const workingSide = 1200;
const mostPoints = 60_000;

/**
 * By how many degrees the lines run downwards to the right (clockwise); 0 when no angle stands out, as on a blank
 * page, a photograph or handwriting in all directions.
 */
export function findSkew(image: GreyImage, { most }: SkewOptions = { most: 5 }): number {
  const small = reduce(image, Math.max(1, Math.floor(Math.max(image.width, image.height) / workingSide)));
  const points = inkPoints(small);
  if (points.count < 200) return 0;
  const score = (degrees: number): number => profileSharpness(points, degrees, small);
  const scores = new Map<number, number>();
  let best = 0;
  for (let angle = -most; angle <= most + 1e-9; angle += 0.25) {
    const value = score(angle);
    scores.set(angle, value);
    if (value > (scores.get(best) ?? score(best))) best = angle;
  }
  const sorted = [...scores.values()].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1]!;
  const peak = scores.get(best) ?? score(best);
  if (peak < median * 1.15) return 0;
  for (const step of [0.1, 0.05, 0.02]) {
    const from = best;
    let top = score(from);
    for (let k = -3; k <= 3; k++) {
      const value = score(from + k * step);
      if (value > top) [top, best] = [value, from + k * step];
    }
  }
  return Math.round(best * 100) / 100;
}

interface Points {
  readonly count: number;
  readonly x: Int16Array;
  readonly y: Int16Array;
}

/** Lower edges of the ink: where it is dark and the pixel below is not. The margins, dark in many scans, are left out. */
function inkPoints({ width, height, data }: GreyImage): Points {
  const counts = histogram({ width, height, data });
  const paper = quantile(counts, 0.5);
  const ink = quantile(counts, 0.01);
  const threshold = (paper + ink) / 2;
  const marginX = Math.round(width * 0.03);
  const marginY = Math.round(height * 0.02);
  const x: number[] = [];
  const y: number[] = [];
  if (paper - ink < 30) return { count: 0, x: new Int16Array(), y: new Int16Array() };
  for (let row = marginY; row < height - marginY - 1; row++)
    for (let column = marginX; column < width - marginX; column++) {
      const i = row * width + column;
      if (data[i]! < threshold && data[i + width]! >= threshold) {
        x.push(column);
        y.push(row);
      }
    }
  const every = Math.max(1, Math.ceil(x.length / mostPoints));
  const keep = (values: number[]): Int16Array => Int16Array.from(values.filter((_, i) => i % every === 0));
  const xs = keep(x);
  return { count: xs.length, x: xs, y: keep(y) };
}

/** Sum of squared steps between neighbouring rows of the profile taken along lines at this angle. */
function profileSharpness(points: Points, degrees: number, { width, height }: GreyImage): number {
  const slope = Math.tan((degrees * Math.PI) / 180);
  const offset = Math.ceil(Math.abs(slope) * width) + 1;
  const rows = new Float32Array(height + 2 * offset + 2);
  for (let i = 0; i < points.count; i++) {
    const row = points.y[i]! - points.x[i]! * slope + offset;
    const at = Math.floor(row);
    const part = row - at;
    rows[at]! += 1 - part;
    rows[at + 1]! += part;
  }
  let sum = 0;
  for (let i = 1; i < rows.length; i++) sum += (rows[i]! - rows[i - 1]!) ** 2;
  return sum;
}
