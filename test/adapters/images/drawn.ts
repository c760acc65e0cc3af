/** Pages drawn for tests: bars instead of words, in lines, on a sheet of any grey. */
import { greyImage, type GreyImage } from '../../../src/adapters/images/grey.js';

export interface Sheet {
  readonly width?: number;
  readonly height?: number;
  readonly paper?: number;
  readonly ink?: number;
  /** Degrees by which the lines fall to the right. */
  readonly skew?: number;
}

/** A sheet at 100 dpi with twenty lines of words of uneven length. */
export function printedSheet({ width = 827, height = 1169, paper = 255, ink = 0, skew = 0 }: Sheet = {}): GreyImage {
  const image = greyImage(width, height, paper);
  const slope = Math.tan((skew * Math.PI) / 180);
  for (let line = 0; line < 20; line++) {
    let x = 90;
    for (let word = 0; x < width - 170; word++) {
      const length = 25 + ((word * 37 + line * 53) % 60);
      bar(image, { x, y: 150 + line * 40, width: length, height: 11 }, ink, slope);
      x += length + 9;
    }
  }
  return image;
}

/** A filled rectangle whose columns slide down by `slope` pixels each. */
export function bar(
  image: GreyImage,
  at: { x: number; y: number; width: number; height: number },
  ink = 0,
  slope = 0,
): void {
  for (let x = at.x; x < at.x + at.width; x++) {
    const top = Math.round(at.y + x * slope);
    for (let y = top; y < top + at.height; y++)
      if (x >= 0 && y >= 0 && x < image.width && y < image.height) image.data[y * image.width + x] = ink;
  }
}

export function pixel(image: GreyImage, x: number, y: number): number {
  return image.data[y * image.width + x]!;
}
