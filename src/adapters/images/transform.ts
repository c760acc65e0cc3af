/** Plane transforms between the scan's pixels and the upright page, and resampling by them. */
import type { GreyImage } from './grey.js';

/**
 * A homography, row by row: x' = (a x + b y + c) / (g x + h y + i), y' = (d x + e y + f) / (g x + h y + i).
 * Coordinates are continuous: the pixel (0, 0) covers the square from 0 to 1.
 */
export type Transform = readonly [
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
  g: number,
  h: number,
  i: number,
];

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const identity: Transform = [1, 0, 0, 0, 1, 0, 0, 0, 1];

export function apply(t: Transform, { x, y }: Point): Point {
  const w = t[6] * x + t[7] * y + t[8];
  return { x: (t[0] * x + t[1] * y + t[2]) / w, y: (t[3] * x + t[4] * y + t[5]) / w };
}

/** First `first`, then `second`. */
export function compose(first: Transform, second: Transform): Transform {
  const cell = (row: number, column: number): number =>
    second[row * 3]! * first[column]! +
    second[row * 3 + 1]! * first[column + 3]! +
    second[row * 3 + 2]! * first[column + 6]!;
  return [cell(0, 0), cell(0, 1), cell(0, 2), cell(1, 0), cell(1, 1), cell(1, 2), cell(2, 0), cell(2, 1), cell(2, 2)];
}

export function invert(t: Transform): Transform {
  const [a, b, c, d, e, f, g, h, i] = t;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (Math.abs(determinant) < 1e-12) throw new RangeError('transform cannot be inverted');
  const s = 1 / determinant;
  return [
    (e * i - f * h) * s,
    (c * h - b * i) * s,
    (b * f - c * e) * s,
    (f * g - d * i) * s,
    (a * i - c * g) * s,
    (c * d - a * f) * s,
    (d * h - e * g) * s,
    (b * g - a * h) * s,
    (a * e - b * d) * s,
  ];
}

export const scaling = (x: number, y: number): Transform => [x, 0, 0, 0, y, 0, 0, 0, 1];
export const shift = (x: number, y: number): Transform => [1, 0, x, 0, 1, y, 0, 0, 1];

/** Clockwise on the page (y points down) about the origin. */
export function rotation(degrees: number): Transform {
  const r = (degrees * Math.PI) / 180;
  return [Math.cos(r), -Math.sin(r), 0, Math.sin(r), Math.cos(r), 0, 0, 0, 1];
}

/** What `turnQuarters` does to a picture of this size. */
export function quarterTurn(quarters: 0 | 1 | 2 | 3, width: number, height: number): Transform {
  switch (quarters) {
    case 0:
      return identity;
    case 1:
      return [0, -1, height, 1, 0, 0, 0, 0, 1];
    case 2:
      return [-1, 0, width, 0, -1, height, 0, 0, 1];
    case 3:
      return [0, 1, 0, -1, 0, width, 0, 0, 1];
  }
}

const phases = 64;
/** Catmull-Rom weights of the four neighbours, for 64 positions between two pixels. */
const cubicWeights = Float32Array.from({ length: phases * 4 }, (_, k) => {
  const t = (k >> 2) / phases;
  const at = (distance: number): number => {
    const d = Math.abs(distance);
    if (d < 1) return 1.5 * d ** 3 - 2.5 * d ** 2 + 1;
    return d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0;
  };
  return at(t + 1 - (k & 3));
});

/**
 * Draws the picture anew, each pixel fetched by cubic interpolation from where `toSource` says it comes from.
 * Beyond the picture its edge goes on for a pixel, then it is `fill`. For enlarging and turning; when the result
 * is much smaller, `reduce` first.
 */
export function resample(image: GreyImage, width: number, height: number, toSource: Transform, fill = 255): GreyImage {
  const { data: source, width: w, height: h } = image;
  const data = new Uint8ClampedArray(width * height);
  const [a, b, c, d, e, f, g, hh, ii] = toSource;
  const affine = g === 0 && hh === 0 && ii === 1;
  let out = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, out++) {
      const px = x + 0.5;
      const py = y + 0.5;
      let sx = a * px + b * py + c - 0.5;
      let sy = d * px + e * py + f - 0.5;
      if (!affine) {
        const scale = g * px + hh * py + ii;
        sx = (sx + 0.5) / scale - 0.5;
        sy = (sy + 0.5) / scale - 0.5;
      }
      if (!(sx > -1.5 && sy > -1.5 && sx < w + 0.5 && sy < h + 0.5)) {
        data[out] = fill;
        continue;
      }
      const ix = Math.floor(sx);
      const iy = Math.floor(sy);
      const wx = ((sx - ix) * phases) & (phases - 1);
      const wy = ((sy - iy) * phases) & (phases - 1);
      if (ix >= 1 && iy >= 1 && ix < w - 2 && iy < h - 2) {
        let sum = 0;
        let at = (iy - 1) * w + ix - 1;
        for (let k = 0; k < 4; k++, at += w) {
          const row =
            cubicWeights[wx * 4]! * source[at]! +
            cubicWeights[wx * 4 + 1]! * source[at + 1]! +
            cubicWeights[wx * 4 + 2]! * source[at + 2]! +
            cubicWeights[wx * 4 + 3]! * source[at + 3]!;
          sum += cubicWeights[wy * 4 + k]! * row;
        }
        data[out] = sum;
      } else {
        const nx = Math.min(w - 1, Math.max(0, Math.round(sx)));
        const ny = Math.min(h - 1, Math.max(0, Math.round(sy)));
        data[out] = source[ny * w + nx]!;
      }
    }
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}
