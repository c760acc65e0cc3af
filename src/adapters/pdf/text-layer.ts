/** Invisible text, word by word where the picture has it (render mode 3: ISO 32000-1 §9.3.6). */
import { apply, type Point, type Transform } from '../images/transform.js';
import type { RawBlock, RawLine } from '../reader/raw-text.js';
import { glyphWidth, type GlyphlessFont } from './glyphless-font.js';

/**
 * Content for one page.
 *
 * A word is set on its line's baseline, as high as the line, squeezed to the width it has in the picture; the blank
 * after it fills the gap to the next. So search, selection and copying in a viewer meet the words that are seen.
 *
 * @param toUser from the pixels the blocks are told in to the page's user space
 */
export function textLayer(
  blocks: readonly RawBlock[],
  toUser: Transform,
  font: { readonly name: string; readonly codes: GlyphlessFont },
): string {
  const out = ['q', 'BT', '3 Tr'];
  for (const block of blocks) for (const line of block.lines) setLine(out, line, toUser, font);
  out.push('ET', 'Q');
  return out.length > 5 ? `${out.join('\n')}\n` : '';
}

function setLine(
  out: string[],
  line: RawLine,
  toUser: Transform,
  font: { readonly name: string; readonly codes: GlyphlessFont },
): void {
  const { box, baseline } = line;
  const top = apply(toUser, { x: box.x0, y: box.y0 });
  const bottom = apply(toUser, { x: box.x0, y: box.y1 });
  const size = Math.max(1, distance(top, bottom));
  out.push(`/${font.name} ${number(size)} Tf`);
  /** On the baseline, kept within the line: the engine's baselines of short lines may be far off. */
  const on = (x: number): Point => {
    const part = baseline.x1 > baseline.x0 ? (x - baseline.x0) / (baseline.x1 - baseline.x0) : 0;
    const y = baseline.y0 + (baseline.y1 - baseline.y0) * part;
    return apply(toUser, { x, y: Math.min(box.y1, Math.max((box.y0 + box.y1) / 2, y)) });
  };
  line.words.forEach((word, i) => {
    const [from, to] = [on(word.box.x0), on(word.box.x1)];
    const width = distance(from, to);
    const { hex, count } = font.codes.encode(word.text);
    if (count === 0 || width <= 0) return;
    const [cos, sin] = [(to.x - from.x) / width, (to.y - from.y) / width];
    out.push(
      `${number(cos, 5)} ${number(sin, 5)} ${number(-sin, 5)} ${number(cos, 5)} ${number(from.x)} ${number(from.y)} Tm`,
    );
    out.push(`${number(squeeze(width, count, size))} Tz <${hex}> Tj`);
    const next = line.words[i + 1];
    const gap = next ? distance(to, on(next.box.x0)) : 0;
    if (next && gap > 0 && next.box.x0 > word.box.x1)
      out.push(`${number(squeeze(gap, 1, size))} Tz <${font.codes.encode(' ').hex}> Tj`);
  });
}

/** Horizontal scaling in percent that makes `count` glyphs `width` wide. */
function squeeze(width: number, count: number, size: number): number {
  return Math.max(0.1, (100 * width) / ((count * size * glyphWidth) / 1000));
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function number(value: number, digits = 2): string {
  return String(Number(value.toFixed(digits)));
}
