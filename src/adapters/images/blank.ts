/** Whether a page has anything on it. */
import { histogram, quantile, reduce, type GreyImage } from './grey.js';

/** Ink is darker than the paper by this much, once pixels are averaged to about 75 dpi (grain and speckles vanish). */
const leastContrast = 45;
/** Dark pixels at 75 dpi from which on a page is not blank: less than one short word of small print. */
const leastInk = 12;
/** Edges, in share of the side: shadows of the feeder and torn borders lie there. */
const margin = 0.025;

/** @param dpi of the image */
export function isBlank(image: GreyImage, dpi: number): boolean {
  const small = reduce(image, Math.max(1, Math.round(dpi / 75)));
  const { width, height, data } = small;
  const threshold = quantile(histogram(small), 0.5) - leastContrast;
  if (threshold <= 0) return false;
  const [mx, my] = [Math.ceil(width * margin), Math.ceil(height * margin)];
  let ink = 0;
  for (let y = my; y < height - my; y++)
    for (let x = mx; x < width - mx; x++) if (data[y * width + x]! < threshold && ++ink >= leastInk) return false;
  return true;
}
