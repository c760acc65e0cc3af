/** Lines of a recognised page as paragraphs for reading on a narrow screen. */
import type { Block, Line, Page } from '../../../mail/scan.js';
import { cleanText } from '../../../lib/clean-text.js';

/** Lines that are kept apart; what flowed over several lines of paper is one of them. */
export type Paragraph = readonly string[];

/**
 * Blocks become paragraphs; within one, a line that reaches the right edge flows into the next, unless wide gaps
 * between its words show that it is a row of a table. A word parted at a line's end is joined again.
 */
export function paragraphs(page: Page): readonly Paragraph[] {
  const found = page.blocks.map(blockParagraph).filter((lines) => lines.length > 0);
  if (found.length > 0) return found;
  return cleanText(page.text)
    .split(/\n{2,}/u)
    .map((part) => part.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0);
}

function blockParagraph(block: Block): Paragraph {
  const lines: string[] = [];
  let flows = false;
  for (const [index, line] of block.lines.entries()) {
    const text = lineText(line);
    if (text === '') continue;
    const before = lines.at(-1);
    if (flows && before !== undefined) lines[lines.length - 1] = joined(before, text);
    else lines.push(text);
    flows = reachesEdge(line, block) && startsAtEdge(block.lines[index + 1], block);
  }
  return lines;
}

function lineText(line: Line): string {
  return cleanText(line.words.map(({ text }) => text).join(' '))
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Ends within the last eighth of the block, has the words of a sentence and no gap of a table. */
function reachesEdge(line: Line, block: Block): boolean {
  const width = block.box.x1 - block.box.x0;
  const end = line.words.at(-1)?.box.x1 ?? line.box.x1;
  if (line.words.length < 4 || end < block.box.x1 - width / 8) return false;
  const height = Math.max(1, line.box.y1 - line.box.y0);
  return line.words.every((word, i) => {
    const next = line.words[i + 1];
    return next === undefined || next.box.x0 - word.box.x1 < 2 * height;
  });
}

/** An indented line or a bullet begins something new. */
function startsAtEdge(line: Line | undefined, block: Block): boolean {
  const first = line?.words[0];
  if (line === undefined || first === undefined) return false;
  const height = Math.max(1, line.box.y1 - line.box.y0);
  return first.box.x0 - block.box.x0 < height && !/^(?:[•·▪◦*–—-]|\d{1,2}[.)])$/u.test(first.text);
}

/** "Über-" + "weisung" is one word; "Nord-" + "Süd" and "Ein-" + "und Ausgang" keep their hyphen. */
function joined(before: string, next: string): string {
  if (/\p{L}-$/u.test(before)) {
    if (/^(?:und|oder|bzw|sowie|and|or)\b/u.test(next)) return `${before} ${next}`;
    return /^\p{Ll}/u.test(next) ? before.slice(0, -1) + next : before + next;
  }
  return `${before} ${next}`;
}
