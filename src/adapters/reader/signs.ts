/** Signs that the engine's alphabet takes for others: § for 8 or $, m² for m?, the dot between parts of a letterhead. */
import type { Box, Word } from '../../mail/scan.js';
import type { RawBlock, RawLine } from './raw-text.js';

/** What § is read as. */
const likeSection = /^(\(?)(?:[8$&S]|§)$/;
const likeSections = /^(\(?)(?:[8$&S§]{2})$/;
/** A section's number; then what makes it one: a part of it, or a law's abbreviation (two capitals at least). */
const sectionNumber = /^\d{1,4}[a-z]?[.,]?$/;
const afterSection = /^(?:Abs\.?|Absatz|Nr\.?|Satz|ff?\.?|i\.?V\.?m\.?|\p{Lu}\p{L}*\p{Lu}\p{L}*[).,;]*)$/u;
/** Words that are followed by a section, and those that may be. */
const citing = /^(?:gemäß|gem\.|laut|lt\.|i\.S\.d\.|i\.V\.m\.)$/i;
const governing = /^(?:nach|aus|in|im|von|des|der|den|dem|und|mit|unter|zu|siehe|s\.|vgl\.)$/i;
const cubic = /(?:^|\/)m(?:['’]?[®©]+|³)/;
/** How many words on a law may be named: "§ 14 Abs. 2 Satz 1 BGB". */
const lookAhead = 3;

export function correctSigns(blocks: readonly RawBlock[]): readonly RawBlock[] {
  // A question mark may be a square or a cube; a page that has cubes (of gas, of water) has no squares.
  const cubes = blocks.some((block) => block.lines.some((line) => line.words.some(({ text }) => cubic.test(text))));
  return blocks.map((block) => ({ ...block, lines: block.lines.map((line) => correctLine(line, cubes)) }));
}

function correctLine(line: RawLine, cubes: boolean): RawLine {
  const words = line.words.map((word, i) => {
    const text = correct(line, word, i, cubes);
    return text === word.text ? word : { ...word, text };
  });
  return { ...line, words };
}

function correct(line: RawLine, word: Word, i: number, cubes: boolean): string {
  const [before, next] = [line.words[i - 1]?.text, line.words[i + 1]?.text];
  if (isDot(word, line.box)) return '·';
  if (next !== undefined && sectionNumber.test(next)) {
    const [, one] = likeSection.exec(word.text) ?? [];
    const [, two] = likeSections.exec(word.text) ?? [];
    const opens = one ?? two;
    const law = line.words.slice(i + 2, i + 2 + lookAhead).some(({ text }) => afterSection.test(text));
    const cited = before !== undefined && citing.test(before);
    // Dollars stand behind the amount in German; "$ 5 Miete" begins no line in English either.
    const dollar = word.text.includes('$') && (i === 0 || (before !== undefined && governing.test(before)));
    if (opens !== undefined && (law || cited || dollar)) return `${opens}${one === undefined ? '§§' : '§'}`;
  }
  // Squares and cubes of metres, after a number or in a unit.
  if (before !== undefined && /^[\d.,]+$/.test(before)) {
    const [, square, rest] = /^m([?"”]|'{2})([).,;]*)$/.exec(word.text) ?? [];
    if (square !== undefined) return `${cubes ? 'm³' : 'm²'}${rest}`;
    const [, cubed, after] = /^m(['’]?[®©]+)([).,;]*)$/.exec(word.text) ?? [];
    if (cubed !== undefined) return `m³${after}`;
  }
  return word.text.replace(/^kWh\/m['’]?[®©]+/, 'kWh/m³').replace(/^CO[,.](?=-\p{L})/u, 'CO₂');
}

/** A small mark about as wide as high, clear of the line's foot: a middle dot, whatever it was taken for. */
function isDot({ text, box }: Word, line: Box): boolean {
  if (!/^[-+>*•–»]$/.test(text)) return false;
  const [w, h, height] = [box.x1 - box.x0, box.y1 - box.y0, line.y1 - line.y0];
  const middle = (box.y0 + box.y1) / 2;
  return (
    h <= height * 0.4 &&
    w <= h * 1.7 &&
    w >= h * 0.25 &&
    middle > line.y0 + height * 0.25 &&
    middle < line.y1 - height * 0.2
  );
}
