/** A page as it came made ready to be read: square pixels, even white paper, black ink, upright, straight. */
import { flattenBackground } from './background.js';
import { despeckle } from './despeckle.js';
import { isBlank } from './blank.js';
import { findSkew } from './deskew.js';
import { isBilevel, reduce, turnQuarters, type GreyImage } from './grey.js';
import { uprightTones } from './invert.js';
import { stretch } from './stretch.js';
import {
  identity,
  invert,
  quarterTurn,
  resample,
  rotation,
  scaling,
  shift,
  compose,
  type Transform,
} from './transform.js';

export interface RawPage {
  readonly image: GreyImage;
  /** Pixels per inch across and down; undefined when the scan does not say. */
  readonly dpi: { readonly x: number; readonly y: number } | undefined;
}

export interface CleanPage {
  readonly image: GreyImage;
  readonly dpi: number;
  readonly rotation: 0 | 90 | 180 | 270;
  readonly skewDegrees: number;
  /** No ink to speak of: the empty back of a sheet. */
  readonly blank: boolean;
  /** From the clean page's pixels to those of the page as it came. */
  readonly toRaw: Transform;
}

export interface Orienter {
  /** See TesseractEngine.orientation. */
  (image: GreyImage): Promise<{ quarters: 0 | 1 | 2 | 3; confidence: number }>;
}

const targetDpi = 300;
/** Below, letters have too few pixels for the engine and the page is enlarged. */
const enlargeBelowDpi = 180;
/** Above, it only costs time. */
const reduceAboveDpi = 420;
/** Least confidence at which an orientation other than "upright" is believed. */
const trustOrientation = 1.5;
/** Angles below this, in degrees, are not worth the blur of turning. */
const leastSkew = 0.08;

/** A letter is A4 until something says otherwise: 11.7 inches on the longer side. */
function guessDpi({ width, height }: GreyImage): number {
  return Math.min(600, Math.max(72, Math.max(width, height) / 11.69));
}

export async function cleanPage(raw: RawPage, orient: Orienter): Promise<CleanPage> {
  const dpi = raw.dpi ? { ...raw.dpi } : { x: guessDpi(raw.image), y: guessDpi(raw.image) };
  let image = uprightTones(raw.image);
  /** From the page worked on to the page as it came. */
  let toRaw = identity;

  // Much too fine: first to about the target, by whole factors.
  const factor = Math.floor(Math.min(dpi.x, dpi.y) / (reduceAboveDpi / 2));
  if (Math.min(dpi.x, dpi.y) > reduceAboveDpi && factor > 1) {
    image = reduce(image, factor);
    dpi.x /= factor;
    dpi.y /= factor;
    toRaw = scaling(factor, factor);
  }
  image = isBilevel(image) ? despeckle(image, dpi) : stretch(flattenBackground(image));

  const square = Math.max(dpi.x, dpi.y);
  if (isBlank(image, Math.min(dpi.x, dpi.y)))
    return { image, dpi: square, rotation: 0, skewDegrees: 0, blank: true, toRaw };
  const wanted = square < enlargeBelowDpi ? targetDpi : square;
  let [sx, sy] = [wanted / dpi.x, wanted / dpi.y];

  // Orientation is found on square pixels, about 150 to 200 dpi.
  const turned = await upright(image, sx / Math.max(sx, sy), sy / Math.max(sx, sy), square, orient);
  toRaw = compose(invert(quarterTurn(turned, image.width, image.height)), toRaw);
  image = turnQuarters(image, turned);
  if (turned % 2 === 1) [sx, sy] = [sy, sx];

  const skew = findSkew(squarePixels(image, sx, sy));
  const straighten = Math.abs(skew) >= leastSkew;
  if (straighten || sx !== 1 || sy !== 1) {
    const width = Math.round(image.width * sx);
    const height = Math.round(image.height * sy);
    const middle = compose(shift(-width / 2, -height / 2), rotation(straighten ? skew : 0));
    const toImage = compose(compose(middle, shift(width / 2, height / 2)), scaling(1 / sx, 1 / sy));
    image = resample(image, width, height, toImage);
    toRaw = compose(toImage, toRaw);
  }
  return {
    image,
    dpi: wanted,
    rotation: (turned * 90) as 0 | 90 | 180 | 270,
    skewDegrees: straighten ? skew : 0,
    blank: false,
    toRaw,
  };
}

/** The picture with its coarser direction brought to the finer; as it is when square already. */
function squarePixels(image: GreyImage, sx: number, sy: number): GreyImage {
  const most = Math.max(sx, sy);
  if (Math.abs(sx - sy) < most * 0.02) return image;
  const [kx, ky] = [sx / Math.min(sx, sy), sy / Math.min(sx, sy)];
  return resample(image, Math.round(image.width * kx), Math.round(image.height * ky), scaling(1 / kx, 1 / ky));
}

async function upright(
  image: GreyImage,
  kx: number,
  ky: number,
  dpi: number,
  orient: Orienter,
): Promise<0 | 1 | 2 | 3> {
  const square = squarePixels(image, kx, ky);
  const { quarters, confidence } = await orient(reduce(square, Math.max(1, Math.round(dpi / 150))));
  return confidence >= trustOrientation ? quarters : 0;
}
