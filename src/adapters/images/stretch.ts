/** Contrast: the paper becomes white and the ink black, unless there is no ink. */
import { histogram, mapValues, quantile, type GreyImage } from './grey.js';

/** Ink must be darker than the paper by this much; below, the picture is noise or the shine of the other side. */
const leastContrast = 40;
/** Grey levels are spread at most by this factor: what is fainter is more likely dirt than print. */
const mostGain = 4;

/**
 * Spreads the values between ink and paper over the whole range. The paper is the median (a letter is mostly
 * paper), its spread is taken from the side above it; ink is what the darkest half percent does not exceed.
 */
export function stretch(image: GreyImage): GreyImage {
  const counts = histogram(image);
  const paper = quantile(counts, 0.5);
  const ink = quantile(counts, 0.005);
  if (paper - ink < leastContrast) return image;
  // White begins a little below the paper's middle, so that its grain goes.
  const white = Math.max(ink + 255 / mostGain, paper - (paper - ink) * 0.08);
  const black = Math.min(ink, white - 255 / mostGain);
  if (black <= 0 && white >= 254) return image;
  const scale = 255 / (white - black);
  const table = Uint8Array.from({ length: 256 }, (_, value) =>
    Math.round(Math.min(255, Math.max(0, (value - black) * scale))),
  );
  return mapValues(image, table);
}
