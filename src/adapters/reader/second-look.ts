/**
 * A second look at what the engine passed over or misread: it finds lines in columns of different leading hard, and
 * loses numbers that stand alone. What has ink but no believable word over it is read again, by itself.
 */
import type { Box, Word } from '../../mail/scan.js';
import { greyImage, type GreyImage } from '../images/grey.js';
import { inkRegions, type InkRegion } from '../images/ink-regions.js';
import type { Recognised, Segmentation } from '../tesseract/engine.js';
import { boxAround, type RawBlock, type RawLine } from './raw-text.js';

export interface Reread {
  (image: GreyImage, segmentation: Segmentation): Promise<Recognised>;
}

/** Words below this confidence do not count as having read their place. */
const believable = 60;
/** A place is passed over when believable words cover less of its ink. */
const leastCovered = 0.5;
/** What the second look brings must be read with this confidence. */
const leastConfidence = 80;
/** Places of a page that are looked at again; a drawing has no end of them. */
const mostPlaces = 30;
/** White around the piece, in pixels: the engine wants some. */
const border = 20;

export async function secondLook(
  image: GreyImage,
  dpi: number,
  blocks: readonly RawBlock[],
  reread: Reread,
): Promise<readonly RawBlock[]> {
  const trusted = words(blocks).filter((word) => word.confidence >= believable);
  const places = joinLines(
    inkRegions(image, dpi).filter((region) => covered(region, trusted) < leastCovered),
    dpi,
  ).slice(0, mostPlaces);
  let result = blocks;
  for (const place of places) {
    const area = grow(place, Math.round(dpi * 0.02), image);
    const read = await reread(cut(image, area), 'block');
    const found = read.blocks
      .flatMap((block) => block.lines)
      .map((line) => moved(line, area.x0 - border, area.y0 - border))
      .filter((line) => worth(line));
    if (found.length === 0) continue;
    result = [...without(result, found), ...found.map((line) => ({ lines: [line], box: line.box }))];
  }
  return result;
}

function words(blocks: readonly RawBlock[]): readonly Word[] {
  return blocks.flatMap((block) => block.lines.flatMap((line) => line.words));
}

function covered({ ink }: InkRegion, trusted: readonly Word[]): number {
  const box = boxAround(ink.map(({ x, y }) => ({ x0: x, y0: y, x1: x, y1: y })))!;
  const near = trusted.filter((word) => overlaps(word.box, box));
  const inside = ink.filter(({ x, y }) =>
    near.some((word) => x >= word.box.x0 - 2 && x <= word.box.x1 + 2 && y >= word.box.y0 - 2 && y <= word.box.y1 + 2),
  );
  return inside.length / ink.length;
}

/** Pieces side by side in one row are one place. */
function joinLines(regions: readonly InkRegion[], dpi: number): readonly Box[] {
  const places: Box[] = [];
  for (const { box } of regions.toSorted((a, b) => a.box.x0 - b.box.x0)) {
    const i = places.findIndex((place) => {
      const shared = Math.min(place.y1, box.y1) - Math.max(place.y0, box.y0);
      return box.x0 - place.x1 < dpi * 0.3 && shared > 0.6 * Math.min(place.y1 - place.y0, box.y1 - box.y0);
    });
    if (i < 0) places.push(box);
    else places[i] = boxAround([places[i]!, box])!;
  }
  return places.toSorted((a, b) => a.y0 - b.y0);
}

function worth(line: RawLine): boolean {
  const text = line.words.map((word) => word.text).join('');
  const letters = text.replace(/[^\p{L}\p{N}]/gu, '').length;
  const mean = line.words.reduce((sum, word) => sum + word.confidence * word.text.length, 0) / Math.max(1, text.length);
  return letters >= 2 && letters >= text.length / 2 && mean >= leastConfidence;
}

/** The blocks without the unbelievable words in the place of the new ones, and without what is read twice. */
function without(blocks: readonly RawBlock[], found: readonly RawLine[]): readonly RawBlock[] {
  const boxes = found.flatMap((line) => line.words.map((word) => word.box));
  return blocks.flatMap((block) => {
    const lines = block.lines.flatMap((line) => {
      const kept = line.words.filter((word) => !boxes.some((box) => shareOf(word.box, box) > 0.4));
      if (kept.length === line.words.length) return [line];
      const box = boxAround(kept.map((word) => word.box));
      return box ? [{ ...line, words: kept, box }] : [];
    });
    const box = boxAround(lines.map((line) => line.box));
    return box ? [{ lines, box }] : [];
  });
}

function overlaps(a: Box, b: Box): boolean {
  return a.x0 < b.x1 + 2 && b.x0 < a.x1 + 2 && a.y0 < b.y1 + 2 && b.y0 < a.y1 + 2;
}

/** The share of `box` that lies in `other`. */
function shareOf(box: Box, other: Box): number {
  const w = Math.min(box.x1, other.x1) - Math.max(box.x0, other.x0);
  const h = Math.min(box.y1, other.y1) - Math.max(box.y0, other.y0);
  return w <= 0 || h <= 0 ? 0 : (w * h) / Math.max(1, (box.x1 - box.x0) * (box.y1 - box.y0));
}

function grow(box: Box, by: number, { width, height }: GreyImage): Box {
  return {
    x0: Math.max(0, box.x0 - by),
    y0: Math.max(0, box.y0 - by),
    x1: Math.min(width, box.x1 + by),
    y1: Math.min(height, box.y1 + by),
  };
}

function cut(image: GreyImage, { x0, y0, x1, y1 }: Box): GreyImage {
  const piece = greyImage(x1 - x0 + 2 * border, y1 - y0 + 2 * border);
  for (let y = y0; y < y1; y++)
    piece.data.set(
      image.data.subarray(y * image.width + x0, y * image.width + x1),
      (y - y0 + border) * piece.width + border,
    );
  return piece;
}

function moved(line: RawLine, dx: number, dy: number): RawLine {
  // The white border is not of the page.
  const box = (b: Box): Box => ({
    x0: Math.max(0, b.x0 + dx),
    y0: Math.max(0, b.y0 + dy),
    x1: Math.max(0, b.x1 + dx),
    y1: Math.max(0, b.y1 + dy),
  });
  return {
    words: line.words.map((word) => ({ ...word, box: box(word.box) })),
    box: box(line.box),
    baseline: box(line.baseline),
  };
}
