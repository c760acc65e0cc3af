/** White print on black: a page scanned or stored the wrong way round. */
import { histogram, mapValues, quantile, type GreyImage } from './grey.js';

/** The paper of such a page is darker than this ... */
const darkPaper = 80;
/** ... and no more than this share is bright: print, not a sheet that lies on a dark table. */
const mostBright = 0.2;

/** The page with dark print on bright paper. */
export function uprightTones(image: GreyImage): GreyImage {
  const counts = histogram(image);
  if (quantile(counts, 0.5) >= darkPaper || quantile(counts, 1 - mostBright) >= 160) return image;
  return mapValues(
    image,
    Uint8Array.from({ length: 256 }, (_, value) => 255 - value),
  );
}

/** Everything black or white: for a scan of one bit that was drawn a little beside its pixels. */
export function threshold(image: GreyImage): GreyImage {
  return mapValues(
    image,
    Uint8Array.from({ length: 256 }, (_, value) => (value < 128 ? 0 : 255)),
  );
}
