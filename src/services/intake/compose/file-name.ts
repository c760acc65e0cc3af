/** The attachment's name: readable, sorted by date, and safe on every system a customer may save it to. */
import { cleanLine } from '../../../lib/clean-text.js';

/** Characters, and octets of UTF-8, extension included: file systems that encrypt names allow no more than 143. */
const limits = { characters: 110, octets: 140 } as const;

export interface FileNameParts {
  /** `YYYY-MM-DD` or `YYYY-MM`: it begins the name, so that no name is one that Windows reserves. */
  readonly date: string;
  readonly sender: string | undefined;
  /** Of the letter, or a word such as "Scan". */
  readonly title: string;
  /** Without its dot, at most four letters. */
  readonly extension: string;
}

/** For example `2024-03-18 Malerbetrieb Brückner GmbH - Rechnung Nr. 2024-0817.pdf`. */
export function attachmentFileName({ date, sender, title, extension }: FileNameParts): string {
  const parts = [sender === undefined ? '' : tidy(sender, 50), tidy(title, limits.characters)];
  const about = parts.filter((part) => part !== '').join(' - ');
  let name = Array.from(tidy(`${date} ${about}`, limits.characters - 5));
  while (Buffer.byteLength(name.join('')) > limits.octets - 5) name = name.slice(0, -1);
  return `${trimEnd(name.join(''))}.${extension}`;
}

/** Without what is a separator or has a meaning in file names, paths, shells or headers somewhere. */
function tidy(text: string, limit: number): string {
  const safe = cleanLine(text, limit)
    .replace(/[/\\|:]+/gu, '-')
    .replace(/[*?"<>$`%;]+/gu, ' ')
    .replace(/…$/u, '')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s.~-]+/u, '');
  return trimEnd(safe);
}

/** Windows drops trailing dots and blanks. */
function trimEnd(text: string): string {
  return text.replace(/[\s.\-–—,]+$/u, '');
}
