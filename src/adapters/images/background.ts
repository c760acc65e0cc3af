/** Uneven paper: the shine of a lamp, a fold's shadow, grey margins of a photograph. */
import { mapValues, type GreyImage } from './grey.js';

/** Cells across the longer side of the page. */
const cells = 64;
/** Paper darker than this share of the bright paper counts as uneven. */
const evenFrom = 0.86;
/** The most a pixel is brightened; darker places are not paper but ink, or a photograph's surroundings. */
const mostGain = 2.6;

interface Grid {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Brightness of the paper on a coarse grid: the ninth decile of each cell, dark spots (pictures, bars) bridged. */
function paperGrid(image: GreyImage, cell: number): Grid {
  const width = Math.max(1, Math.ceil(image.width / cell));
  const height = Math.max(1, Math.ceil(image.height / cell));
  const values = new Float32Array(width * height);
  const counts = new Uint32Array(256);
  for (let gy = 0; gy < height; gy++) {
    for (let gx = 0; gx < width; gx++) {
      counts.fill(0);
      const x1 = Math.min(image.width, (gx + 1) * cell);
      const y1 = Math.min(image.height, (gy + 1) * cell);
      let total = 0;
      // Every second pixel of every second row says as much.
      for (let y = gy * cell; y < y1; y += 2) {
        for (let x = gx * cell; x < x1; x += 2, total++) counts[image.data[y * image.width + x]!]!++;
      }
      let value = 255;
      for (let left = total * 0.1; value > 0 && left > counts[value]!; value--) left -= counts[value]!;
      values[gy * width + gx] = value;
    }
  }
  return smooth(close({ width, height, values }, 2));
}

/** Grey closing: the largest value around, then the smallest around of that. Bars narrower than 2 r + 1 go. */
function close(grid: Grid, r: number): Grid {
  const pass = (from: Grid, pick: (a: number, b: number) => number): Grid => {
    const { width, height } = from;
    const rows = new Float32Array(width * height);
    const values = new Float32Array(width * height);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let value = from.values[y * width + x]!;
        for (let k = Math.max(0, x - r); k <= Math.min(width - 1, x + r); k++)
          value = pick(value, from.values[y * width + k]!);
        rows[y * width + x] = value;
      }
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let value = rows[y * width + x]!;
        for (let k = Math.max(0, y - r); k <= Math.min(height - 1, y + r); k++)
          value = pick(value, rows[k * width + x]!);
        values[y * width + x] = value;
      }
    return { width, height, values };
  };
  return pass(pass(grid, Math.max), Math.min);
}

function smooth(grid: Grid): Grid {
  const { width, height } = grid;
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let sum = 0;
      let n = 0;
      for (let j = Math.max(0, y - 1); j <= Math.min(height - 1, y + 1); j++)
        for (let i = Math.max(0, x - 1); i <= Math.min(width - 1, x + 1); i++, n++) sum += grid.values[j * width + i]!;
      values[y * width + x] = sum / n;
    }
  return { width, height, values };
}

/** Divides by the paper's brightness where that is uneven; even paper is left as it is. */
export function flattenBackground(image: GreyImage): GreyImage {
  const cell = Math.max(8, Math.round(Math.max(image.width, image.height) / cells));
  const grid = paperGrid(image, cell);
  const sorted = Float32Array.from(grid.values).sort();
  const bright = sorted[Math.floor(sorted.length * 0.9)]!;
  const low = sorted[Math.floor(sorted.length * 0.05)]!;
  if (bright < 60 || low >= bright * evenFrom) return image;
  return divide(image, grid, cell, bright);
}

function divide(image: GreyImage, grid: Grid, cell: number, bright: number): GreyImage {
  const out = mapValues(
    image,
    Uint8Array.from({ length: 256 }, (_, value) => value),
  );
  const gains = Float32Array.from(grid.values, (value) => Math.min(mostGain, bright / Math.max(1, value)));
  const row = new Float32Array(grid.width);
  for (let y = 0; y < image.height; y++) {
    // Between the middles of the cells the gain runs linearly.
    const gy = Math.min(grid.height - 1, Math.max(0, (y + 0.5) / cell - 0.5));
    const y0 = Math.floor(gy);
    const y1 = Math.min(grid.height - 1, y0 + 1);
    const fy = gy - y0;
    for (let gx = 0; gx < grid.width; gx++)
      row[gx] = gains[y0 * grid.width + gx]! * (1 - fy) + gains[y1 * grid.width + gx]! * fy;
    for (let x = 0; x < image.width; x++) {
      const gx = Math.min(grid.width - 1, Math.max(0, (x + 0.5) / cell - 0.5));
      const x0 = Math.floor(gx);
      const x1 = Math.min(grid.width - 1, x0 + 1);
      const gain = row[x0]! + (row[x1]! - row[x0]!) * (gx - x0);
      const i = y * image.width + x;
      out.data[i] = Math.min(255, image.data[i]! * gain);
    }
  }
  return out;
}
