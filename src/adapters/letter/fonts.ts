/** The typefaces of letters: IBM Plex (SIL Open Font License, `fonts/OFL.txt`), embedded in each, read once. */
import { readFileSync } from 'node:fs';
import { create, type Font } from 'fontkit';
import { projectPath } from '../../lib/project-path.js';

const files = {
  text: 'IBMPlexSans-Regular.ttf',
  strong: 'IBMPlexSans-SemiBold.ttf',
  /** For what is typed: no character looks like another. */
  typed: 'IBMPlexMono-Regular.ttf',
  typedStrong: 'IBMPlexMono-SemiBold.ttf',
} as const;

export type Face = keyof typeof files;

/** fontkit reads the outline's head of a blank also: behind the end of the file where the outlines are its last table. */
const emptyGlyphOctets = 16;

const opened = new Map<Face, Font>();

export function fontOf(face: Face): Font {
  let font = opened.get(face);
  if (font === undefined) {
    const octets = readFileSync(projectPath(`src/adapters/letter/fonts/${files[face]}`));
    font = create(Buffer.concat([octets, Buffer.alloc(emptyGlyphOctets)]));
    opened.set(face, font);
  }
  return font;
}

/**
 * The part of a text that the typeface can print: composed, without emoji and scripts that it lacks, and with one mark on
 * a character at most, so that none piles up over the line above.
 */
export function printable(text: string, face: Face): string {
  const font = fontOf(face);
  return Array.from(text.normalize('NFC').replace(/(\p{M})\p{M}+/gu, '$1'))
    .filter((character) => font.hasGlyphForCodePoint(character.codePointAt(0)!))
    .join('')
    .replace(/ {2,}/gu, ' ')
    .trim();
}
