/** Grey pictures as plain octets, and the few operations on them that everything else is made of. */

/** 0 is black, 255 white; rows from the top, without padding. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export function greyImage(width: number, height: number, fill = 255): GreyImage {
  return { width, height, data: new Uint8Array(width * height).fill(fill) };
}

/** How many pixels have each of the 256 values. */
export function histogram(image: GreyImage): Uint32Array {
  const counts = new Uint32Array(256);
  for (const value of image.data) counts[value]!++;
  return counts;
}

/** The smallest value that at least `share` (0 to 1) of the counted pixels do not exceed. */
export function quantile(counts: Uint32Array, share: number): number {
  let total = 0;
  for (const count of counts) total += count;
  const wanted = total * share;
  let seen = 0;
  for (let value = 0; value < counts.length; value++) {
    seen += counts[value]!;
    if (seen >= wanted && seen > 0) return value;
  }
  return counts.length - 1;
}

/** A new picture with every value looked up in a table of 256. */
export function mapValues(image: GreyImage, table: Uint8Array): GreyImage {
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i++) data[i] = table[image.data[i]!]!;
  return { width: image.width, height: image.height, data };
}

/** Turns clockwise by quarters; loses nothing. */
export function turnQuarters(image: GreyImage, quarters: 0 | 1 | 2 | 3): GreyImage {
  const { width, height, data } = image;
  if (quarters === 0) return image;
  const out = new Uint8Array(data.length);
  if (quarters === 2) {
    for (let i = 0, j = data.length - 1; j >= 0; i++, j--) out[j] = data[i]!;
    return { width, height, data: out };
  }
  // The pixel (x, y) goes to column height-1-y, row x for one quarter; to column y, row width-1-x for three.
  for (let y = 0; y < height; y++) {
    const column = quarters === 1 ? height - 1 - y : y;
    for (let x = 0; x < width; x++) {
      const row = quarters === 1 ? x : width - 1 - x;
      out[row * height + column] = data[y * width + x]!;
    }
  }
  return { width: height, height: width, data: out };
}

/** Smaller by whole factors, each new pixel the mean of a cell; a rest at the right and lower edge is cut. */
export function reduce(image: GreyImage, factor: number): GreyImage {
  if (factor <= 1) return image;
  const width = Math.max(1, Math.floor(image.width / factor));
  const height = Math.max(1, Math.floor(image.height / factor));
  const fx = Math.min(factor, image.width);
  const fy = Math.min(factor, image.height);
  const data = new Uint8Array(width * height);
  const sums = new Uint32Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let dy = 0; dy < fy; dy++) {
      let i = (y * factor + dy) * image.width;
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let dx = 0; dx < fx; dx++) sum += image.data[i++]!;
        sums[x]! += sum;
      }
    }
    for (let x = 0; x < width; x++) data[y * width + x] = Math.round(sums[x]! / (fx * fy));
  }
  return { width, height, data };
}

/** True when (nearly) every pixel is black or white: a fax, or a scan of one bit. */
export function isBilevel(image: GreyImage): boolean {
  const counts = histogram(image);
  let between = 0;
  for (let value = 16; value < 240; value++) between += counts[value]!;
  return between <= image.data.length * 0.001;
}

/** Netpbm P5: octets that the recogniser reads without a decoder. */
export function toPgm(image: GreyImage): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${image.width} ${image.height}\n255\n`, 'latin1'), image.data]);
}
