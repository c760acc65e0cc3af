/** Breaking text into lines of a width. */

/** Where a long word, such as a host name or an address, is broken if it must be: after these. */
const joints = /(?<=[-./@_])/u;

/**
 * Breaks at blanks; a word that is too long alone, at its joints, else anywhere.
 * @param widthOf of a text, in the unit of `width`
 */
export function wrap(text: string, width: number, widthOf: (text: string) => number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (widthOf(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = widthOf(word) <= width ? [word] : breakWord(word, width, widthOf);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return line === '' ? lines : [...lines, line];
}

/** Keeps the first lines; the last of them says by "…" that there was more. */
export function cut(
  lines: readonly string[],
  count: number,
  width: number,
  widthOf: (text: string) => number,
): readonly string[] {
  const last = lines[count - 1];
  if (lines.length <= count || last === undefined) return lines.slice(0, count);
  const characters = Array.from(last);
  while (characters.length > 0 && widthOf(`${characters.join('')}…`) > width) characters.pop();
  return [...lines.slice(0, count - 1), `${characters.join('').trimEnd()}…`];
}

function breakWord(word: string, width: number, widthOf: (text: string) => number): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  const atoms = word.split(joints).flatMap((atom) => (widthOf(atom) <= width ? [atom] : Array.from(atom)));
  for (const atom of atoms) {
    if (piece !== '' && widthOf(piece + atom) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += atom;
  }
  return piece === '' ? pieces : [...pieces, piece];
}
