/** Text of a page from its blocks. */
import type { RawBlock, RawLine } from './raw-text.js';

/** Lines by `\n`, blocks by a blank line. */
export function pageText(blocks: readonly RawBlock[]): string {
  return blocks.map((block) => block.lines.map(lineText).join('\n')).join('\n\n');
}

export function lineText(line: RawLine): string {
  return line.words.map((word) => word.text).join(' ');
}
