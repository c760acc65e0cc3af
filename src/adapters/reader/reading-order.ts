/**
 * The order in which a page is read: band by band, and within a band column by column where there are columns
 * (prose, or an address beside an information block), row by row where there are rows (a table).
 */
import { boxAround, type RawBlock, type RawLine } from './raw-text.js';

/** In heights of a line: gaps that part the pieces of a row, bands of the page, and columns. */
const pieceGap = 1.5;
const bandGap = 0.8;
const gutterGap = 1.5;
/** Columns of prose: so many rows, of so many words each, filling this share of the column. */
const proseRows = 4;
const proseWords = 3;
const proseFill = 0.6;
/** Sides of which fewer rows than this share stand in line with each other are no table. */
const alignedRows = 0.7;
/** The same for what white parts into bands: there only a clear case is one of columns. */
const alignedRowsMerged = 0.5;
const mostDepth = 12;
/** Bands that one pair of columns may run through, and pieces it must have on each side then. */
const mostMerged = 60;
const leastMerged = 4;

export interface PageSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Lines by `\n`, blocks by a blank line. */
export function pageText(blocks: readonly RawBlock[]): string {
  return blocks.map((block) => block.lines.map(lineText).join('\n')).join('\n\n');
}

export function lineText(line: RawLine): string {
  return line.words.map((word) => word.text).join(' ');
}

/** The same words in new blocks and lines, in reading order. */
export function inReadingOrder(blocks: readonly RawBlock[], page: PageSize): readonly RawBlock[] {
  const pieces = blocks.flatMap((block) => block.lines.flatMap(splitAtGaps));
  return pieces.length === 0 ? [] : readRegion(pieces, page, 0);
}

/** Recursion ends with `mostDepth`, not with the input. */
function readRegion(pieces: readonly RawLine[], page: PageSize, depth: number): readonly RawBlock[] {
  return mergeColumns(bands(pieces), page).flatMap((band) => {
    const columns = depth < mostDepth ? splitColumns(band, page) : undefined;
    if (columns) return columns.flatMap((column) => readRegion(column, page, depth + 1));
    const lines = rows(band);
    return [{ lines, box: boxAround(lines.map((line) => line.box))! }];
  });
}

function splitAtGaps(line: RawLine): readonly RawLine[] {
  const most = pieceGap * heightOf(line);
  const parts: RawLine['words'][number][][] = [[]];
  for (const word of line.words) {
    const last = parts.at(-1)!.at(-1);
    if (last && word.box.x0 - last.box.x1 > most) parts.push([]);
    parts.at(-1)!.push(word);
  }
  if (parts.length === 1) return [line];
  return parts.map((words) => ({ ...line, words, box: boxAround(words.map((word) => word.box))! }));
}

/** Usual height of a word: a line's own box is swollen by a single stain. */
function heightOf(line: RawLine): number {
  return Math.max(1, median(line.words.map((word) => word.box.y1 - word.box.y0)));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Parts of the page with white from edge to edge between them, from the top. */
function bands(pieces: readonly RawLine[]): readonly (readonly RawLine[])[] {
  const gap = bandGap * median(pieces.map(heightOf));
  const out: RawLine[][] = [];
  let bottom = -Infinity;
  for (const piece of pieces.toSorted((a, b) => a.box.y0 - b.box.y0)) {
    if (piece.box.y0 - bottom > gap) out.push([]);
    out.at(-1)!.push(piece);
    bottom = Math.max(bottom, piece.box.y1);
  }
  return out;
}

/** Bands through which one gutter runs are one: paragraphs may end at the same height in both columns. */
function mergeColumns(parts: readonly (readonly RawLine[])[], page: PageSize): readonly (readonly RawLine[])[] {
  const out: (readonly RawLine[])[] = [];
  for (let first = 0; first < parts.length;) {
    let [merged, next] = [parts[first]!, first + 1];
    let union = merged;
    for (let last = first + 1; last < Math.min(parts.length, first + mostMerged); last++) {
      union = [...union, ...parts[last]!];
      if (gutters(union).length === 0) break;
      const sides = splitColumns(union, page, alignedRowsMerged);
      if (!sides || sides.some((side) => side.length < leastMerged)) continue;
      const run = parts.slice(first, last + 1);
      const onBoth = (band: readonly RawLine[]): boolean =>
        sides.every((side) => band.some((piece) => side.includes(piece)));
      // Prose may pause in one column, where the other goes on; anything else is columns only side by side.
      const together = sides.every((side) => isProse(rows(side)))
        ? onBoth(run[0]!) && onBoth(run.at(-1)!)
        : run.every(onBoth);
      if (together) [merged, next] = [union, last + 1];
    }
    out.push(merged);
    first = next;
  }
  return out;
}

/** Left and right of the widest gutter that parts columns. */
function splitColumns(
  band: readonly RawLine[],
  page: PageSize,
  leastAligned = alignedRows,
): readonly (readonly RawLine[])[] | undefined {
  for (const { from, to } of gutters(band)) {
    const sides = [band.filter(({ box }) => box.x1 <= from), band.filter(({ box }) => box.x0 >= to)] as const;
    if (areColumns(sides, page, { from, to, leastAligned })) return sides;
  }
  return undefined;
}

/** White from top to bottom between pieces, the widest first. */
function gutters(band: readonly RawLine[]): readonly { readonly from: number; readonly to: number }[] {
  const least = gutterGap * median(band.map(heightOf));
  const out: { from: number; to: number }[] = [];
  let right = Infinity;
  for (const { box } of band.toSorted((a, b) => a.box.x0 - b.box.x0)) {
    if (box.x0 - right > least) out.push({ from: right, to: box.x0 });
    right = right === Infinity ? box.x1 : Math.max(right, box.x1);
  }
  return out.toSorted((a, b) => b.to - b.from - (a.to - a.from));
}

function areColumns(
  [left, right]: readonly [readonly RawLine[], readonly RawLine[]],
  page: PageSize,
  { from, to, leastAligned }: { from: number; to: number; leastAligned: number },
): boolean {
  // A dash or a speck by itself tells nothing.
  const [a, b] = [rows(left.filter(hasLetters)), rows(right.filter(hasLetters))];
  if (a.length < 2 || b.length < 2) return false;
  if (isProse(a) && isProse(b)) return true;
  if (besideAddress(a, b, page, from, to)) return true;
  const [fewer, more] = a.length < b.length ? [a, b] : [b, a];
  const partners = fewer.filter((row) => more.some((other) => inLine(row, other)));
  return partners.length < leastAligned * fewer.length && fewer.length - partners.length >= 2;
}

function hasLetters(line: RawLine): boolean {
  return line.words.some(({ text }) => /[\p{L}\p{N}]/u.test(text));
}

function isProse(lines: readonly RawLine[]): boolean {
  const box = boxAround(lines.map((line) => line.box))!;
  const full = lines.filter((line) => line.box.x1 - line.box.x0 >= proseFill * (box.x1 - box.x0));
  // Amounts, numbers and units are no prose, however many there are.
  const words = lines.reduce((sum, line) => sum + line.words.filter(({ text }) => /\p{L}{3}/u.test(text)).length, 0);
  return lines.length >= proseRows && words >= proseWords * lines.length && full.length >= proseFill * lines.length;
}

/** DIN 5008: the address stands on the left, 45 to 90 mm from the top of an A4 sheet, information on the right. */
function besideAddress(
  a: readonly RawLine[],
  b: readonly RawLine[],
  { widthPx, heightPx }: PageSize,
  from: number,
  to: number,
): boolean {
  if (heightPx < widthPx) return false;
  const inZone = (line: RawLine): boolean => line.box.y0 > heightPx * 0.1 && line.box.y1 < heightPx * 0.36;
  return to > widthPx * 0.45 && from < widthPx * 0.65 && a.every(inZone) && b.every(inZone);
}

function inLine(a: RawLine, b: RawLine): boolean {
  return Math.abs(footOf(a) - footOf(b)) < 0.25 * Math.max(heightOf(a), heightOf(b));
}

/** Where the letters stand: the lower edge of words without tails; of a dash or dot, what the line around it has. */
function footOf(line: RawLine): number {
  const standing = line.words.filter(({ text }) => /[\p{L}\p{N}]/u.test(text) && !/[gjpqyQ,;()/§]/.test(text));
  if (standing.length > 0) return median(standing.map((word) => word.box.y1));
  const tailed = line.words.filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
  if (tailed.length > 0) return median(tailed.map(({ box }) => box.y1 - 0.2 * (box.y1 - box.y0)));
  return line.baseline.y1;
}

/** Pieces side by side become one line, from left to right; lines from the top. */
function rows(pieces: readonly RawLine[]): readonly RawLine[] {
  const groups: RawLine[][] = [];
  for (const piece of pieces.toSorted((a, b) => a.box.y0 + a.box.y1 - b.box.y0 - b.box.y1)) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    const shared = before ? Math.min(before.box.y1, piece.box.y1) - Math.max(before.box.y0, piece.box.y0) : 0;
    const least = before ? Math.min(before.box.y1 - before.box.y0, piece.box.y1 - piece.box.y0) : 1;
    if (group && shared > 0.5 * least) group.push(piece);
    else groups.push([piece]);
  }
  return groups.map(joinRow);
}

function joinRow(group: readonly RawLine[]): RawLine {
  const sorted = group.toSorted((a, b) => a.box.x0 - b.box.x0);
  const [first, last] = [sorted[0]!, sorted.at(-1)!];
  if (sorted.length === 1) return first;
  // Each piece has its own baseline; from the first's left end to the last's right one is close enough.
  const baseline = { x0: first.baseline.x0, y0: first.baseline.y0, x1: last.baseline.x1, y1: last.baseline.y1 };
  return { words: sorted.flatMap((piece) => piece.words), box: boxAround(sorted.map((piece) => piece.box))!, baseline };
}
