/** Specks of a black and white scan: groups of a few pixels, smaller than any dot of print. */
import type { GreyImage } from './grey.js';

/** The largest speck at 300 dpi, in pixels: a fifth of the full stop of the smallest print (6 point). */
const largestAt300 = 4;

/**
 * Erases dark groups of few pixels (counted with their diagonal neighbours) from a picture of black and white.
 *
 * @param dpi across and down; specks are as much smaller as the pixels are larger
 */
export function despeckle(image: GreyImage, dpi: { readonly x: number; readonly y: number }): GreyImage {
  const largest = Math.max(1, Math.round((largestAt300 * dpi.x * dpi.y) / 90_000));
  const { width, height } = image;
  const data = Uint8Array.from(image.data);
  const group = new Int32Array(largest + 8);
  for (let start = 0; start < data.length; start++) {
    if (data[start]! >= 128) continue;
    let size = 1;
    group[0] = start;
    // Grows the group until it is complete or too large to be a speck.
    for (let next = 0; next < size && size <= largest; next++) {
      const at = group[next]!;
      const x = at % width;
      for (let dy = -width; dy <= width; dy += width)
        for (let dx = -1; dx <= 1; dx++) {
          const neighbour = at + dy + dx;
          if (neighbour < 0 || neighbour >= width * height || x + dx < 0 || x + dx >= width) continue;
          if (data[neighbour]! >= 128 || includes(group, size, neighbour) || size > largest) continue;
          group[size++] = neighbour;
        }
    }
    if (size <= largest) for (let i = 0; i < size; i++) data[group[i]!] = 255;
  }
  return { width, height, data };
}

function includes(group: Int32Array, size: number, value: number): boolean {
  for (let i = 0; i < size; i++) if (group[i] === value) return true;
  return false;
}
